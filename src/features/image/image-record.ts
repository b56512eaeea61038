import type { Table } from '../../../vo/table/columns.ts'
import { cell } from '../../../vo/table/build.ts'
import { ApiFailure, failureProps } from '../../api/api-error.ts'
import type { Archive } from '../../api/archive.ts'
import { dataLinks, isDatalink } from '../../api/datalink.ts'
import type { Links } from '../../api/datalink.ts'
import { tapSync } from '../../api/tap.ts'

/** What an archive knows of one image: its ObsCore row as text, and its links. */
export interface ImageRecord {
  readonly row: ReadonlyMap<string, string>
  /** Columns in the archive's order, with what they mean. */
  readonly fields: readonly { readonly name: string; readonly unit: string | null; readonly description: string | null }[]
  readonly links: Links
  /** Address of the file itself, where there is one. */
  readonly fileUrl: string | null
  /** Why the links are missing; null where they are known, or there are none. */
  readonly linksFailure: { readonly title: string; readonly message: string; readonly retryAtMs: number | null } | null
}

/** Looks an image up by its publisher DID. Throws ApiFailure; an unknown DID is null; links that cannot be had leave the row standing. */
export async function imageRecord(archive: Archive, did: string, signal: AbortSignal): Promise<ImageRecord | null> {
  const adql = `SELECT * FROM ivoa.obscore WHERE obs_publisher_did = '${did.replaceAll("'", "''")}'`
  const doc = await tapSync({ tap: archive.tap, adql, maxrec: 2, signal })
  if (!doc.ok) throw new ApiFailure(doc.error)
  const { table } = doc.value
  if (table.length === 0) return null
  const row = rowOf(table)
  const url = row.get('access_url') ?? null
  const format = row.get('access_format') ?? null
  if (url === null) return { row, fields: fieldsOf(table), links: { links: [], services: [] }, fileUrl: null, linksFailure: null }
  if (!isDatalink(format)) {
    return {
      row,
      fields: fieldsOf(table),
      links: { links: [], services: doc.value.services },
      fileUrl: format === null || /fits/iu.test(format) ? url : null,
      linksFailure: null,
    }
  }
  const links = await dataLinks(url, signal)
  if (!links.ok) {
    return { row, fields: fieldsOf(table), links: { links: [], services: [] }, fileUrl: null, linksFailure: failureProps(links.error, Date.now()) }
  }
  const self = links.value.links.find((l) => l.semantics === '#this' && l.accessUrl !== null)
  return { row, fields: fieldsOf(table), links: links.value, fileUrl: self?.accessUrl ?? null, linksFailure: null }
}

function rowOf(table: Table): ReadonlyMap<string, string> {
  const row = new Map<string, string>()
  table.fields.forEach((f, i) => {
    const column = table.columns[i]
    const value = column === undefined ? null : cell(column, 0)
    if (value !== null) row.set(f.name.toLowerCase(), typeof value === 'object' ? Array.from(value as ArrayLike<number>).join(' ') : String(value))
  })
  return row
}

function fieldsOf(table: Table): ImageRecord['fields'] {
  return table.fields.map((f) => ({ name: f.name.toLowerCase(), unit: f.unit ?? null, description: f.description ?? null }))
}
