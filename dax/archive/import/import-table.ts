import { gunzipIfNeeded } from '../../../vo/fits/gunzip.ts'
import { fail, ok, type Result } from '../../../vo/result.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import type { Sql } from '../db.ts'
import { insertImages, type ImageRow } from '../image.ts'
import { butlerRows, looksLikeButler } from './from-butler.ts'
import { consdbRows, looksLikeConsdb } from './from-consdb.ts'
import { looksLikeObscore, obscoreRows } from './from-obscore.ts'
import { writeIngestProvenance } from '../prov/write-ingest.ts'
import { mjdOfDate } from '../../../vo/time/mjd.ts'
import type { ImportedTable } from './imported-row.ts'
import { csvCells, votableCells } from './table-cells.ts'

export const importFormats = ['obscore', 'consdb', 'butler'] as const
export type ImportFormat = (typeof importFormats)[number]

export interface ImportOptions {
  /** What the table is; by default its content tells. */
  readonly format?: ImportFormat
  /** ConsDB exposures only: one row per detector. */
  readonly perDetector?: boolean
  /** Name of the table's file, for the record of the import. */
  readonly name?: string
}

/** What became of a table. Every row is counted once. */
export interface ImportReport {
  readonly format: ImportFormat
  readonly taken: number
  /** Rows whose identifier the archive has already. */
  readonly known: number
  readonly refused: readonly { readonly at: string; readonly problems: readonly string[] }[]
  readonly notes: readonly string[]
}

/**
 * Takes a table of metadata into the archive: images without pixels here. Rows that are right go in, with their provenance, in one transaction; the others are reported,
 * each with all its problems; rows that are there already stay as they are. A table that cannot be read at all throws a usage Fault.
 */
export async function importTable(
  ports: Pick<DaxPorts, 'db' | 'config'> & { readonly clock?: DaxPorts['clock'] },
  bytes: Uint8Array,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const table = await readTable(bytes, ports.config.authority, options)
  if (!table.ok) throw new Fault('usage', `${table.error.message}.`, ['table'])
  const { format, rows, notes } = table.value
  const now = (): number => mjdOfDate(ports.clock?.now() ?? new Date())
  const start = now()
  const refused: { at: string; problems: readonly string[] }[] = []
  const seen = new Map<string, string>()
  let known = 0
  /** Rows that are right and new, looked up in the archive many at a time. */
  const fresh = async function* (tx: Sql): AsyncGenerator<ImageRow> {
    for (const batch of batches(rows, 1000)) {
      const dids = batch.flatMap((one) => ('row' in one ? [one.row.obs_publisher_did] : []))
      const found = await tx.query('SELECT obs_publisher_did FROM dax.image WHERE obs_publisher_did = ANY($1::text[])', [dids])
      const there = new Set(found.rows.map(([did]) => String(did)))
      for (const imported of batch) {
        if ('problems' in imported) {
          refused.push(imported)
          continue
        }
        const did = imported.row.obs_publisher_did
        const before = seen.get(did)
        if (before !== undefined) refused.push({ at: imported.at, problems: [`obs_publisher_did ${did.slice(0, 100)} is in ${before} already`] })
        else if (there.has(did)) known += 1
        else {
          seen.set(did, imported.at)
          yield { ...imported.row, source: null, sha256: null, owner: null, visibility: 'public', synthetic: false }
        }
      }
    }
  }
  const taken = await ports.db.transaction(async (tx) => {
    // two imports at once would each miss the other's rows
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('dax import'))")
    const ids = await insertImages(tx, fresh(tx))
    if (ids.length > 0) {
      const [at] = await tx.rows<{ uuid: string }>('SELECT gen_random_uuid()::text AS uuid')
      await writeIngestProvenance(tx, ids, [], {
        kind: 'import',
        what: `${options.name ?? 'table'} (${format})`,
        comment: `${ids.length} images by their metadata from ${options.name ?? 'a table'} (${format}); dax ${ports.config.version}`,
        activityId: `${ports.config.authority}import/${at?.uuid ?? ''}`,
        authority: ports.config.authority,
        start,
        end: now(),
        owner: null,
        visibility: 'public',
      })
    }
    return ids.length
  })
  return { format, taken, known, refused, notes }
}

function* batches<T>(all: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = []
  for (const one of all) {
    batch.push(one)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

async function readTable(
  bytes: Uint8Array,
  authority: string,
  options: ImportOptions,
): Promise<Result<ImportedTable & { readonly format: ImportFormat }>> {
  const unzipped = await gunzipIfNeeded(bytes)
  if (!unzipped.ok) return unzipped
  const start = new TextDecoder().decode(unzipped.value.subarray(0, 2000)).trimStart()
  if (start === '') return fail('the table is empty')
  if (/^(?:SIMPLE {2}=)/u.test(start)) return fail('this is a FITS file, not a table of metadata: images with their pixels go in with "dax ingest"')
  if (start.startsWith('<')) {
    const cells = await votableCells(unzipped.value)
    if (!cells.ok) return fail(`the VOTable cannot be read: ${cells.error.message}`)
    return byColumns(cells.value, authority, options)
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(unzipped.value)
  } catch {
    return fail('the table is neither VOTable, CSV nor JSON: it is not text in UTF-8')
  }
  if (start.startsWith('{') || options.format === 'butler') {
    if (options.format !== 'butler' && !looksLikeButler(text)) return fail('this JSON is no Butler export: no records "visit_detector_region" in it')
    const table = butlerRows(text, authority)
    return table.ok ? ok({ ...table.value, format: 'butler' }) : table
  }
  const cells = csvCells(text)
  if (!cells.ok) return fail(`the CSV cannot be read: ${cells.error.message}`)
  return byColumns(cells.value, authority, options)
}

function byColumns(
  cells: Parameters<typeof obscoreRows>[0],
  authority: string,
  options: ImportOptions,
): Result<ImportedTable & { readonly format: ImportFormat }> {
  const format = options.format ?? (looksLikeObscore(cells) ? 'obscore' : looksLikeConsdb(cells) ? 'consdb' : null)
  if (format === 'obscore') return ok({ ...obscoreRows(cells), format })
  if (format === 'consdb') return ok({ ...consdbRows(cells, { authority, perDetector: options.perDetector === true }), format })
  if (format === 'butler') return fail('a Butler export is JSON, and this is a table with columns')
  return fail(
    `the table is not known here: its columns are ${cells.names.slice(0, 12).join(', ').slice(0, 300)}. ObsCore needs at least obs_publisher_did, dataproduct_type, calib_level, obs_id and obs_collection; ConsDB exposures need exposure_id, obs_start_mjd, s_ra and s_dec`,
  )
}
