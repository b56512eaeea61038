import type { DeletedImages, ImagePatch, OwnImage, ImageHistory } from '../../contract/images.ts'
import { changeableColumns } from '../../contract/images.ts'
import type { DaxPorts } from '../../ports.ts'
import type { Sql, SqlValue } from '../db.ts'
import { imageByDid } from '../image.ts'
import { imageManifestName, manifestBytes } from './manifest.ts'
import { manifestFromDb } from './restore.ts'

const columns = `i.image_id::text AS "imageId", i.obs_publisher_did AS did, f.original_name AS name, i.obs_title AS title, i.obs_collection AS collection, i.target_name AS target,
  i.instrument_name AS instrument, i.s_ra AS ra, i.s_dec AS dec, i.lsst_band AS band, i.t_min AS "tMin", f.size AS "sizeBytes", i.sha256, i.owner, i.visibility,
  i.share_group AS "group", to_json(i.created_at)#>>'{}' AS created`
const from = 'dax.image i LEFT JOIN dax.file f ON f.sha256 = i.sha256'

function ownImageOf(row: Omit<OwnImage, 'sizeBytes'> & { readonly sizeBytes: bigint | null }): OwnImage {
  return { ...row, sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes) }
}

/** An image by its number or publisher DID; null where there is none. */
export async function ownImage(sql: Sql, didOrId: string): Promise<OwnImage | null> {
  const byNumber = /^\d{1,18}$/u.test(didOrId)
  const [row] = await sql.rows<Parameters<typeof ownImageOf>[0]>(
    `SELECT ${columns} FROM ${from} WHERE ${byNumber ? 'i.image_id = $1::bigint' : 'i.obs_publisher_did = $1'}`,
    [byNumber ? BigInt(didOrId) : didOrId],
  )
  return row === undefined ? null : ownImageOf(row)
}

/** Images of an owner, newest first; `text` is looked for in names and titles. */
export async function ownImages(
  sql: Sql,
  ask: { readonly owner: string; readonly text: string; readonly visibility: string | null; readonly before: bigint | null; readonly last: number },
): Promise<{ readonly images: readonly OwnImage[]; readonly total: number; readonly more: boolean }> {
  const where = `i.owner = $1 AND ($2::text = '' OR concat_ws(' ', f.original_name, i.obs_title, i.target_name, i.obs_collection, i.obs_publisher_did) ILIKE '%' || $2::text || '%')
    AND ($3::text IS NULL OR i.visibility = $3)`
  const like = ask.text.replaceAll(/[\\%_]/gu, (c) => `\\${c}`)
  const rows = await sql.rows<Parameters<typeof ownImageOf>[0]>(
    `SELECT ${columns} FROM ${from} WHERE ${where} AND ($4::bigint IS NULL OR i.image_id < $4::bigint) ORDER BY i.image_id DESC LIMIT $5::int`,
    [ask.owner, like, ask.visibility, ask.before, ask.last + 1],
  )
  const [count] = await sql.rows<{ n: bigint }>(`SELECT count(*) AS n FROM ${from} WHERE ${where}`, [ask.owner, like, ask.visibility])
  return { images: rows.slice(0, ask.last).map(ownImageOf), total: Number(count?.n ?? 0n), more: rows.length > ask.last }
}

/** All that its owner may change of it. */
export async function imageMetadata(sql: Sql, imageId: string): Promise<Readonly<Record<string, string | null>>> {
  const [row] = await sql.rows<Record<string, string | null>>(`SELECT ${changeableColumns.join(', ')} FROM dax.image WHERE image_id = $1::bigint`, [
    BigInt(imageId),
  ])
  return row ?? {}
}

/** What stays of images of an owner that were deleted, newest first. */
export async function deletedImages(sql: Sql, owner: string): Promise<DeletedImages['deleted']> {
  return [
    ...(await sql.rows<DeletedImages['deleted'][number]>(
      `SELECT did, to_json(deleted_at)#>>'{}' AS at, deleted_by AS who, reason FROM dax.tombstone WHERE owner = $1 ORDER BY deleted_at DESC LIMIT 1000`,
      [owner],
    )),
  ]
}

