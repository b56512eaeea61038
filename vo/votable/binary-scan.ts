import { Base64Decoder } from './base64.ts'
import { Malformed, clip } from './malformed.ts'
import type { RowSink } from './row-sink.ts'
import { elementSize, fixedLength, type WireField } from './wire-field.ts'

/** Longest array or text of one cell, in bytes: beyond it the stream is taken for corrupt. */
const maxCellBytes = 64_000_000

/** Text of the stream that is decoded at once. */
const step = 1 << 16

interface Layout {
  readonly bit: boolean
  /** Elements on the wire for one counted element: 2 for complex numbers. */
  readonly factor: number
  /** Elements of a fixed cell; null where a count stands before it. */
  readonly fixed: number | null
  /** Bytes of an element. */
  readonly size: number
}

function layoutOf({ field, wire }: WireField): Layout {
  return { bit: wire === 'bit', factor: wire === 'complex' ? 2 : 1, fixed: fixedLength(field.arraysize), size: elementSize[field.datatype] }
}

/** Reads the rows of BINARY (flags false) or BINARY2 (true) from base64 text that comes in pieces. */
export class BinaryScan {
  readonly #rows: RowSink
  readonly #flagBytes: number
  readonly #layouts: readonly Layout[]
  readonly #base64 = new Base64Decoder()
  #bytes = new Uint8Array(4 * step)
  #view = new DataView(this.#bytes.buffer)
  #length = 0
  /** Bytes that must be there before another look at the row that has begun is worth it. */
  #need = 0

  constructor(rows: RowSink, flags: boolean) {
    this.#rows = rows
    this.#flagBytes = flags ? (rows.fields.length + 7) >> 3 : 0
    this.#layouts = rows.fields.map(layoutOf)
  }

  get place(): string {
    return `row ${this.#rows.rows + 1}`
  }

  /** Newlines passed. */
  get lines(): number {
    return this.#base64.lines
  }

  push(text: string): void {
    for (let from = 0; from < text.length; from += step) {
      const to = Math.min(text.length, from + step)
      this.#room(to - from)
      const end = this.#base64.push(text, from, to, this.#bytes, this.#length)
      if (end < 0) throw new Malformed(`${this.place}: the data are not base64 near "${clip(text.slice(from, from + 40).trim())}"`)
      this.#length = end
      if (this.#length >= this.#need) this.#drain()
    }
  }

  /** The same for bytes that are no text any more. */
  pushBytes(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    if (this.#length >= this.#need) this.#drain()
  }

  end(): void {
    if (!this.#base64.complete) throw new Malformed(`${this.place}: the base64 data end within a group of four`)
    this.#drain()
    if (this.#length > 0) throw new Malformed(`${this.place}: the data end within a row (${this.#length} bytes left over)`)
  }

  #room(characters: number): void {
    const wanted = this.#length + characters + 3
    if (wanted <= this.#bytes.length) return
    const wider = new Uint8Array(Math.max(2 * this.#bytes.length, wanted))
    wider.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = wider
    this.#view = new DataView(wider.buffer)
  }

  #drain(): void {
    let at = 0
    this.#need = 0
    while (at < this.#length) {
      const end = this.#endOfRow(at)
      if (end < 0) break
      if (end === at) throw new Malformed('the rows of the binary data have no bytes: the fields take none')
      if (this.#rows.begin()) {
        this.#readRow(at)
        this.#rows.end()
      }
      at = end
    }
    this.#bytes.copyWithin(0, at, this.#length)
    this.#length -= at
    this.#need = Math.max(0, this.#need - at)
  }

  /** The index behind the row at `start`; -1 when it is not whole yet. */
  #endOfRow(start: number): number {
    let at = start + this.#flagBytes
    for (let i = 0; i < this.#layouts.length; i++) {
      const { bit, factor, fixed, size } = this.#layouts[i]!
      let count = fixed
      if (count === null) {
        if (at + 4 > this.#length) return -1
        count = this.#view.getInt32(at) * factor
        at += 4
        if (count < 0 || count * size > maxCellBytes)
          throw new Malformed(`${this.place}, field ${clip(this.#rows.fields[i]!.field.name)}: it claims ${count} elements: the stream is corrupt`)
      }
      at += bit ? (count + 7) >> 3 : count * size
      if (at > this.#length) {
        this.#need = at
        return -1
      }
    }
    return at
  }

  #readRow(start: number): void {
    let at = start + this.#flagBytes
    const { sinks } = this.#rows
    for (let i = 0; i < this.#layouts.length; i++) {
      const { bit, factor, fixed, size } = this.#layouts[i]!
      let count = fixed
      if (count === null) {
        count = this.#view.getInt32(at) * factor
        at += 4
      }
      const missing = this.#flagBytes > 0 && (this.#bytes[start + (i >> 3)]! & (0x80 >> (i & 7))) !== 0
      sinks[i]!.binary(this.#bytes, this.#view, at, count, missing)
      at += bit ? (count + 7) >> 3 : count * size
    }
  }
}
