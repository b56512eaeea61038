import type { Field } from '../../vo/table/field.ts'
import { attributes } from '../../vo/votable/xml.ts'

/** ID given to the FIELD that holds publisher DIDs, for descriptors to refer to. */
const didFieldId = 'dax_did'

/** A result's fields with the first publisher DID marked, and the descriptor (DataLink 1.1 §4) by which clients find the links of its rows; null where no field is one. */
export function withDatalink(fields: readonly Field[], base: string): { readonly fields: readonly Field[]; readonly resourcesXml: string } | null {
  const at = fields.findIndex((field) => field.utype?.toLowerCase() === 'obscore:curation.publisherdid')
  if (at < 0) return null
  return { fields: fields.map((field, i) => (i === at ? { ...field, id: didFieldId } : field)), resourcesXml: datalinkDescriptor(base, didFieldId) }
}

/** The descriptor of /api/datalink/links as a RESOURCE element; the ID comes from the field with that XML ID. `base` = address of dax. */
function datalinkDescriptor(base: string, idRef: string): string {
  const text = (name: string, value: string) => `<PARAM${attributes({ name, datatype: 'char', arraysize: '*', value })}/>`
  return `<RESOURCE${attributes({ type: 'meta', utype: 'adhoc:service', ID: 'dax_datalink', name: 'links' })}>
<DESCRIPTION>Files, previews and cut-outs of each image (DataLink 1.1)</DESCRIPTION>
${text('standardID', 'ivo://ivoa.net/std/DataLink#links-1.1')}
${text('accessURL', `${base}/api/datalink/links`)}
<GROUP name="inputParams"><PARAM${attributes({ name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.id;meta.main', ref: idRef, value: '' })}/></GROUP>
</RESOURCE>
`
}
