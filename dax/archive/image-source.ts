import type { Db } from './db.ts'
import { mayRead, readRows, type Reader } from './reader.ts'

/** Where the bytes of an image come from, and what a cut-out or preview needs to know about it. */
export interface ImageSource {
  readonly imageId: bigint
  readonly did: string
  /** 'store/<name>' | 'demo/<key>' | null = metadata only. */
  readonly source: string | null
  /** Digest of the file; null for images rendered on demand. */
  readonly sha256: string | null
  readonly accessUrl: string | null
  /** Wavelengths in m, times in MJD UTC. */
  readonly emMin: number | null
  readonly emMax: number | null
  readonly tMin: number | null
  readonly tMax: number | null
}

/** An image by its publisher DID, or by dax's own number in decimal digits; null where there is none that the reader may see. */
export async function imageSource(db: Db, didOrId: string, reader: Reader): Promise<ImageSource | null> {
  const byNumber = /^\d{1,18}$/.test(didOrId)
  const [row] = await readRows<ImageSource>(
    db,
    reader,
    `SELECT image_id AS "imageId", obs_publisher_did AS did, source, sha256, access_url AS "accessUrl",
       em_min AS "emMin", em_max AS "emMax", t_min AS "tMin", t_max AS "tMax"
     FROM dax.image WHERE ${byNumber ? 'image_id = $1::bigint' : 'obs_publisher_did = $1'} AND ${mayRead('')}`,
    [byNumber ? BigInt(didOrId) : didOrId],
  )
  return row ?? null
}
