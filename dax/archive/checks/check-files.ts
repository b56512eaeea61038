import type { DaxPorts } from '../../ports.ts'
import { digestOf } from '../../store/digest.ts'
import { nameOfContent } from '../../store/store.ts'
import { isManifestName, readManifest, rowToJson, type Manifest } from '../ingest/manifest.ts'
import { placeTaken } from '../ingest/bring-back.ts'
import { imageByDid } from '../image.ts'
import type { KeptPreviews } from './check-previews.ts'
import type { CheckWatch } from './check-watch.ts'
import type { Finding } from './finding.ts'

/** `previews` absent = none are compared. */
export type CheckPorts = Pick<DaxPorts, 'db' | 'store' | 'digest'> & { readonly previews?: KeptPreviews }

interface StoredFile {
  readonly sha256: string
  readonly name: string
  readonly size: bigint
}

/** What was looked at, for the report. */
export type Looked = Record<string, number>

/**
 * Files against the database: every recorded file is in the store with its size (and, `deep`, its digest), every file of the store is recorded, every image of the
 * store has the manifest that would bring it back. Files that are younger than the run are left alone: they may be on their way in.
 */
export async function* checkFiles(ports: CheckPorts, deep: boolean, looked: Looked, watch: CheckWatch): AsyncGenerator<Finding> {
  const stored = new Map<string, number>()
  for await (const { name, size } of ports.store.list('')) {
    if (stored.size % 1000 === 0) await watch.tell('list', stored.size, null)
    stored.set(name, size)
  }
  // recorded after what is there was listed: a file that came in meanwhile is neither missing nor an orphan
  const recorded = await ports.db.rows<StoredFile>('SELECT sha256, name, size FROM dax.file ORDER BY name')
  const names = new Set<string>()
  looked['files'] = recorded.length
  looked['bytes read'] = 0
  const bytes = Number(recorded.reduce((sum, { size }) => sum + size, 0n))
  for (const [i, file] of recorded.entries()) {
    if (!deep) await watch.tell('files', i, recorded.length)
    names.add(file.name)
    yield* checkFile(ports, file, deep, (read) => {
      looked['bytes read'] = (looked['bytes read'] ?? 0) + read
      return watch.tell('bytes', looked['bytes read'], bytes)
    })
  }
  yield* checkManifests(ports, stored, looked, watch)
  const jobs = await jobFiles(ports)
  let seen = 0
  for (const [name, size] of stored) {
    await watch.tell('orphans', seen++, stored.size)
    if (names.has(name) || isManifestName(name) || !/^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}$/u.test(name)) continue
    if (jobs.has(name) || (await isOnItsWay(ports, name))) continue
    yield {
      kind: 'orphan-file',
      subject: name,
      message: `The store has the file ${name} (${size} bytes), and the database does not know it: an ingest was killed before its end. Take it in, or move it to quarantine.`,
      repairs: ['register', 'quarantine'],
    }
  }
}

async function* checkFile(ports: CheckPorts, file: StoredFile, deep: boolean, onRead: (bytes: number) => Promise<void>): AsyncGenerator<Finding> {
  const size = await ports.store.size(file.name)
  if (size === null) {
    yield {
      kind: 'missing-file',
      subject: file.name,
      message: `The file ${file.name} (${file.size} bytes) is not in the store. Restore it from a replica; else forget what the archive says of it.`,
      repairs: ['from-replica', 'forget'],
    }
    return
  }
  if (BigInt(size) !== file.size) {
    yield damaged(file, `has ${size} bytes, and ${file.size} are recorded`)
    return
  }
  if (!deep) return
  const watched = new TransformStream<Uint8Array, Uint8Array>({
    async transform(piece, controller) {
      await onRead(piece.length)
      controller.enqueue(piece)
    },
  })
  const { sha256 } = await digestOf((await ports.store.read(file.name)).pipeThrough(watched), ports.digest)
  if (sha256 !== file.sha256) yield damaged(file, `has the SHA-256 ${sha256}, and ${file.sha256} is recorded: some of its bytes changed`)
}

function damaged(file: StoredFile, why: string): Finding {
  return {
    kind: 'damaged-file',
    subject: file.name,
    message: `The file ${file.name} ${why}. Restore it from a replica; else move it to quarantine.`,
    repairs: ['from-replica', 'quarantine'],
  }
}