/** Which version of an image this is: another one after every change. */
export async function imageVersion(sql: Sql, imageId: string): Promise<string> {
  const [row] = await sql.rows<{ n: bigint | null }>('SELECT max(change_no) AS n FROM dax.image_change WHERE image_id = $1::bigint', [
    BigInt(imageId),
  ])
  return String(row?.n ?? 0n)
}

/** What was changed of it, oldest first. */
export async function imageHistory(sql: Sql, imageId: string): Promise<ImageHistory['changes']> {
  const rows = await sql.rows<{ at: string; who: string | null; before: string; after: string }>(
    `SELECT to_json(at)#>>'{}' AS at, who, before::text AS before, after::text AS after FROM dax.image_change WHERE image_id = $1::bigint ORDER BY change_no`,
    [BigInt(imageId)],
  )
  return rows.map((row) => ({ ...row, before: JSON.parse(row.before), after: JSON.parse(row.after) }))
}

/**
 * Changes visibility and metadata of an image, with its provenance's visibility, and keeps what was before. `version` = the one that is replaced; null = whichever. False: somebody was
 * faster. The manifest is written before the change is committed: a process killed between leaves them different, which "dax check" tells.
 */
export async function changeImage(
  ports: Pick<DaxPorts, 'db' | 'store' | 'config'>,
  one: OwnImage,
  patch: ImagePatch,
  who: string,
  version: string | null,
): Promise<boolean> {
  return ports.db.transaction(async (tx) => {
    const [before] = await tx.rows<Record<string, string | null>>(
      `SELECT visibility, share_group AS "group", ${changeableColumns.join(', ')} FROM dax.image WHERE image_id = $1::bigint FOR UPDATE`,
      [BigInt(one.imageId)],
    )
    if (before === undefined || (version !== null && version !== (await imageVersion(tx, one.imageId)))) return false
    const wanted: Record<string, string | null> = { ...patch } as Record<string, string | null>
    if (wanted['visibility'] !== undefined && wanted['visibility'] !== 'group') wanted['group'] = null
    const changed = Object.entries(wanted).filter(([key, value]) => before[key] !== value)
    if (changed.length === 0) return true
    const params: SqlValue[] = [BigInt(one.imageId)]
    const sets = changed.map(([key, value]) => `${key === 'group' ? 'share_group' : key} = $${params.push(value)}`)
    await tx.query(`UPDATE dax.image SET ${sets.join(', ')} WHERE image_id = $1::bigint`, params)
    await tx.query('INSERT INTO dax.image_change (image_id, did, who, before, after) VALUES ($1::bigint, $2, $3, $4::text::jsonb, $5::text::jsonb)', [
      BigInt(one.imageId),
      one.did,
      who,
      JSON.stringify(Object.fromEntries(changed.map(([key]) => [key, before[key] ?? null]))),
      JSON.stringify(Object.fromEntries(changed)),
    ])
    await tx.query(
      `UPDATE dax.prov_entity e SET visibility = i.visibility, share_group = i.share_group, name = coalesce(i.obs_title, i.obs_id) FROM dax.image i
       WHERE i.image_id = $1::bigint AND e.entity_id = i.obs_publisher_did`,
      [BigInt(one.imageId)],
    )
    await tx.query(
      `UPDATE dax.prov_activity a SET visibility = i.visibility, share_group = i.share_group FROM dax.image i WHERE i.image_id = $1::bigint AND a.activity_id = i.obs_publisher_did || '#ingest'`,
      [BigInt(one.imageId)],
    )
    const image = await imageByDid(tx, one.did)
    if (image?.sha256 != null) {
      const manifest = await manifestFromDb(tx, ports, image)
      await ports.store.replace(imageManifestName(image.sha256, image.imageId), manifestBytes(manifest))
    }
    return true
  })
}
