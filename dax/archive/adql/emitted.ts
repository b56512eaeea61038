import type { Expr } from '../../../vo/adql/ast.ts'
import type { Region } from '../../../vo/sky/region.ts'
import type { Field } from '../../../vo/table/field.ts'
import type { Bind } from '../region-search.ts'
import type { Level } from './scope.ts'
import type { Typed } from './types.ts'

/** Two coordinates as SQL, deg. */
export interface Coords {
  readonly ra: string
  readonly dec: string
  /** Both are columns as they are, so that an index may know them. */
  readonly plain: boolean
  /** SQL of the HEALPix cell (order 14) of the same position, indexed. */
  readonly hpx?: string
}

/**
 * CONTAINS and INTERSECTS as conditions: exact for each row, and with an index where a row that is null need not be told from one that is false
 * (written otherwise beside others in an OR).
 */
export interface Predicate {
  readonly exact: string
  readonly indexed: (isAlternative: boolean) => string
}

/** An expression in SQL. Geometry keeps what is known of it, so that the index can be used. */
export interface Emitted extends Typed {
  /** What the value means: that of its column. */
  readonly field?: Field
  /** A geometry that is constant. */
  readonly region?: Region
  /** A point's coordinates. */
  readonly coords?: Coords
  /** A circle whose centre or radius is not constant. */
  readonly circle?: { readonly center: Coords; readonly radius: string }
  /** A footprint with an index: SQL of its image's id. */
  readonly imageId?: string
  /** SQL of the shape behind a text column. */
  readonly shape?: string
  /** A column as it is: it can be indexed, and is cheap to write twice. */
  readonly plain?: boolean
  readonly hpx?: string
  readonly predicate?: Predicate
  /** DISTANCE: its two points. */
  readonly points?: readonly [Emitted, Emitted]
}

/** Where an expression stands. */
export interface Place {
  readonly level: Level
  /** The clause in which aggregates cannot stand; null where they can. */
  readonly noAggregates: string | null
  /** Whether null means the same as false here: then an index may answer. */
  readonly falseIsNull: boolean
  /** Inside an OR, with other conditions beside it. */
  readonly isAlternative?: boolean
}

/** What writes expressions: given to those that write parts of them. */
export interface Emitter {
  readonly bind: Bind
  /** Like bind, but never the place of an equal value: for what an index needs, so that the text does not depend on values. */
  readonly fresh: Bind
  readonly emit: (expr: Expr) => Emitted
}
