import { obscoreNotes } from '../../../vo/obscore/from-header.ts'
import type { ObscoreRow } from '../../../vo/obscore/row.ts'
import { mjdOfDate } from '../../../vo/time/mjd.ts'
import type { IngestPhase } from '../../contract/ingests.ts'
import type { DaxPorts } from '../../ports.ts'
import { DbError, type Sql } from '../db.ts'
import { readProvenance } from '../prov/read-sidecar.ts'
import { butlerOf, describe, provenanceOf } from './describe.ts'
import { inputOf, verified, type IngestInput, type VerifiedInput } from './input.ts'
import { freeDid, knownImage } from './known.ts'
import { keptManifestName, manifestBytes, manifestName, rowToJson, type ImageManifest, type KeptManifest } from './manifest.ts'
import { putFile } from './put.ts'
import { registerFile, registerImage } from './register.ts'

/**
 * What became of a file: it is in the archive now, it was there already (the same bytes), its file is
 * kept and nothing more (store only), or it cannot be taken, with all reasons.
 */
export type Ingested =
  | {
      readonly at: 'stored'
      readonly did: string
      readonly imageId: bigint
      readonly row: ObscoreRow
      readonly sha256: string
      readonly notes: readonly string[]
    }
  | { readonly at: 'known'; readonly did: string; readonly imageId: bigint; readonly sha256: string }
  | { readonly at: 'kept'; readonly sha256: string }
  | { readonly at: 'refused'; readonly problems: readonly string[] }

export interface IngestOptions {
  /** Who brings it; null = the archive itself. */
  readonly owner?: string | null
  readonly visibility?: 'public' | 'private' | 'group'
  /** Where visibility is 'group'. */
  readonly group?: string
  /** Collection of files whose header names none. */
  readonly collection?: string
  /** Content of `<image>.prov.json` (see contract/prov-sidecar.ts); an image whose sidecar is wrong is refused with it. */
  readonly sidecar?: Uint8Array
  /** Keep the file (and its sidecar) and do nothing more: it is neither read nor found by a search, and can be registered later. */
  readonly storeOnly?: boolean
  /** Digest that was announced, in lower-case hex: another one is refused. */
  readonly sha256?: string
  /** Hears of each step that was done. */
  readonly onPhase?: (phase: IngestPhase, message: string) => Promise<void> | void
  /** Hears of the manifest that is about to be written: killed before the image is known, that is left behind. */
  readonly onManifest?: (name: string) => Promise<void>
  /** Runs in the transaction that makes the image (or the kept file) known: what must be true together with it. */
  readonly withIt?: (tx: Sql, done: Exclude<Ingested, { readonly at: 'refused' }>) => Promise<void>
  /** Stops before the next step; once registered, an image stays. */
  readonly signal?: AbortSignal
}

export type IngestPorts = Pick<DaxPorts, 'db' | 'store' | 'config' | 'digest'> & { readonly clock?: DaxPorts['clock'] }

/**
 * The one way into the archive, for the command, the daemon and uploads: verified as a whole, read, copied to the store with its manifest (fsync, rename, fsync of the
 * folder), then image, index cells, file record and provenance in one transaction, which makes it visible. A process killed on the way leaves either all of it or
 * files that nothing refers to; since a file is named by its content, the next attempt finds and uses it. Wrong files are values; only a failing database or disk throws.
 */
export async function ingestFile(ports: IngestPorts, name: string, given: Uint8Array | IngestInput, options: IngestOptions = {}): Promise<Ingested> {
  const start = now(ports)
  const input = given instanceof Uint8Array ? inputOf(given) : given
  const original = name.replace(/^.*[/\\]/u, '').replaceAll('\0', '')
  const owner = options.owner ?? null
  const file = await verified(input, ports, options.signal)
  if (file === null) return refused('it changed its size while it was read: it is still being written')
  if (options.sha256 !== undefined && options.sha256 !== file.sha256)
    return refused(`its SHA-256 is ${file.sha256}, and ${options.sha256} was announced: it was changed on its way. Send it again`)
  await options.onPhase?.('verified', `${input.size} bytes, sha256 ${file.sha256}`)
  const known = await knownImage(ports.db, file.sha256, owner)
  if (known !== null) return asKnown(ports, known, file, options)
  const sidecar = sidecarText(options.sidecar)
  if (sidecar === undefined) return refused('its sidecar is not text in UTF-8')
  const facts = { original, owner, sidecar, start }
  return options.storeOnly === true ? keep(ports, file, facts, options) : takeIn(ports, file, facts, options)
}

