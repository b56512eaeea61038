import type { ParseError, Result } from '../result.ts'
import { fail, ok } from '../result.ts'
import type { Batch } from '../table/columns.ts'
import { BatchBuilder } from '../table/build.ts'
import type { Field } from '../table/field.ts'
import { BinaryScan } from './binary-scan.ts'
import { decodedText } from './decoded-text.ts'
import type { Info, Param, ServiceDescriptor, VotableDoc } from './document.ts'
import { Malformed } from './malformed.ts'
import { rowSink, type RowSink } from './row-sink.ts'
import { Structure, type DataStart } from './structure.ts'
import { TabledataScan } from './tabledata-scan.ts'

export interface ReadOptions {
  /** Most rows to keep; the rest is dropped and the table marked as overflowed. */
  readonly maxRows?: number
  readonly signal?: AbortSignal
  /** Called with the number of rows read so far. */
  readonly onProgress?: (rows: number) => void
}

/** What a stream of a VOTable gives, in this order: the fields, batches of rows, and the end or what is wrong. */
export type VotablePart =
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'rows'; readonly batch: Batch }
  | {
      readonly kind: 'end'
      readonly overflow: boolean
      readonly infos: readonly Info[]
      readonly params: readonly Param[]
      readonly services: readonly ServiceDescriptor[]
    }
  | { readonly kind: 'error'; readonly error: ParseError }

/** Characters without a tag, outside of rows, that are taken; and of all that is not rows. */
const maxQuiet = 16_000_000
const maxMetadata = 64_000_000

/**
 * Reads a VOTable 1.0 to 1.5 into columns: the first table outside of resources with type="meta", in TABLEDATA, BINARY or BINARY2, from a
 * stream of bytes that is never held whole. A QUERY_STATUS of ERROR is an error here; so is anything malformed, with its row and field, or line.
 */
export async function readVotable(input: ReadableStream<Uint8Array> | Uint8Array | string, options: ReadOptions = {}): Promise<Result<VotableDoc>> {
  let fields: readonly Field[] = []
  let batch: Batch | null = null
  for await (const part of votableParts(input, { ...options, batchRows: Infinity })) {
    if (part.kind === 'error') return { ok: false, error: part.error }
    if (part.kind === 'fields') fields = part.fields
    else if (part.kind === 'rows') batch = part.batch
    else {
      const { overflow, infos, params, services } = part
      const { length, columns } = batch ?? new BatchBuilder(fields).finish()
      return ok({ table: { fields, length, columns, overflow }, infos, params, services })
    }
  }
  return fail('the document is no VOTable: it has no VOTABLE element')
}

/** The same document as a stream of batches of `batchRows` rows (default 10,000): memory stays flat. Leaving the loop cancels the input. */
export function votableBatches(
  input: ReadableStream<Uint8Array> | Uint8Array | string,
  options: ReadOptions & { readonly batchRows?: number } = {},
): AsyncGenerator<VotablePart, void> {
  return votableParts(input, { batchRows: 10_000, ...options })
}

async function* votableParts(
  input: ReadableStream<Uint8Array> | Uint8Array | string,
  options: ReadOptions & { readonly batchRows: number },
): AsyncGenerator<VotablePart, void> {
  const reader = new Reader(options)
  try {
    for await (const text of decodedText(input)) {
      options.signal?.throwIfAborted()
      reader.write(text)
      yield* reader.parts()
    }
    reader.finish()
    yield* reader.parts()
    const { overflow, infos, params, services } = reader.structure
    yield { kind: 'end', overflow, infos, params, services }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    yield { kind: 'error', error: { message: error.message } }
  }
}

/** Gives text to who understands it: rows to a scanner, the rest to the XML parser. */
class Reader {
  readonly structure = new Structure()
  readonly #options: ReadOptions & { readonly batchRows: number }
  #rows: RowSink | null = null
  #scan: TabledataScan | BinaryScan | 'skip' | null = null
  /** Text of rows that could not be taken yet, and how much is worth another look. */
  #pending = ''
  #enough = 0
  #metadata = 0
  #toldFields = false
  #toldRows = 0

  constructor(options: ReadOptions & { readonly batchRows: number }) {
    this.#options = options
  }

