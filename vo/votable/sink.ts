import type { Column } from '../table/columns.ts'

/** Takes the cells of one column, row after row, straight into a typed array. */
export interface Sink {
  /** A cell of TABLEDATA: text[from, to), references resolved. Says why it cannot be taken, or null. */
  text(text: string, from: number, to: number): string | null
  /** A cell of BINARY or BINARY2: `count` elements from byte `at`; `missing` = flagged null. */
  binary(bytes: Uint8Array, view: DataView, at: number, count: number, missing: boolean): void
  /** The column so far; the sink starts anew. */
  take(): Column
}

export type Numbers = Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array | BigInt64Array

/** A typed array and its null bits that grow together, by doubling. */
export class Growing<A extends Numbers> {
  length = 0
  data: A
  #nulls: Uint8Array | null = null
  readonly #make: (n: number) => A

  constructor(make: (n: number) => A) {
    this.#make = make
    this.data = make(1024)
  }

  /** The index of the next row, with room for it. */
  next(): number {
    if (this.length === this.data.length) this.#grow()
    return this.length++
  }

  /** Marks a row as null. */
  flag(row: number): void {
    this.#nulls ??= new Uint8Array(this.data.length >> 3)
    this.#nulls[row >> 3]! |= 1 << (row & 7)
  }

  take(): { readonly data: A; readonly nulls?: Uint8Array } {
    const data = this.data.slice(0, this.length) as A
    const nulls = this.#nulls?.slice(0, (this.length + 7) >> 3)
    this.length = 0
    this.#nulls = null
    return nulls === undefined ? { data } : { data, nulls }
  }

  #grow(): void {
    const wider = this.#make(2 * this.data.length)
    wider.set(this.data as never)
    this.data = wider
    if (this.#nulls === null) return
    const nulls = new Uint8Array(wider.length >> 3)
    nulls.set(this.#nulls)
    this.#nulls = nulls
  }
}

/** Where the text without blanks around it begins. */
export function skipBlank(text: string, from: number, to: number): number {
  let i = from
  while (i < to && text.charCodeAt(i) <= 0x20) i++
  return i
}

/** Where the text without blanks around it ends. */
export function skipBlankBack(text: string, from: number, to: number): number {
  let i = to
  while (i > from && text.charCodeAt(i - 1) <= 0x20) i--
  return i
}
