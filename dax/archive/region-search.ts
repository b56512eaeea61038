import { queryRanges, shapeOf } from '../../vo/sky/footprint-index.ts'
import type { KeyRange } from '../../vo/sky/footprint-index.ts'
import type { Region } from '../../vo/sky/region.ts'
import type { SqlValue } from './db.ts'

/** Gives a value a place in the statement: '$3::float8[]'. */
export type Bind = (value: SqlValue, type: string) => string

/**
 * SQL condition: the image with this id (an expression of type bigint) has a footprint that meets the region. Cells of the index that lie
 * inside the region decide alone; only candidates on its boundary get the exact test (see dax.images_meeting).
 */
export function regionWhere(region: Region, imageId: string, bind: Bind): string {
  const { sure, maybe } = queryRanges(region)
  const list = (ranges: readonly KeyRange[], end: 'lo' | 'hi'): string =>
    bind(
      ranges.map((r) => r[end]),
      'bigint[]',
    )
  return `${imageId} IN (SELECT dax.images_meeting(${list(sure, 'lo')}, ${list(sure, 'hi')}, ${list(maybe, 'lo')}, ${list(maybe, 'hi')}, ${bind(shapeOf(region), 'float8[]')}))`
}
