import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Sql } from '../db.ts'
import { isManifestName, readManifest, type ImageManifest, type Manifest, type TombstoneManifest } from './manifest.ts'
import { registerFile, registerImage } from './register.ts'
import { toldBy } from './restore.ts'

/** What a rebuild did, and what it could not. */
export interface Rebuilt {
  readonly images: number
  readonly kept: number
  readonly tombstones: number
  /** One sentence for each manifest that could not be used. */
  readonly problems: readonly string[]
}

/** Images that are not in the store and come from elsewhere, such as a demo survey: they were in the archive before the image of the number `first`. */
export interface OtherImages {
  readonly first: number
  readonly load: () => Promise<void>
}

/**
 * Fills a database that has no images of the store from the store alone: files, images with their index, provenance, history and tombstones, as they were. In the order in which they
 * came in, so that numbers and what provenance knew of what came before are the same. It may be stopped and begun again: what is there is passed over.
 */
export async function rebuildDatabase(ports: Pick<DaxPorts, 'db' | 'store' | 'config'>, others: readonly OtherImages[] = []): Promise<Rebuilt> {
  const problems: string[] = []
  const manifests: Manifest[] = []
  for await (const { name } of ports.store.list('')) {
    if (!isManifestName(name)) continue
    const found = await readManifest(ports.store, name)
    if (found === null || found === 'damaged') problems.push(`The manifest ${name} cannot be read: its image is not brought back.`)
    else manifests.push(found)
  }
  const images = manifests.filter((one): one is ImageManifest => one.kind === 'image').sort((a, b) => order(a, b))
  const kept = manifests.filter((one) => one.kind === 'kept')
  const tombstones = manifests.filter((one) => one.kind === 'tombstone')
  const count = { images: 0, kept: 0 }
  const due = others.toSorted((a, b) => a.first - b.first)
  for (const manifest of images) {
    while (due[0] !== undefined && BigInt(due[0].first) <= BigInt(manifest.imageId)) await due.shift()?.load()
    const problem = await bringBack(ports, manifest)
    if (problem === null) count.images += 1
    else problems.push(problem)
  }
  for (const { load } of due) await load()
  for (const manifest of kept) {
    if ((await ports.store.size(nameOfContent(manifest.sha256))) === null)
      problems.push(`The kept file ${manifest.sha256} (${manifest.name}) is missing.`)
    else {
      await ports.db.transaction((tx) => registerFile(tx, manifest))
      count.kept += 1
    }
  }
  for (const one of tombstones) await insertTombstone(ports.db, one)
  await ports.db.exec(
    "SELECT setval('dax.image_image_id_seq', greatest((SELECT coalesce(max(image_id), 0) FROM dax.image), (SELECT coalesce(max(image_id), 0) FROM dax.tombstone), (SELECT last_value FROM dax.image_image_id_seq)))",
  )
  return { ...count, tombstones: tombstones.length, problems }
}

const order = (a: ImageManifest, b: ImageManifest): number => (BigInt(a.imageId) < BigInt(b.imageId) ? -1 : 1)

/** Null when the image is there (again), else why not. */
async function bringBack(ports: Pick<DaxPorts, 'db' | 'store' | 'config'>, manifest: ImageManifest): Promise<string | null> {
  const did = String(manifest.row['obs_publisher_did'])
  const size = await ports.store.size(nameOfContent(manifest.sha256))
  if (size !== manifest.size)
    return `${did}: its file ${nameOfContent(manifest.sha256)} ${size === null ? 'is missing' : `has ${size} bytes, and its manifest says ${manifest.size}`}. It is not brought back.`
  const told = await toldBy(ports, manifest, did)
  return ports.db.transaction(async (tx) => {
    // an ingest that was killed, and the one that followed it, leave two manifests of one image: the one that the first to come left stands for it
    const there = await tx.rows<{ imageId: bigint }>(
      `SELECT image_id AS "imageId" FROM dax.image WHERE image_id = $1::bigint OR obs_publisher_did = $2 OR (sha256 = $3 AND (visibility = 'public' OR owner IS NOT DISTINCT FROM $4::text))`,
      [BigInt(manifest.imageId), did, manifest.sha256, manifest.owner],
    )
    if (there.length > 0) return null
    await registerFile(tx, manifest)
    await registerImage(tx, manifest, told, ports.config)
    for (const change of manifest.changes)
      await tx.query(
        'INSERT INTO dax.image_change (image_id, did, at, who, before, after) VALUES ($1::bigint, $2, $3::timestamptz, $4, $5::text::jsonb, $6::text::jsonb)',
        [BigInt(manifest.imageId), did, change.at, change.who, JSON.stringify(change.before), JSON.stringify(change.after)],
      )
    return null
  })
}

async function insertTombstone(sql: Sql, one: TombstoneManifest): Promise<void> {
  await sql.query(
    `INSERT INTO dax.tombstone (did, image_id, sha256, owner, visibility, deleted_at, deleted_by, reason) VALUES ($1, $2::bigint, $3, $4, $5, $6::timestamptz, $7, $8)
     ON CONFLICT (did) DO NOTHING`,
    [one.did, BigInt(one.imageId), one.sha256, one.owner, one.visibility, one.deleted, one.by, one.reason],
  )
}
