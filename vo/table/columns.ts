import type { Field } from './field.ts'

/**
 * One column, typed. `nulls` has bit i (byte i >> 3, mask 1 << (i & 7)) set where row i is null; absent = no nulls.
 * float and double nulls are NaN *and* may be flagged. 64-bit integers stay exact in BigInt64Array.
 * Text and arrays are JavaScript values (string or null; typed array or null).
 */
export type Column =
  | { readonly kind: 'f64'; readonly data: Float64Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'f32'; readonly data: Float32Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'i32'; readonly data: Int32Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'i16'; readonly data: Int16Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'u8'; readonly data: Uint8Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'i64'; readonly data: BigInt64Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'bool'; readonly data: Uint8Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'text'; readonly data: readonly (string | null)[] }
  | { readonly kind: 'array'; readonly data: readonly (ArrayLike<number | bigint> | null)[] }

/** A batch of rows as columns: same number and order as `fields`. Streams are async iterables of these with the same fields. */
export interface Batch {
  readonly length: number
  readonly columns: readonly Column[]
}

/** A whole table in memory. `overflow` = the service cut it (QUERY_STATUS OVERFLOW). */
export interface Table extends Batch {
  readonly fields: readonly Field[]
  readonly overflow: boolean
}

/** One cell as a JavaScript value; null where the cell is null. */
export type Cell = number | bigint | string | boolean | ArrayLike<number | bigint> | null
