import type { Batch, Cell, Column } from './columns.ts'
import type { Field } from './field.ts'

/** Which kind of column holds a field's values. */
export function columnKind(field: Field): Column['kind'] {
  const text = field.datatype === 'char' || field.datatype === 'unicodeChar'
  if (text) return 'text'
  if (field.arraysize !== undefined && field.arraysize !== '1') return 'array'
  switch (field.datatype) {
    case 'boolean':
      return 'bool'
    case 'unsignedByte':
      return 'u8'
    case 'short':
      return 'i16'
    case 'int':
      return 'i32'
    case 'long':
      return 'i64'
    case 'float':
      return 'f32'
    case 'double':
      return 'f64'
  }
}

/** Whether row `row` of a column is null. */
export function isNull(column: Column, row: number): boolean {
  if (column.kind === 'text' || column.kind === 'array') return (column.data[row] ?? null) === null
  if (column.nulls !== undefined && (column.nulls[row >> 3]! & (1 << (row & 7))) !== 0) return true
  return (column.kind === 'f64' || column.kind === 'f32') && Number.isNaN(column.data[row])
}

/** One cell as a JavaScript value. */
export function cell(column: Column, row: number): Cell {
  if (isNull(column, row)) return null
  if (column.kind === 'bool') return column.data[row] === 1
  return column.data[row] ?? null
}

type Numbers = Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array | BigInt64Array
interface Growing {
  readonly kind: Column['kind']
  data: Numbers | (string | null)[] | (ArrayLike<number | bigint> | null)[]
  nulls: Uint8Array
  anyNull: boolean
}

function room(kind: Column['kind'], n: number): Growing['data'] {
  switch (kind) {
    case 'f64':
      return new Float64Array(n)
    case 'f32':
      return new Float32Array(n)
    case 'i32':
      return new Int32Array(n)
    case 'i16':
      return new Int16Array(n)
    case 'u8':
    case 'bool':
      return new Uint8Array(n)
    case 'i64':
      return new BigInt64Array(n)
    case 'text':
    case 'array':
      return []
  }
}

/** Collects rows into columns; capacity grows by doubling. */
export class BatchBuilder {
  length = 0
  readonly #columns: Growing[]
  #size: number

  constructor(fields: readonly Field[], capacity = 1024) {
    this.#size = capacity
    this.#columns = fields.map((f) => {
      const kind = columnKind(f)
      return { kind, data: room(kind, capacity), nulls: new Uint8Array((capacity + 7) >> 3), anyNull: false }
    })
  }

  /** Adds one row: a value per field. Numbers may come as numeric text, long integers as bigint, number or text; booleans as boolean or 0 and 1. */
  add(row: readonly (Cell | unknown)[]): void {
    if (this.length === this.#size) this.#grow()
    const at = this.length
    for (let i = 0; i < this.#columns.length; i++) {
      const c = this.#columns[i]!
      const v = row[i] ?? null
      if (c.kind === 'text') (c.data as (string | null)[]).push(v === null ? null : String(v))
      else if (c.kind === 'array') (c.data as (ArrayLike<number | bigint> | null)[]).push(v as ArrayLike<number | bigint> | null)
      else if (v === null) {
        c.nulls[at >> 3]! |= 1 << (at & 7)
        c.anyNull = true
        if (c.kind === 'f64' || c.kind === 'f32') (c.data as Float64Array)[at] = NaN
      } else if (c.kind === 'i64') (c.data as BigInt64Array)[at] = typeof v === 'bigint' ? v : BigInt(v as string | number)
      else if (c.kind === 'bool') (c.data as Uint8Array)[at] = v === true || v === 1 ? 1 : 0
      else (c.data as Float64Array)[at] = Number(v)
    }
    this.length += 1
  }

  /** The rows so far as a batch. The builder is spent. */
  finish(): Batch {
    const length = this.length
    const columns = this.#columns.map((c): Column => {
      if (c.kind === 'text' || c.kind === 'array') return { kind: c.kind, data: c.data } as Column
      const data = length === this.#size ? c.data : (c.data as Float64Array).slice(0, length)
      return { kind: c.kind, data, ...(c.anyNull ? { nulls: c.nulls.slice(0, (length + 7) >> 3) } : {}) } as Column
    })
    return { length, columns }
  }

  #grow(): void {
    this.#size *= 2
    for (const c of this.#columns) {
      const nulls = new Uint8Array((this.#size + 7) >> 3)
      nulls.set(c.nulls)
      c.nulls = nulls
      if (!Array.isArray(c.data)) {
        const wider = room(c.kind, this.#size) as Float64Array
        wider.set(c.data as Float64Array)
        c.data = wider
      }
    }
  }
}
