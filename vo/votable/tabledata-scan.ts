import { Malformed, clip } from './malformed.ts'
import type { RowSink } from './row-sink.ts'
import { decodeReferences, endOfMarkup, tagAt, type Tag } from './xml-scan.ts'

/** Longest cell, in characters: beyond it the document is taken for broken. */
const maxCell = 16_000_000

const [lt, slash, amp, newline] = [0x3c, 0x2f, 0x26, 0x0a] as const

/**
 * Reads what lies within TABLEDATA by hand: at ten times the speed of an XML parser, with the same care. Pieces may end anywhere; what is not
 * taken is given again with more behind it.
 */
export class TabledataScan {
  /** True when it stands before the end tag of TABLEDATA. */
  done = false
  /** Newlines passed. */
  lines = 0
  readonly #rows: RowSink | null
  #inRow = false
  #cell = 0

  /** `rows` null = the table is passed over. */
  constructor(rows: RowSink | null) {
    this.#rows = rows
  }

  /** Where in the table it stands, for messages. */
  get place(): string {
    const field = this.#rows?.fields[this.#cell]?.field.name
    const row = `row ${(this.#rows?.rows ?? 0) + 1}`
    return this.#inRow && field !== undefined ? `${row}, field ${clip(field)}` : row
  }

  /** Takes what it can of text from `at`; returns the index of what is left. */
  take(text: string, at: number): number {
    let i = at
    for (;;) {
      const before = i
      i = this.#blanks(text, i)
      if (i >= text.length) return i
      if (text.charCodeAt(i) !== lt)
        throw new Malformed(
          `${this.place}: text "${clip(
            text
              .slice(i, i + 60)
              .split('<')[0]
              ?.trim() ?? '',
          )}" outside of a cell`,
        )
      const next = this.#inRow ? this.#within(text, i) : this.#between(text, i)
      if (next < 0) {
        if (text.length - before > maxCell) throw new Malformed(`${this.place}: a cell is longer than ${maxCell} characters`)
        return i
      }
      i = next
      if (this.done) return i
    }
  }

  #blanks(text: string, at: number): number {
    let i = at
    for (; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c > 0x20) break
      if (c === newline) this.lines += 1
    }
    return i
  }

  /** Between rows, at '<'. Returns where to go on, or -1 when more text is needed. */
  #between(text: string, at: number): number {
    if (text.startsWith('<TR>', at)) {
      this.#begin()
      return at + 4
    }
    const markup = endOfMarkup(text, at)
    if (markup !== 0) return this.#counted(text, at, markup)
    const tag = tagAt(text, at)
    if (tag === null) return -1
    if (tag.closing && tag.name === 'TABLEDATA') {
      this.done = true
      return at
    }
    if (tag.closing || tag.name !== 'TR') throw new Malformed(`${this.place}: ${shown(tag)} where <TR> or </TABLEDATA> belongs`)
    this.#begin()
    if (tag.empty) this.#end()
    return this.#counted(text, at, tag.end)
  }

  #begin(): void {
    this.#inRow = true
    this.#cell = 0
    // once the rows are enough, cells are passed over; the structure is still checked
    this.#wanted = this.#rows !== null && this.#rows.begin()
  }

  #wanted = false

  #end(): void {
    this.#inRow = false
    if (this.#rows === null) return
    const expected = this.#rows.fields.length
    if (this.#cell !== expected) throw new Malformed(`row ${this.#rows.rows + 1} has ${this.#cell} cells, and the table has ${expected} fields`)
    if (this.#wanted) this.#rows.end()
  }

  /** Within a row, at '<'. */
  #within(text: string, at: number): number {
    if (text.startsWith('<TD>', at)) return this.#content(text, at + 4)
    if (text.startsWith('</TR>', at)) {
      this.#end()
      return at + 5
    }
    const markup = endOfMarkup(text, at)
    if (markup !== 0) return this.#counted(text, at, markup)
    const tag = tagAt(text, at)
    if (tag === null) return -1
    if (tag.closing && tag.name === 'TR') this.#end()
    else if (!tag.closing && tag.name === 'TD') {
      if (/\sencoding\s*=\s*["']base64/u.test(text.slice(at, tag.end))) throw new Malformed(`${this.place}: a TD in base64 is not supported`)
      if (!tag.empty) return this.#content(text, tag.end)
      this.#put('', 0, 0)
    } else throw new Malformed(`${this.place}: ${shown(tag)} where <TD> or </TR> belongs`)
    return this.#counted(text, at, tag.end)
  }

  /** The content of a cell, whose end must be in sight. */
  #content(text: string, from: number): number {
    let i = from
    let lines = 0
    let plain = true
    for (; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === lt) break
      if (c === newline) lines += 1
      if (c === amp || c < 0x20) plain &&= c !== amp && c !== 0x0d && (c === newline || c === 0x09)
    }
    if (i + 5 > text.length) return -1
    if (plain && text.charCodeAt(i + 1) === slash && text.startsWith('TD>', i + 2)) {
      this.#put(text, from, i)
      this.lines += lines
      return i + 5
    }
    return this.#slowContent(text, from)
  }

  /** A cell with references, CDATA, comments, or an end tag in an unusual spelling. */
  #slowContent(text: string, from: number): number {
    let content = ''
    let i = from
    for (;;) {
      const next = text.indexOf('<', i)
      if (next < 0) return -1
      const decoded = decodeReferences(text.slice(i, next))
      if (!decoded.ok) throw new Malformed(`${this.place}: ${decoded.error.message}`)
      content += decoded.value
      const markup = endOfMarkup(text, next)
      if (markup < 0) return -1
      if (markup > 0) {
        if (text.startsWith('<![CDATA[', next)) content += text.slice(next + 9, markup - 3)
        i = markup
        continue
      }
      const tag = tagAt(text, next)
      if (tag === null) return -1
      if (!tag.closing || tag.name !== 'TD') throw new Malformed(`${this.place}: ${shown(tag)} within a cell`)
      this.#put(content, 0, content.length)
      return this.#counted(text, from, tag.end)
    }
  }

  #put(text: string, from: number, to: number): void {
    const rows = this.#rows
    if (rows === null) return
    if (this.#cell >= rows.fields.length) throw new Malformed(`row ${rows.rows + 1} has more cells than the table has fields (${rows.fields.length})`)
    if (this.#wanted) {
      const problem = rows.sinks[this.#cell]!.text(text, from, to)
      if (problem !== null) throw new Malformed(`${this.place}: ${problem}`)
    }
    this.#cell += 1
  }

  /** Counts the newlines of what is passed; `end` < 0 = it is not whole yet. */
  #counted(text: string, from: number, end: number): number {
    for (let i = text.indexOf('\n', from); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) this.lines += 1
    return end
  }
}

function shown(tag: Tag): string {
  return `<${tag.closing ? '/' : ''}${clip(tag.name)}>`
}
