import { fail, ok, type Result } from '../result.ts'

/** A row of a CSV table: its cells as text, and the line of the file that it begins on (the first is 1). */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvTable {
  readonly header: readonly string[]
  readonly rows: readonly CsvRow[]
}

/**
 * Reads CSV after RFC 4180 (quotes, newlines within them, CRLF or LF) with a header line; tabs between the names of the header mean TSV. Lines that
 * begin with # before the header and empty lines are passed over. Fails with the line for a quote that is never closed and for rows with too many or
 * too few cells.
 */
export function readCsv(text: string): Result<CsvTable> {
  const rows = records(text.startsWith('\uFEFF') ? text.slice(1) : text)
  if (!rows.ok) return rows
  const [first, ...rest] = rows.value
  if (first === undefined) return fail('the table is empty: a line with the names of the columns expected')
  const header = first.cells.map((name) => name.trim())
  const twice = header.find((name, i) => header.indexOf(name) !== i)
  if (twice !== undefined) return fail(`the header names column "${twice.slice(0, 60)}" twice (line ${first.line})`)
  const odd = rest.find((row) => row.cells.length !== header.length)
  if (odd !== undefined) return fail(`line ${odd.line} has ${odd.cells.length} cells, and the header has ${header.length}`)
  return ok({ header, rows: rest })
}

/** All records: a machine over quotes, separators and line ends. */
function records(text: string): Result<CsvRow[]> {
  const rows: CsvRow[] = []
  let separator = ''
  let line = 1
  let at = 0
  while (at < text.length) {
    if (text[at] === '\n' || text[at] === '\r' || (rows.length === 0 && text[at] === '#')) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end + 1
      line += 1
      continue
    }
    if (separator === '') {
      const head = text.slice(at, text.indexOf('\n', at) < 0 ? undefined : text.indexOf('\n', at))
      separator = head.includes('\t') && !head.includes(',') ? '\t' : ','
    }
    const started = line
    const cells: string[] = []
    for (;;) {
      if (text[at] === '"') {
        const cell = quoted(text, at)
        if (cell === null) return fail(`the quote on line ${line} is never closed`, at)
        line += countLines(text, at, cell.end)
        at = cell.end
        cells.push(cell.value)
        if (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r')
          return fail(`line ${line} goes on after a closing quote`, at)
      } else {
        let end = at
        while (end < text.length && text[end] !== separator && text[end] !== '\n') end++
        cells.push(text.slice(at, end > at && text[end - 1] === '\r' ? end - 1 : end))
        at = end
      }
      if (text[at] !== separator) break
      at++
    }
    rows.push({ line: started, cells })
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line += 1
  }
  return ok(rows)
}

function quoted(text: string, start: number): { readonly value: string; readonly end: number } | null {
  let end = start + 1
  for (;;) {
    end = text.indexOf('"', end)
    if (end < 0) return null
    if (text[end + 1] !== '"') return { value: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 }
    end += 2
  }
}

function countLines(text: string, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 10) count++
  return count
}
