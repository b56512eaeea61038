import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Sql } from '../db.ts'
import { clearAway } from './forget-image.ts'
import type { ImageManifest, TombstoneManifest } from './manifest.ts'
import { registerFile, registerImage } from './register.ts'
import { toldBy, toldByCards } from './restore.ts'

/**
 * The DID of what is there in the place of a manifest's image: itself, another of its number, its DID or (for the same readers) its bytes; null = none. An ingest that was killed,
 * and the one that followed it, leave two manifests of one image: the one that the first to come left stands for it.
 */
export async function placeTaken(sql: Sql, manifest: ImageManifest): Promise<string | null> {
  const [there] = await sql.rows<{ did: string }>(
    `SELECT obs_publisher_did AS did FROM dax.image
     WHERE image_id = $1::bigint OR obs_publisher_did = $2 OR (sha256 = $3 AND (visibility = 'public' OR owner IS NOT DISTINCT FROM $4::text))
     UNION ALL SELECT did FROM dax.tombstone WHERE did = $2`,
    [BigInt(manifest.imageId), String(manifest.row['obs_publisher_did']), manifest.sha256, manifest.owner],
  )
  return there?.did ?? null
}

/** Makes an image as its manifest says, with its file, index, provenance and history; leaves what is in its place already. Null when the image is there (again), else why not. */
export async function bringBack(ports: Pick<DaxPorts, 'db' | 'store' | 'config'>, manifest: ImageManifest): Promise<string | null> {
  const did = String(manifest.row['obs_publisher_did'])
  const size = await ports.store.size(nameOfContent(manifest.sha256))
  if (size !== manifest.size)
    return `${did}: its file ${nameOfContent(manifest.sha256)} ${size === null ? 'is missing' : `has ${size} bytes, and its manifest says ${manifest.size}`}. It is not brought back.`
  const told = await toldBy(ports, manifest, did)
  return ports.db.transaction(async (tx) => {
    if ((await placeTaken(tx, manifest)) !== null) return null
    // what a lost row left behind
    for (const table of ['image_cell', 'image_change'])
      await tx.query(`DELETE FROM dax.${table} WHERE image_id = $1::bigint`, [BigInt(manifest.imageId)])
    await registerFile(tx, manifest)
    await registerImage(tx, manifest, told, ports.config)
    await writeChanges(tx, manifest)
    return null
  })
}

async function writeChanges(tx: Sql, { imageId, row, changes }: ImageManifest): Promise<void> {
  for (const change of changes)
    await tx.query(
      'INSERT INTO dax.image_change (image_id, did, at, who, before, after) VALUES ($1::bigint, $2, $3::timestamptz, $4, $5::text::jsonb, $6::text::jsonb)',
      [BigInt(imageId), String(row['obs_publisher_did']), change.at, change.who, JSON.stringify(change.before), JSON.stringify(change.after)],
    )
}

/** Makes what a deleted image left in the archive: its tombstone and, where that remembers the image, its provenance and history. What is there already stays. */
export async function bringBackDeleted(ports: Pick<DaxPorts, 'db' | 'config'>, one: TombstoneManifest): Promise<void> {
  await ports.db.transaction(async (tx) => {
    const [there] = await tx.rows('SELECT 1 FROM dax.tombstone WHERE did = $1', [one.did])
    if (there !== undefined) return
    if (one.was !== undefined) {
      const { image, butler } = one.was
      await registerFile(tx, image)
      await registerImage(tx, image, toldByCards(butler, image.sidecar, one.did), ports.config)
      await writeChanges(tx, image)
      await tx.query('DELETE FROM dax.image WHERE image_id = $1::bigint', [BigInt(image.imageId)])
    }
    await tx.query(
      `INSERT INTO dax.tombstone (did, image_id, sha256, owner, visibility, deleted_at, deleted_by, reason) VALUES ($1, $2::bigint, $3, $4, $5, $6::timestamptz, $7, $8)`,
      [one.did, BigInt(one.imageId), one.sha256, one.owner, one.visibility, one.deleted, one.by, one.reason],
    )
    await clearAway(tx, { ...one, imageId: BigInt(one.imageId) }, one.was?.invalidated ?? null)
  })
}
