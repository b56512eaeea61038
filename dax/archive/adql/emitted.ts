import type { Region } from '../../../vo/sky/region.ts'
import type { Field } from '../../../vo/table/field.ts'
import type { SqlType } from './scope.ts'

/** An expression in SQL. Geometry keeps what is known of it, so that the index can be used. */
export interface Emitted {
  readonly sql: string
  readonly type: SqlType
  /** What the value means, when it is a column. */
  readonly field?: Field
  /** A geometry that is constant. */
  readonly region?: Region
  /** A point's coordinates as SQL. */
  readonly coords?: readonly [ra: string, dec: string]
  /** A footprint with an index: SQL of its image's id. */
  readonly imageId?: string
  /** SQL of the shape behind a text column. */
  readonly shape?: string
  /** CONTAINS and INTERSECTS: the same as a condition, for '= 1'. */
  readonly condition?: string
  /** DISTANCE: its two points. */
  readonly points?: readonly [Emitted, Emitted]
}

export const numeric: ReadonlySet<SqlType> = new Set(['short', 'int', 'long', 'float', 'double', 'unknown'])

const width: readonly SqlType[] = ['unknown', 'short', 'int', 'long', 'float', 'double']

/** The wider of two numeric types, never below int. */
export function wider(a: SqlType, b: SqlType): SqlType {
  return width[Math.max(width.indexOf(a), width.indexOf(b), width.indexOf('int'))] ?? 'double'
}
