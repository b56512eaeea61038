import { readFits, type FitsFile } from '../../vo/fits/file.ts'
import { gunzipIfNeeded, isGzip } from '../../vo/fits/gunzip.ts'
import { headerOf } from '../../vo/fits/header.ts'
import { fitsLimits } from '../../vo/fits/limits.ts'
import { obscoreFromFits, obscoreNotes } from '../../vo/obscore/from-header.ts'
import type { ObscoreRow } from '../../vo/obscore/row.ts'
import { mjdOfDate } from '../../vo/time/mjd.ts'
import type { DaxPorts } from '../ports.ts'
import { hex, nameOfContent, type Store } from '../store/store.ts'
import { DbError, type Sql } from './db.ts'
import { imageByDid, insertImages } from './image.ts'
import { butlerCards, type ButlerCards } from './prov/butler-cards.ts'
import { readProvenance, type ReadProvenance } from './prov/read-sidecar.ts'
import { joined, writeIngestProvenance, type IngestProvenance } from './prov/write-ingest.ts'

/**
 * What became of a file: it is in the archive now, it was there already (the same bytes), its file is
 * kept and nothing more (store only), or it cannot be taken, with all reasons.
 */
export type Ingested =
  | { readonly at: 'stored'; readonly did: string; readonly imageId: bigint; readonly row: ObscoreRow; readonly notes: readonly string[] }
  | { readonly at: 'known'; readonly did: string }
  | { readonly at: 'kept'; readonly sha256: string }
  | { readonly at: 'refused'; readonly problems: readonly string[] }

export interface IngestOptions {
  /** Who brings it; null = the archive itself. */
  readonly owner?: string | null
  readonly visibility?: 'public' | 'private'
  /** Collection of files whose header names none. */
  readonly collection?: string
  /** Content of `<image>.prov.json` (see contract/prov-sidecar.ts); an image whose sidecar is wrong is refused with it. */
  readonly sidecar?: Uint8Array
  /** Keep the file (and its sidecar) and do nothing more: it is neither read nor found by a search, and can be registered later. */
  readonly storeOnly?: boolean
}

/**
 * Takes an image file into the archive: read and checked as a whole, written to the store (fsync, rename), then image, index cells, file record
 * and provenance in one transaction, which makes it visible. A process killed on the way leaves either all of it or a file that nothing refers to; since a file is
 * named by its content, the next attempt finds and uses it. Wrong files are values; only a failing database or disk throws.
 */
export async function ingestFile(
  ports: Pick<DaxPorts, 'db' | 'store' | 'config'> & { readonly clock?: DaxPorts['clock'] },
  name: string,
  input: Uint8Array | ReadableStream<Uint8Array>,
  options: IngestOptions = {},
): Promise<Ingested> {
  const now = (): number => mjdOfDate(ports.clock?.now() ?? new Date())
  const start = now()
  const bytes = input instanceof Uint8Array ? input : await collect(input)
  if (bytes === null)
    return { at: 'refused', problems: [`the file is larger than ${fitsLimits.unzippedBytes} bytes, which is the most that can be taken in`] }
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)))
  const known = await didOfContent(ports.db, sha256)
  if (known !== null) return { at: 'known', did: known }
  const given = name.replace(/^.*[/\\]/u, '').replaceAll('\0', '')
  if (options.storeOnly === true) {
    await putOnce(ports.store, nameOfContent(sha256), bytes, sha256)
    await putSidecar(ports.store, sha256, options.sidecar)
    await registerFile(ports.db, sha256, bytes, given)
    return { at: 'kept', sha256 }
  }
  const described = await describe(name, bytes, ports.config.authority, options)
  if ('problems' in described) return { at: 'refused', problems: described.problems }
  const notes = obscoreNotes(described.row)
  const row = await withOwnDid(ports.db, described.row, sha256, notes)
  const sidecar = options.sidecar === undefined ? null : readProvenance(options.sidecar, row.obs_publisher_did)
  if (sidecar?.ok === false) return { at: 'refused', problems: sidecar.problems.map((problem) => `its sidecar: ${problem}`) }
  if (sidecar !== null) notes.push(...sidecar.value.notes.map((note) => `its sidecar: ${note}`))
  const butler = butlerOf(described.file, row.obs_publisher_did)
  if (butler !== null) notes.push(...butler.notes)
  const stored = nameOfContent(sha256)
  await putOnce(ports.store, stored, bytes, sha256)
  await putSidecar(ports.store, sha256, options.sidecar)
  try {
    const imageId = await ports.db.transaction(async (tx) => {
      await registerFile(tx, sha256, bytes, given)
      // whoever took the same file in meanwhile has made its row, and we waited for it
      if ((await didOfContent(tx, sha256)) !== null) return null
      const image = {
        ...row,
        source: `store/${stored}`,
        sha256,
        owner: options.owner ?? null,
        visibility: options.visibility ?? 'public',
        synthetic: false,
      }
      const [id = 0n] = await insertImages(tx, [image])
      await writeIngestProvenance(tx, [id], [row.obs_publisher_did], {
        kind: 'ingest',
        what: given,
        comment: `${given}, ${bytes.length} bytes, sha256 ${sha256}; dax ${ports.config.version}`,
        activityId: `${row.obs_publisher_did}#ingest`,
        authority: ports.config.authority,
        start,
        end: now(),
        owner: image.owner,
        visibility: image.visibility,
        ...provenanceOf(butler, sidecar?.value ?? null),
      })
      return id
    })
    if (imageId !== null) return { at: 'stored', did: row.obs_publisher_did, imageId, row, notes }
    return { at: 'known', did: (await didOfContent(ports.db, sha256)) ?? row.obs_publisher_did }
  } catch (error) {
    // someone else took the same file in at the same time
    const did = error instanceof DbError && error.kind === 'unique' ? await didOfContent(ports.db, sha256) : null
    if (did !== null) return { at: 'known', did }
    throw error
  }
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | null> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > fitsLimits.unzippedBytes) {
      await reader.cancel()
      return null
    }
    parts.push(value as Uint8Array<ArrayBuffer>)
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