interface Facts {
  readonly original: string
  readonly owner: string | null
  readonly sidecar: string | null
  readonly start: number
}

const now = (ports: IngestPorts): number => mjdOfDate(ports.clock?.now() ?? new Date())
const refused = (problem: string): Ingested => ({ at: 'refused', problems: [problem] })

async function asKnown(
  ports: IngestPorts,
  known: { readonly did: string; readonly imageId: bigint },
  file: VerifiedInput,
  options: IngestOptions,
): Promise<Ingested> {
  const done = { at: 'known', ...known, sha256: file.sha256 } as const
  await options.withIt?.(ports.db, done)
  return done
}

async function takeIn(ports: IngestPorts, file: VerifiedInput, facts: Facts, options: IngestOptions): Promise<Ingested> {
  const { input, sha256, isGzip } = file
  const described = await describe(await input.read(), {
    name: facts.original,
    size: input.size,
    isGzip,
    authority: ports.config.authority,
    collection: options.collection,
  })
  if ('problems' in described) return { at: 'refused', problems: described.problems }
  const notes = obscoreNotes(described.row)
  const did = await freeDid(ports.db, described.row.obs_publisher_did, sha256)
  if (did !== described.row.obs_publisher_did) notes.push(`another image is in the archive as ${described.row.obs_publisher_did}: this one is ${did}`)
  const row = { ...described.row, obs_publisher_did: did }
  const sidecar = facts.sidecar === null ? null : readProvenance(new TextEncoder().encode(facts.sidecar), did)
  if (sidecar?.ok === false) return { at: 'refused', problems: sidecar.problems.map((problem) => `its sidecar: ${problem}`) }
  if (sidecar !== null) notes.push(...sidecar.value.notes.map((note) => `its sidecar: ${note}`))
  const butler = butlerOf(described.file, did)
  if (butler !== null) notes.push(...butler.notes)
  options.signal?.throwIfAborted()
  await options.onPhase?.('read', `${described.file.hdus.length} HDUs; will be ${did}`)
  const manifest = await manifestOf(ports, file, facts, row, options)
  await options.onManifest?.(manifestName(manifest))
  const [copied] = await Promise.all([putFile(ports, sha256, input), ports.store.replace(manifestName(manifest), manifestBytes(manifest))])
  if (!copied) {
    await ports.store.remove(manifestName(manifest))
    return refused('it changed while it was copied: it is still being written')
  }
  await options.onPhase?.('stored', `the file and what is known of it are on disk`)
  try {
    options.signal?.throwIfAborted()
  } catch (error) {
    await ports.store.remove(manifestName(manifest))
    throw error
  }
  const told = provenanceOf(butler, sidecar?.value ?? null)
  const done = await register(ports, manifest, told, options, { row, notes })
  // of a race: the other one's image has a manifest of its own
  if (done.at === 'known') await ports.store.remove(manifestName(manifest))
  await ports.store.remove(keptManifestName(sha256))
  return done
}

