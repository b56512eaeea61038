import { queryRanges, shapeOf } from '../../vo/sky/footprint-index.ts'
import type { KeyRange } from '../../vo/sky/footprint-index.ts'
import type { Region } from '../../vo/sky/region.ts'
import type { SqlValue } from './db.ts'

/** Gives a value a place in the statement: '$3::float8[]'. */
export type Bind = (value: SqlValue, type: string) => string

/**
 * SQL condition: the image with this id (an expression of type bigint) has a footprint that meets one of the regions. Cells of the index that lie
 * inside a region decide alone; only candidates on its boundary get the exact test (see dax.images_meeting). One IN for all of them: an OR of
 * several would make PostgreSQL read every image.
 */
export function regionsWhere(regions: readonly [Region, ...Region[]], imageId: string, bind: Bind): string {
  return `${imageId} IN (${regions.map((region) => `SELECT ${meeting(region, bind)}`).join(' UNION ALL ')})`
}

/** The same for one region. Beside others in an OR the images are a list that is made first: then PostgreSQL unites the indexes of all. */
export function regionWhere(region: Region, imageId: string, bind: Bind, isAlternative = false): string {
  return isAlternative ? `${imageId} = ANY (ARRAY(SELECT ${meeting(region, bind)}))` : regionsWhere([region], imageId, bind)
}

function meeting(region: Region, bind: Bind): string {
  const { sure, maybe } = queryRanges(region)
  const list = (ranges: readonly KeyRange[], end: 'lo' | 'hi'): string =>
    bind(
      ranges.map((r) => r[end]),
      'bigint[]',
    )
  return `dax.images_meeting(${list(sure, 'lo')}, ${list(sure, 'hi')}, ${list(maybe, 'lo')}, ${list(maybe, 'hi')}, ${bind(shapeOf(region), 'float8[]')})`
}
