import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Sql } from '../db.ts'
import { imageManifestName, manifestBytes, readManifest, type BuriedImage, type TombstoneManifest } from './manifest.ts'
import { butlerTexts } from './restore.ts'

/**
 * Takes an image out of the archive: a tombstone stays, and its provenance, which others may depend on. The manifest becomes the tombstone's; the file goes when no other image
 * and no record of a kept file needs it. A process killed on the way leaves the image, or the tombstone and a file that "dax check" names.
 */
export async function forgetImage(
  ports: Pick<DaxPorts, 'db' | 'store'>,
  imageId: bigint,
  by: string | null,
  reason: string | null,
): Promise<boolean> {
  const gone = await ports.db.transaction(async (tx) => {
    const [image] = await tx.rows<{ did: string; sha256: string | null; owner: string | null; visibility: string }>(
      'DELETE FROM dax.image WHERE image_id = $1::bigint RETURNING obs_publisher_did AS did, sha256, owner, visibility',
      [imageId],
    )
    if (image === undefined) return null
    await tx.query(
      'INSERT INTO dax.tombstone (did, image_id, sha256, owner, visibility, deleted_by, reason) VALUES ($1, $2::bigint, $3, $4, $5, $6, $7)',
      [image.did, imageId, image.sha256, image.owner, image.visibility, by, reason],
    )
    return { ...image, isLast: await clearAway(tx, { ...image, imageId }, null) }
  })
  if (gone === null) return false
  if (gone.sha256 === null) return true
  await buryManifest(ports, imageId)
  if (gone.isLast) await ports.store.remove(nameOfContent(gone.sha256))
  return true
}

/** Ends what goes with a deleted image: its index, the validity of its entity (at an MJD, UTC; null = now), the record of its file where that was the last. Whether it was. */
export async function clearAway(
  tx: Sql,
  image: { readonly imageId: bigint; readonly did: string; readonly sha256: string | null; readonly visibility: string },
  invalidated: number | null,
): Promise<boolean> {
  await tx.query('DELETE FROM dax.image_cell WHERE image_id = $1::bigint', [image.imageId])
  await tx.query(
    `UPDATE dax.prov_entity SET invalidated_at = coalesce($3::float8, extract(epoch FROM clock_timestamp()) / 86400 + 40587), visibility = $2 WHERE entity_id = $1`,
    [image.did, image.visibility, invalidated],
  )
  const { count } = await tx.query('DELETE FROM dax.file f WHERE sha256 = $1 AND NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = f.sha256)', [
    image.sha256,
  ])
  return count > 0
}

/** Puts the tombstone of a deleted image in the place of its manifest. */
export async function buryManifest(ports: Pick<DaxPorts, 'db' | 'store'>, imageId: bigint): Promise<void> {
  const [row] = await ports.db.rows<Omit<TombstoneManifest, 'skydax' | 'kind'>>(
    `SELECT did, image_id::text AS "imageId", sha256, owner, visibility, to_json(deleted_at)#>>'{}' AS deleted, deleted_by AS by, reason FROM dax.tombstone WHERE image_id = $1::bigint`,
    [imageId],
  )
  if (row?.sha256 == null) return
  const name = imageManifestName(row.sha256, imageId)
  const was = await buriedImage(ports, name, row.did)
  await ports.store.replace(name, manifestBytes({ skydax: 1, kind: 'tombstone', ...row, ...(was === null ? {} : { was }) }))
}

/** What a tombstone remembers of its image; null where its manifest or its file cannot be read any more. */
async function buriedImage(ports: Pick<DaxPorts, 'db' | 'store'>, name: string, did: string): Promise<BuriedImage | null> {
  const image = await readManifest(ports.store, name)
  if (image === null || image === 'damaged' || image.kind === 'kept') return null
  if (image.kind === 'tombstone') return image.was ?? null
  if ((await ports.store.size(nameOfContent(image.sha256))) !== image.size) return null
  const [entity] = await ports.db.rows<{ at: number | null }>('SELECT invalidated_at AS at FROM dax.prov_entity WHERE entity_id = $1', [did])
  if (entity?.at == null) return null
  return { image, butler: await butlerTexts(ports, image.sha256, did), invalidated: entity.at }
}