async function* checkManifests(ports: CheckPorts, stored: ReadonlyMap<string, number>, looked: Looked, watch: CheckWatch): AsyncGenerator<Finding> {
  const images = await ports.db.rows<{ did: string; imageId: bigint; sha256: string }>(
    `SELECT obs_publisher_did AS did, image_id AS "imageId", sha256 FROM dax.image WHERE sha256 IS NOT NULL AND source LIKE 'store/%' ORDER BY image_id`,
  )
  looked['images with files'] = images.length
  const wanted = new Map(images.map((image) => [`${nameOfContent(image.sha256)}-i${image.imageId}`, image]))
  let seen = 0
  for (const [name, { did }] of wanted) {
    await watch.tell('manifests', seen++, wanted.size)
    const found = await readManifest(ports.store, name)
    const problem = await manifestProblem(ports, found, did)
    if (problem === null) continue
    yield {
      kind: 'no-manifest',
      subject: did,
      message: `The manifest of ${did} beside its file ${problem}: "dax rebuild" could not bring the image back as it is. Write it anew from the database.`,
      repairs: ['regenerate'],
    }
  }
  const tombs = await ports.db.rows<{ name: string }>(`SELECT '-i' || image_id AS name FROM dax.tombstone`)
  const dead = new Set(tombs.map(({ name }) => name))
  const kept = await ports.db.rows<{ name: string }>(
    `SELECT f.name || '-kept' AS name FROM dax.file f WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = f.sha256)`,
  )
  const keptNames = new Set(kept.map(({ name }) => name))
  for (const name of stored.keys()) {
    if (!isManifestName(name) || wanted.has(name) || keptNames.has(name)) continue
    const isDead = dead.has(/-i\d+$/u.exec(name)?.[0] ?? '')
    if (isDead ? (await kindOf(ports, name)) !== 'image' : !(await isLeftOver(ports, name))) continue
    const lost = isDead ? null : await lostImage(ports, name)
    yield lost === null
      ? {
          kind: 'stale-manifest',
          subject: name,
          message: `The store has the manifest ${name}, and no image belongs to it: an ingest was killed before its end. Remove it; its file stays.`,
          repairs: ['remove'],
        }
      : {
          kind: 'stale-manifest',
          subject: name,
          message: `The store has the manifest ${name} of the image ${lost} beside its file, and the database has the file without the image: it was lost. Take it in as the manifest says; else remove the manifest.`,
          repairs: ['register', 'remove'],
        }
  }
}

/** The DID of the image that a manifest would bring back: the database has its file, and nothing that takes its place; else null. */
async function lostImage(ports: CheckPorts, name: string): Promise<string | null> {
  const found = await readManifest(ports.store, name)
  if (found === null || found === 'damaged' || found.kind !== 'image') return null
  const did = String(found.row['obs_publisher_did'])
  const [file] = await ports.db.rows('SELECT 1 FROM dax.file WHERE sha256 = $1', [found.sha256])
  return file !== undefined && (await placeTaken(ports.db, found)) === null ? did : null
}

async function kindOf(ports: CheckPorts, name: string): Promise<string> {
  const found = await readManifest(ports.store, name)
  return found === null || found === 'damaged' ? 'none' : found.kind
}

/** Null where the manifest says what the database says. */
async function manifestProblem(ports: CheckPorts, found: Manifest | 'damaged' | null, did: string): Promise<string | null> {
  if (found === null) return 'is missing'
  if (found === 'damaged' || found.kind !== 'image') return 'is damaged'
  const image = await imageByDid(ports.db, did)
  // deleted since it was listed
  if (image === null) return null
  const { imageId: _id, source: _source, sha256: _sha, owner, visibility, share_group: group, synthetic: _synthetic, ...row } = image
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_key, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(12)) : one))
  const said = { owner: found.owner, visibility: found.visibility, group: found.group, ...found.row, region: null }
  const known = { owner, visibility, group: group ?? null, ...rowToJson(row as Parameters<typeof rowToJson>[0]), region: null }
  const differs = Object.keys(known).filter((key) => plain(said[key as keyof typeof said]) !== plain(known[key as keyof typeof known]))
  return differs.length === 0 ? null : `differs from the database in ${differs.slice(0, 5).join(', ')}`
}

/** Whether an image or an ingest under way has come to need it since the store was listed. */
async function isLeftOver(ports: CheckPorts, name: string): Promise<boolean> {
  const [sha256 = ''] = /[0-9a-f]{64}/u.exec(name) ?? []
  const id = /-i(\d+)$/u.exec(name)?.[1]
  const [row] = await ports.db.rows<{ used: boolean }>(
    `SELECT EXISTS (SELECT FROM dax.image WHERE sha256 = $1 AND ($2::bigint IS NULL OR image_id = $2::bigint)) AS used`,
    [sha256, id === undefined ? null : BigInt(id)],
  )
  if (id === undefined) return row?.used === true
  return row?.used !== true && (await ports.store.size(name)) !== null && !(await isOnItsWay(ports, name))
}

/** Whether an ingest of this content is under way somewhere. */
async function isOnItsWay(ports: CheckPorts, name: string): Promise<boolean> {
  const [sha256 = ''] = /[0-9a-f]{64}/u.exec(name) ?? []
  const [row] = await ports.db.rows<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM dax.file WHERE sha256 = $1 AND created_at > now() - interval '1 minute') OR EXISTS (SELECT FROM dax.ingest WHERE state = 'running' AND lease_until > now()) AS known`,
    [sha256],
  )
  return row?.known === true
}

/** Files of the store that are results of jobs. */
async function jobFiles(ports: CheckPorts): Promise<ReadonlySet<string>> {
  const rows = await ports.db.rows<{ results: string; uploads: string }>('SELECT results::text AS results, uploads::text AS uploads FROM dax.job')
  return new Set(
    rows.flatMap(({ results, uploads }) =>
      [...(JSON.parse(results) as { stored: string }[]), ...(JSON.parse(uploads) as { stored: string }[])].map(({ stored }) => stored),
    ),
  )
}
