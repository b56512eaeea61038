import type { Db } from '../archive/db.ts'
import { mayRead, readRows, type Reader } from '../archive/reader.ts'

/** Another image made from the same exposure of the same detector. */
export interface Relative {
  /** Publisher DID of the image asked for, and of the other one. */
  readonly did: string
  readonly other: string
  readonly title: string | null
  /** The other is less processed: this one was made from it; or more processed. */
  readonly semantics: '#progenitor' | '#derivation'
}

/** Relatives told per image. */
const most = 20

/** Images of the same visit and detector at another calibration level, for each DID of the list, as far as the reader may see them. */
export async function relativesOf(db: Db, dids: readonly string[], reader: Reader): Promise<readonly Relative[]> {
  if (dids.length === 0) return []
  const rows = await readRows<{ did: string; other: string; title: string | null; earlier: boolean }>(
    db,
    reader,
    `SELECT a.obs_publisher_did AS did, b.obs_publisher_did AS other, coalesce(b.obs_title, b.dataproduct_subtype) AS title, b.calib_level < a.calib_level AS earlier
     FROM dax.image a
     CROSS JOIN LATERAL (
       SELECT i.obs_publisher_did, i.obs_title, i.dataproduct_subtype, i.calib_level FROM dax.image i
       WHERE i.lsst_visit = a.lsst_visit AND i.lsst_detector = a.lsst_detector AND i.instrument_name = a.instrument_name AND i.synthetic = a.synthetic
         AND i.calib_level <> a.calib_level AND ${mayRead('i')}
       ORDER BY i.calib_level, i.obs_publisher_did LIMIT ${most}
     ) b
     WHERE a.obs_publisher_did = ANY ($1::text[]) AND ${mayRead('a')}`,
    [dids],
  )
  return rows.map(({ did, other, title, earlier }) => ({ did, other, title, semantics: earlier ? '#progenitor' : '#derivation' }))
}