async function manifestOf(ports: IngestPorts, file: VerifiedInput, facts: Facts, row: ObscoreRow, options: IngestOptions): Promise<ImageManifest> {
  const [ids] = await ports.db.rows<{ id: bigint; fileCreated: string | null; name: string | null; created: string }>(
    `SELECT nextval('dax.image_image_id_seq') AS id, to_json(clock_timestamp())#>>'{}' AS created,
       (SELECT to_json(f.created_at)#>>'{}' FROM dax.file f WHERE f.sha256 = $1) AS "fileCreated", (SELECT f.original_name FROM dax.file f WHERE f.sha256 = $1) AS name`,
    [file.sha256],
    { kept: true },
  )
  const created = ids?.created ?? ''
  return {
    skydax: 1,
    kind: 'image',
    imageId: String(ids?.id ?? 0n),
    sha256: file.sha256,
    size: file.input.size,
    name: facts.original,
    contentType: file.isGzip ? 'application/gzip' : 'application/fits',
    fileCreated: ids?.fileCreated ?? created,
    created,
    owner: facts.owner,
    visibility: options.visibility ?? 'public',
    group: options.group ?? null,
    synthetic: false,
    row: rowToJson(row),
    dax: ports.config.version,
    start: facts.start,
    end: now(ports),
    sidecar: facts.sidecar,
    changes: [],
  }
}

type Done = Exclude<Ingested, { readonly at: 'refused' | 'kept' }>

/** The transaction that makes the image visible; whoever took the same file in meanwhile has made its row, and we waited for it. */
async function register(
  ports: IngestPorts,
  manifest: ImageManifest,
  told: ReturnType<typeof provenanceOf>,
  options: IngestOptions,
  said: { readonly row: ObscoreRow; readonly notes: readonly string[] },
): Promise<Done> {
  const { sha256, owner } = manifest
  try {
    return await ports.db.transaction(async (tx) => {
      await registerFile(tx, manifest)
      const known = await knownImage(tx, sha256, owner)
      const done: Done =
        known === null
          ? { at: 'stored', did: said.row.obs_publisher_did, imageId: BigInt(manifest.imageId), sha256, ...said }
          : { at: 'known', ...known, sha256 }
      if (known === null) await registerImage(tx, manifest, told, ports.config)
      await options.withIt?.(tx, done)
      return done
    })
  } catch (error) {
    // another file of the same name was registered since we looked: once more, under another id
    const taken = error instanceof DbError && error.kind === 'unique'
    const did = taken ? await freeDid(ports.db, said.row.obs_publisher_did, sha256) : said.row.obs_publisher_did
    if (did === said.row.obs_publisher_did) throw error
    const row = { ...said.row, obs_publisher_did: did }
    const again = { ...manifest, row: rowToJson(row) }
    await ports.store.replace(manifestName(again), manifestBytes(again))
    const sidecar = manifest.sidecar === null ? null : readProvenance(new TextEncoder().encode(manifest.sidecar), did)
    return register(ports, again, sidecar?.ok === true ? sidecar.value : told, options, { row, notes: said.notes })
  }
}

async function keep(ports: IngestPorts, file: VerifiedInput, facts: Facts, options: IngestOptions): Promise<Ingested> {
  const created = (ports.clock?.now() ?? new Date()).toISOString()
  const manifest: KeptManifest = {
    skydax: 1,
    kind: 'kept',
    sha256: file.sha256,
    size: file.input.size,
    name: facts.original,
    contentType: file.isGzip ? 'application/gzip' : 'application/fits',
    fileCreated: created,
    owner: facts.owner,
    visibility: options.visibility ?? 'public',
    group: options.group ?? null,
    collection: options.collection ?? null,
    sidecar: facts.sidecar,
  }
  const [copied] = await Promise.all([putFile(ports, file.sha256, file.input), ports.store.replace(manifestName(manifest), manifestBytes(manifest))])
  if (!copied) {
    await ports.store.remove(manifestName(manifest))
    return refused('it changed while it was copied: it is still being written')
  }
  await options.onPhase?.('stored', 'the file is on disk, and kept without being read')
  const done = { at: 'kept', sha256: file.sha256 } as const
  await ports.db.transaction(async (tx) => {
    await registerFile(tx, manifest)
    await options.withIt?.(tx, done)
  })
  return done
}

/** Undefined where it is no text. */
function sidecarText(bytes: Uint8Array | undefined): string | null | undefined {
  if (bytes === undefined) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