async function didOfContent(sql: Sql, sha256: string): Promise<string | null> {
  const [row] = await sql.rows<{ did: string }>('SELECT obs_publisher_did AS did FROM dax.image WHERE sha256 = $1 LIMIT 1', [sha256])
  return row?.did ?? null
}

async function describe(
  name: string,
  bytes: Uint8Array,
  authority: string,
  options: IngestOptions,
): Promise<{ readonly row: ObscoreRow; readonly file: FitsFile } | { readonly problems: readonly string[] }> {
  const unzipped = await gunzipIfNeeded(bytes)
  if (!unzipped.ok) return { problems: [unzipped.error.message] }
  const file = readFits(unzipped.value)
  if (!file.ok) return { problems: [file.error.message] }
  const row = obscoreFromFits(file.value, name, { authority, ...(options.collection === undefined ? {} : { collection: options.collection }) })
  if (!row.ok) return { problems: row.error.map(({ message }) => message) }
  return { row: { ...row.value, access_estsize: Math.max(1, Math.round(bytes.length / 1000)) }, file: file.value }
}

/** A file that is kept without being in the archive (store only), with its sidecar: what is needed to register it. */
export interface KeptFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly sidecar?: Uint8Array
}

/** The files that are kept and not registered, one after another, by name. */
export async function* keptFiles({ db, store }: Pick<DaxPorts, 'db' | 'store'>): AsyncGenerator<KeptFile> {
  const rows = await db.rows<{ sha256: string; name: string }>(
    `SELECT f.sha256, coalesce(f.original_name, f.name) AS name FROM dax.file f WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = f.sha256) ORDER BY 2`,
  )
  const read = async (name: string): Promise<Uint8Array> => new Uint8Array(await new Response(await store.read(name)).arrayBuffer())
  for (const { sha256, name } of rows) {
    const sidecar = (await store.size(sidecarName(sha256))) === null ? null : await read(sidecarName(sha256))
    yield { name, bytes: await read(nameOfContent(sha256)), ...(sidecar === null ? {} : { sidecar }) }
  }
}

/** Makes the record of a stored file, or waits for whoever is making it. */
async function registerFile(sql: Sql, sha256: string, bytes: Uint8Array, original: string): Promise<void> {
  await sql.query(
    `INSERT INTO dax.file (sha256, name, size, original_name, content_type) VALUES ($1, $2, $3::bigint, $4, $5)
     ON CONFLICT (sha256) DO UPDATE SET original_name = excluded.original_name`,
    [sha256, nameOfContent(sha256), BigInt(bytes.length), original, isGzip(bytes) ? 'application/gzip' : 'application/fits'],
  )
}

const sidecarName = (sha256: string): string => `${nameOfContent(sha256)}-prov`

/** The sidecar stays beside the file, so that the store alone tells where an image came from. */
async function putSidecar(store: Store, sha256: string, sidecar: Uint8Array | undefined): Promise<void> {
  if (sidecar === undefined) return
  await store.remove(sidecarName(sha256))
  await store.write(sidecarName(sha256), sidecar)
}

/** The butler's cards, wherever in the file they stand. */
function butlerOf(file: FitsFile, did: string): ButlerCards | null {
  return butlerCards(headerOf(file.hdus.flatMap(({ header }) => header.cards.filter(({ keyword }) => keyword.startsWith('LSST BUTLER ')))), did)
}

/** What the sidecar tells goes before what the header's cards tell; where both tell what made the image, the sidecar alone does. */
function provenanceOf(butler: ButlerCards | null, sidecar: ReadProvenance | null): Pick<IngestProvenance, 'dataset' | 'record' | 'made'> {
  if (butler === null) return sidecar ?? {}
  const { uuid, type, run, record } = butler
  const dataset = { uuid, ...(type === undefined ? {} : { type }), ...(run === undefined ? {} : { run }), ...sidecar?.dataset }
  if (sidecar?.made === true) return { ...sidecar, dataset }
  return { dataset, record: sidecar === null ? record : joined(record, sidecar.record), made: record.relations.length > 0 }
}

/** Two files of one name are two images: the second one's identifier gets the beginning of its digest. */
async function withOwnDid(sql: Sql, row: ObscoreRow, sha256: string, notes: string[]): Promise<ObscoreRow> {
  const taken = await imageByDid(sql, row.obs_publisher_did)
  if (taken === null) return row
  const did = `${row.obs_publisher_did}-${sha256.slice(0, 8)}`
  notes.push(`another image is in the archive as ${row.obs_publisher_did}: this one is ${did}`)
  return { ...row, obs_publisher_did: did }
}

/** Writes the file unless a whole one of that content is there: left by an ingest that was killed before its transaction. */
async function putOnce(store: Store, name: string, bytes: Uint8Array, sha256: string): Promise<void> {
  if (await isWhole(store, name, bytes.length, sha256)) return
  try {
    await store.write(name, bytes)
  } catch (error) {
    if (!(await isWhole(store, name, bytes.length, sha256))) throw error
  }
}

async function isWhole(store: Store, name: string, size: number, sha256: string): Promise<boolean> {
  const found = await store.size(name)
  if (found === null) return false
  if (found === size) {
    const digest = await crypto.subtle.digest('SHA-256', await new Response(await store.read(name)).arrayBuffer())
    if (hex(new Uint8Array(digest)) === sha256) return true
  }
  // nothing refers to it, and it is damaged
  await store.remove(name)
  return false
}
