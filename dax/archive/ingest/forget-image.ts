import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import { imageManifestName, manifestBytes, type TombstoneManifest } from './manifest.ts'

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
    await tx.query('DELETE FROM dax.image_cell WHERE image_id = $1::bigint', [imageId])
    await tx.query(
      'INSERT INTO dax.tombstone (did, image_id, sha256, owner, visibility, deleted_by, reason) VALUES ($1, $2::bigint, $3, $4, $5, $6, $7)',
      [image.did, imageId, image.sha256, image.owner, image.visibility, by, reason],
    )
    await tx.query(
      `UPDATE dax.prov_entity SET invalidated_at = extract(epoch FROM clock_timestamp()) / 86400 + 40587, visibility = $2 WHERE entity_id = $1`,
      [image.did, image.visibility],
    )
    const { count } = await tx.query('DELETE FROM dax.file f WHERE sha256 = $1 AND NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = f.sha256)', [
      image.sha256,
    ])
    return { sha256: image.sha256, isLast: count > 0 }
  })
  if (gone === null) return false
  if (gone.sha256 === null) return true
  await buryManifest(ports, imageId)
  if (gone.isLast) await ports.store.remove(nameOfContent(gone.sha256))
  return true
}

/** Puts the tombstone of a deleted image in the place of its manifest. */
export async function buryManifest(ports: Pick<DaxPorts, 'db' | 'store'>, imageId: bigint): Promise<void> {
  const [row] = await ports.db.rows<Omit<TombstoneManifest, 'skydax' | 'kind'>>(
    `SELECT did, image_id::text AS "imageId", sha256, owner, visibility, to_json(deleted_at)#>>'{}' AS deleted, deleted_by AS by, reason FROM dax.tombstone WHERE image_id = $1::bigint`,
    [imageId],
  )
  if (row?.sha256 == null) return
  await ports.store.replace(imageManifestName(row.sha256, imageId), manifestBytes({ skydax: 1, kind: 'tombstone', ...row }))
}
