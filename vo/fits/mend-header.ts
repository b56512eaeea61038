import { fail, ok, type Result } from '../result.ts'
import { card, parseValueField, type Card, type CardValue } from './card.ts'
import { dataSize, type FitsFile } from './file.ts'
import { parseHeader } from './header.ts'
import { blockBytes, cardBytes } from './limits.ts'
import { cardLines, writeHeader } from './write.ts'

/** Bytes of a file, unpacked, at which a header begins (inclusive) and ends (exclusive; its data follow). */
export interface HeaderPlace {
  readonly start: number
  readonly end: number
}

/** Where the header of each HDU lies, from what was read of them: all cards as they stood in the file. */
export function headerPlaces(file: FitsFile): readonly HeaderPlace[] {
  let at = 0
  return file.hdus.map(({ header }) => {
    const cards = header.cards.reduce((sum, { raw = '' }) => sum + raw.length, cardBytes)
    const place = { start: at, end: at + blocks(cards) }
    const data = dataSize(header)
    at = place.end + blocks(data.ok ? data.value : 0)
    return place
  })
}

const blocks = (bytes: number): number => Math.ceil(bytes / blockBytes) * blockBytes

/** Cards that say how the bytes after the header are to be read: another value would make another file of it. */
const structural =
  /^(?:SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|EXTEND|GROUPS|BLOCKED|TFIELDS|TFORM\d+|TTYPE\d+|THEAP|Z(?:IMAGE|BITPIX|NAXIS\d*|TILE\d+|CMPTYPE|NAME\d+|VAL\d+)|CHECKSUM|DATASUM|END)$/u

/** A value as one types it: a number, T or F, text with or without quotes. */
export function typedValue(text: string): CardValue {
  const { value, problem } = parseValueField(text.trim())
  return problem === undefined && value !== null && !(typeof value === 'string' && !text.trim().startsWith("'")) ? value : text.trim()
}

/** Why this card cannot be put into a header; null where it can. */
export function cardProblem(keyword: string, text: string): string | null {
  if (!/^[A-Z0-9_-]{1,8}$/u.test(keyword))
    return `${keyword === '' ? 'The keyword is missing' : `${keyword} is no keyword`}: up to 8 letters, digits, - or _ expected.`
  if (/^(?:COMMENT|HISTORY|CONTINUE|HIERARCH)$/u.test(keyword)) return `${keyword} holds no value.`
  if (structural.test(keyword)) return `${keyword} tells how the bytes of the file are to be read; it cannot be changed here.`
  if (text.trim() === '') return `The value of ${keyword} is missing.`
  return /^[\x20-\x7e]*$/u.test(text)
    ? null
    : `The value of ${keyword} has characters that FITS does not know: letters without accents, digits and signs of ASCII expected.`
}

/** The header with a card of that keyword changed, or added at its end; all other cards stay as they stand, letter by letter. CHECKSUM, which it would break, goes. */
export function mendHeader(bytes: Uint8Array, keyword: string, text: string): Result<Uint8Array> {
  const problem = cardProblem(keyword, text)
  if (problem !== null) return fail(problem)
  const read = parseHeader(bytes)
  if (!read.ok) return read
  const { cards } = read.value.header
  const at = cards.findIndex((one) => one.keyword === keyword)
  const made: Card = card(keyword, typedValue(text), cards[at]?.comment ?? '')
  const next = (at < 0 ? [...cards, made] : cards.map((one, i) => (i === at ? made : one))).filter((one) => one.keyword !== 'CHECKSUM')
  try {
    cardLines(made)
  } catch {
    return fail(`The value of ${keyword} does not fit into a card of 80 characters.`)
  }
  return ok(writeHeader(next, []))
}
