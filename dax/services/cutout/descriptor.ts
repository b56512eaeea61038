import { fieldXml } from '../../../vo/votable/write.ts'
import { attributes } from '../../../vo/votable/xml.ts'

/** What a descriptor knows of the image it is for: default values for forms. */
export interface DescribedImage {
  readonly did: string
  /** Bounding circle 'ra dec radius' (deg), the largest cut that makes sense. */
  readonly circle?: string
}

/**
 * The service descriptors (DataLink 1.1 §4) of the cut-out service, sync and async, as RESOURCE elements. `base` = address of dax. With `image` the ID is filled in;
 * with `idRef` it is taken from the field of that ID in the same document; `idPrefix` keeps the IDs of several descriptors apart.
 */
export function sodaDescriptors(
  base: string,
  options: { readonly image?: DescribedImage; readonly idRef?: string; readonly idPrefix?: string } = {},
): string {
  const prefix = options.idPrefix ?? ''
  return [
    descriptor(`${prefix}soda-sync`, 'ivo://ivoa.net/std/SODA#sync-1.0', `${base}/api/cutout/sync`, options),
    descriptor(`${prefix}soda-async`, 'ivo://ivoa.net/std/SODA#async-1.0', `${base}/api/cutout/jobs`, options),
  ].join('\n')
}

function descriptor(
  id: string,
  standardId: string,
  url: string,
  { image, idRef }: { readonly image?: DescribedImage; readonly idRef?: string },
): string {
  return `<RESOURCE${attributes({ type: 'meta', utype: 'adhoc:service', ID: id })}>
<DESCRIPTION>Cuts a part of an image out, with its pixels and WCS (SODA 1.0)</DESCRIPTION>
${textParam('standardID', standardId)}
${textParam('accessURL', url)}
<GROUP name="inputParams">
<PARAM${attributes({ name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.id;meta.main', ref: idRef, value: image?.did ?? '' })}/>
${fieldXml({ name: 'CIRCLE', datatype: 'double', arraysize: '3', xtype: 'circle', unit: 'deg', ucd: 'pos.outline;obs', description: 'Centre and radius, ICRS' }, 'PARAM', image?.circle ?? '')}
${fieldXml({ name: 'POLYGON', datatype: 'double', arraysize: '*', xtype: 'polygon', unit: 'deg', ucd: 'pos.outline;obs', description: 'Vertices ra dec, ICRS' }, 'PARAM', '')}
${fieldXml({ name: 'POS', datatype: 'char', arraysize: '*', ucd: 'pos.outline;obs', description: 'CIRCLE ra dec radius, RANGE ra1 ra2 dec1 dec2, or POLYGON ra1 dec1 … (deg, ICRS)' }, 'PARAM', '')}
${fieldXml({ name: 'BAND', datatype: 'double', arraysize: '2', xtype: 'interval', unit: 'm', ucd: 'em.wl;stat.interval', description: 'Wavelengths: cuts cubes, passes images whose band meets it' }, 'PARAM', '')}
${fieldXml({ name: 'TIME', datatype: 'double', arraysize: '2', xtype: 'interval', unit: 'd', ucd: 'time.interval;obs.exposure', description: 'Times, MJD UTC: passes images taken then' }, 'PARAM', '')}
</GROUP>
</RESOURCE>`
}

/** What the service answers when it is called without parameters: its own description. */
export function descriptorDocument(base: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/></RESOURCE>
${sodaDescriptors(base)}
</VOTABLE>
`
}

function textParam(name: string, value: string): string {
  return `<PARAM${attributes({ name, datatype: 'char', arraysize: '*', value })}/>`
}