  write(text: string): void {
    let at = 0
    while (at < text.length) at = this.#scan === null ? this.#structural(text, at) : this.#ofRows(text, at)
  }

  finish(): void {
    if (this.#scan instanceof TabledataScan) {
      this.#pending += ' '
      this.#enough = 0
      const pending = this.#pending
      this.#pending = ''
      this.write(pending)
      if (this.#scan instanceof TabledataScan) throw new Malformed(`the document ends within the table (${this.#scan.place})`)
    } else if (this.#scan !== null) throw new Malformed(`the document ends within the table (row ${(this.#rows?.rows ?? 0) + 1})`)
    this.structure.close()
  }

  /** What became ready: fields first, then whole batches. */
  *parts(): Generator<VotablePart> {
    if (this.#rows === null) return
    if (!this.#toldFields) yield { kind: 'fields', fields: this.#rows.fields.map(({ field }) => field) }
    this.#toldFields = true
    for (const batch of this.#rows.batches(this.#scan === null)) yield { kind: 'rows', batch }
    if (this.#rows.rows === this.#toldRows) return
    this.#toldRows = this.#rows.rows
    this.#options.onProgress?.(this.#toldRows)
  }

  /** Feeds the parser tag by tag, so that what lies behind the start of rows never reaches it. */
  #structural(text: string, from: number): number {
    let at = from
    while (at < text.length && this.structure.data === null) {
      const end = text.indexOf('>', at)
      const next = end < 0 ? text.length : end + 1
      this.#metadata += next - at
      this.structure.write(text.slice(at, next))
      if (this.structure.quiet > maxQuiet) throw new Malformed(`more than ${maxQuiet} characters without a tag at ${this.structure.place}`)
      if (this.#metadata > maxMetadata) throw new Malformed(`the document has more than ${maxMetadata} characters that are no rows`)
      at = next
    }
    const data = this.structure.data
    // <TABLEDATA/> is over already
    if (data !== null && text.charCodeAt(at - 2) !== 0x2f) this.#begin(data)
    this.structure.data = null
    return at
  }

  #begin(data: DataStart): void {
    if (data.wanted && this.#rows === null) {
      this.#rows = rowSink(this.structure.fields, {
        batchRows: this.#options.batchRows,
        maxRows: this.#options.maxRows ?? Infinity,
        emptyIsNull: data.kind !== 'BINARY2',
        onDropped: () => (this.structure.overflow = true),
      })
    } else if (data.wanted) throw new Malformed('the table has rows twice')
    const rows = data.wanted ? this.#rows : null
    this.#scan = data.kind === 'TABLEDATA' ? new TabledataScan(rows) : rows === null ? 'skip' : new BinaryScan(rows, data.kind === 'BINARY2')
  }

  #ofRows(text: string, from: number): number {
    if (this.#scan instanceof TabledataScan) return this.#ofTabledata(this.#scan, text, from)
    // base64 has no '<': the next one ends it
    const end = text.indexOf('<', from)
    const to = end < 0 ? text.length : end
    if (this.#scan instanceof BinaryScan) this.#scan.push(text.slice(from, to))
    if (end >= 0) {
      if (text.startsWith('<!', end)) throw new Malformed('comments and CDATA within base64 data are not supported')
      if (this.#scan instanceof BinaryScan) {
        this.#scan.end()
        this.structure.passed(this.#scan.lines)
      }
      this.#scan = null
    }
    return to
  }

  /** Returns text.length and keeps what is left, or where the table ended. */
  #ofTabledata(scan: TabledataScan, text: string, from: number): number {
    const kept = this.#pending.length
    const all = kept === 0 ? text : this.#pending + text.slice(from)
    if (all.length < this.#enough) {
      this.#pending = all
      return text.length
    }
    const left = scan.take(all, kept === 0 ? from : 0)
    this.#enough = 0
    this.#pending = ''
    if (scan.done) {
      this.structure.passed(scan.lines)
      this.#scan = null
      // the end tag may have begun in what was kept
      if (left >= kept) return kept === 0 ? left : from + left - kept
      this.structure.write(all.slice(left, kept))
      return from
    }
    if (left < all.length) {
      this.#pending = all.slice(left)
      // a cell that did not end in n characters is looked at again when there are 2n
      this.#enough = 2 * this.#pending.length
    }
    return text.length
  }
}
