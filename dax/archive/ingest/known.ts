import type { Db, Sql } from '../db.ts'
import { mayRead, readRows, type Reader } from '../reader.ts'

/** The image of that content that this owner may know of: a public one, or one of their own. Others' private images are not told. */
export async function knownImage(sql: Sql, sha256: string, owner: string | null): Promise<{ readonly did: string; readonly imageId: bigint } | null> {
  const [row] = await sql.rows<{ did: string; imageId: bigint }>(
    `SELECT obs_publisher_did AS did, image_id AS "imageId" FROM dax.image
     WHERE sha256 = $1 AND (visibility = 'public' OR owner IS NOT DISTINCT FROM $2::text) ORDER BY owner IS NOT DISTINCT FROM $2::text DESC, image_id LIMIT 1`,
    [sha256, owner],
    { kept: true },
  )
  return row ?? null
}

/**
 * Which of these contents the archive has as an image that the reader may see, a group's among them. Of several with one content the reader's own is told first. More than what
 * knownImage holds for the same: whoever sends what only a group has all the same gets an image of their own.
 */
export async function knownImages(
  db: Db,
  reader: Reader,
  sums: readonly string[],
  owner: string,
): Promise<readonly { readonly sha256: string; readonly did: string; readonly imageId: bigint }[]> {
  return readRows(
    db,
    reader,
    `SELECT DISTINCT ON (sha256) sha256, obs_publisher_did AS did, image_id AS "imageId" FROM dax.image
     WHERE sha256 = ANY ($1::text[]) AND ${mayRead('')} ORDER BY sha256, owner IS NOT DISTINCT FROM $2::text DESC, image_id`,
    [sums, owner],
  )
}

/** A publisher DID like this one that no image has, and none had that was deleted. */
export async function freeDid(sql: Sql, did: string, sha256: string): Promise<string> {
  const rows = await sql.rows<{ did: string }>(
    `SELECT obs_publisher_did AS did FROM dax.image WHERE starts_with(obs_publisher_did, $1::text)
     UNION ALL SELECT did FROM dax.tombstone WHERE starts_with(did, $1::text) LIMIT 100000`,
    [did],
  )
  const taken = new Set(rows.map((row) => row.did))
  if (!taken.has(did)) return did
  const own = `${did}-${sha256.slice(0, 8)}`
  for (let n = 1; ; n++) {
    const next = n === 1 ? own : `${own}-${n}`
    if (!taken.has(next)) return next
  }
}
