import { fail, ok, type Result } from '../result.ts'
import { parseValueField, type Card, type CardValue } from './card.ts'
import { blockBytes, cardBytes, fitsLimits } from './limits.ts'

/** A FITS header: its cards in order, and typed looks at them by keyword (the first card of that name; names in upper case). */
export interface FitsHeader {
  readonly cards: readonly Card[]
  /** What is not as the standard wants it, as sentences (20 at most); such cards are read as well as they can be. */
  readonly problems: readonly string[]
  value(keyword: string): CardValue
  /** A number, also where a file has it as text in quotes; null where absent or not a number. */
  number(keyword: string): number | null
  /** Text without blanks around it; null where absent or empty. Numbers are given as text. */
  text(keyword: string): string | null
  has(keyword: string): boolean
}

/** A header from its cards. */
export function headerOf(cards: readonly Card[], problems: readonly string[] = []): FitsHeader {
  const byName = new Map<string, Card>()
  for (const one of cards) if (!byName.has(one.keyword)) byName.set(one.keyword, one)
  const value = (keyword: string) => byName.get(keyword)?.value
  return {
    cards,
    problems,
    value,
    has: (keyword) => byName.has(keyword),
    number(keyword) {
      const found = value(keyword)
      if (typeof found === 'number') return found
      if (typeof found === 'bigint') return Number(found)
      if (typeof found !== 'string' || found.trim() === '') return null
      const parsed = Number(found.trim().replace(/[dD]/, 'E'))
      return Number.isFinite(parsed) ? parsed : null
    },
    text(keyword) {
      const found = value(keyword)
      if (found === undefined || found === null || typeof found === 'object') return null
      const text = String(found).trim()
      return text === '' ? null : text
    },
  }
}

/** A header read from bytes, and where its data begin (a multiple of 2880 from `offset`). */
export interface ReadHeader {
  readonly header: FitsHeader
  readonly end: number
}

/** Reads the header that begins at byte `offset`. Fails where there is none, where it has no END, or more cards than `fitsLimits.headerCards`. */
export function parseHeader(bytes: Uint8Array, offset = 0): Result<ReadHeader> {
  const start = ascii(bytes, offset, Math.min(offset + 8, bytes.length))
  if (start !== 'SIMPLE  ' && start !== 'XTENSION') {
    return fail(`not FITS: a header begins with SIMPLE or XTENSION, here byte ${offset} begins with ${JSON.stringify(printable(start))}`, offset)
  }
  const cards: Card[] = []
  const problems: string[] = []
  const note = (problem: string) => problems.length < 20 && problems.push(problem)
  for (let index = 0; ; index++) {
    const at = offset + index * cardBytes
    if (index >= fitsLimits.headerCards)
      return fail(`the header at byte ${offset} has more than ${fitsLimits.headerCards} cards and no END among them`, at)
    if (at + cardBytes > bytes.length)
      return fail(`the header at byte ${offset} is cut off: the file ends at byte ${bytes.length} and END has not come`, at)
    const line = ascii(bytes, at, at + cardBytes)
    if (line.includes('\0')) return fail(`card ${index + 1} of the header at byte ${offset} holds zero bytes: the header is damaged or not FITS`, at)
    if (/^END\s*$/.test(line)) {
      const end = offset + Math.ceil(((index + 1) * cardBytes) / blockBytes) * blockBytes
      return ok({ header: headerOf(cards, problems), end })
    }
    const continued = line.startsWith('CONTINUE  ') ? joined(cards.at(-1), line) : null
    if (continued !== null) {
      if (typeof continued.value === 'string' && continued.value.length > fitsLimits.stringChars)
        return fail(`${continued.keyword} in the header at byte ${offset} is a text of more than ${fitsLimits.stringChars} characters`, at)
      cards[cards.length - 1] = continued
    } else {
      cards.push(parseCard(line, (problem) => note(`card ${index + 1}: ${problem}`)))
    }
  }
}

/** One 80-character line. */
export function parseCard(line: string, note: (problem: string) => void = () => {}): Card {
  const keyword = line.slice(0, 8).trimEnd()
  if (keyword === 'HIERARCH') {
    const equals = line.indexOf('=')
    if (equals > 0) return withValue(line.slice(9, equals).trim().toUpperCase(), line.slice(equals + 1), line, note)
  }
  if (line[8] === '=' && keyword !== '' && keyword !== 'COMMENT' && keyword !== 'HISTORY')
    return withValue(keyword.toUpperCase(), line.slice(9), line, note)
  return { keyword: keyword.toUpperCase(), value: undefined, comment: line.slice(8).trimEnd(), raw: line }
}

function withValue(keyword: string, field: string, raw: string, note: (problem: string) => void): Card {
  const { value, comment, problem } = parseValueField(field)
  if (problem !== undefined) note(`${keyword}: ${problem}`)
  return { keyword, value, comment, raw }
}

/** The card before a CONTINUE with the text that goes on; null where that card is not a text ending in '&'. */
function joined(before: Card | undefined, line: string): Card | null {
  if (before === undefined || typeof before.value !== 'string' || !before.value.endsWith('&')) return null
  const more = parseValueField(line.slice(10))
  if (typeof more.value !== 'string') return null
  const comment = [before.comment, more.comment].filter((part) => part !== '').join(' ')
  return { keyword: before.keyword, value: before.value.slice(0, -1) + more.value, comment, raw: (before.raw ?? '') + line }
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
