import type { Field } from '../../vo/table/field.ts'
import { attributes } from '../../vo/votable/xml.ts'

/** A result's fields with the first publisher DID marked, and the descriptor (DataLink 1.1 §4) by which clients find the links of its rows; null where no field is one. */
export function withDatalink(fields: readonly Field[], base: string): { readonly fields: readonly Field[]; readonly resourcesXml: string } | null {
  const at = fields.findIndex((field) => field.utype?.toLowerCase() === 'obscore:curation.publisherdid')
  if (at < 0) return null
  // astropy names a column by its ID where there is one: so the ID is the name, as far as XML lets it be
  const id = fields[at]!.name.replace(/[^A-Za-z0-9_.-]/g, '_').replace(/^(?![A-Za-z_])/, '_')
  return { fields: fields.map((field, i) => (i === at ? { ...field, id } : field)), resourcesXml: datalinkDescriptor(base, id) }
}

/** The descriptor of /api/datalink/links as a RESOURCE element; the ID comes from the field with that XML ID. `base` = address of dax. */
function datalinkDescriptor(base: string, idRef: string): string {
  return `<RESOURCE${attributes({ type: 'meta', utype: 'adhoc:service', ID: 'dax_datalink', name: 'links' })}>
<DESCRIPTION>Files, previews and cut-outs of each image (DataLink 1.1)</DESCRIPTION>
${textParam('standardID', 'ivo://ivoa.net/std/DataLink#links-1.1')}
${textParam('accessURL', `${base}/api/datalink/links`)}
<GROUP name="inputParams"><PARAM${attributes({ name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.id;meta.main', ref: idRef, value: '' })}/></GROUP>
</RESOURCE>
`
}

function textParam(name: string, value: string): string {
  return `<PARAM${attributes({ name, datatype: 'char', arraysize: '*', value })}/>`
}
