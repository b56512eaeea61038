import { card, type Card, type CardValue } from './card.ts'
import { blockBytes, cardBytes } from './limits.ts'
import { bitpixOf, newPixels, swapBytes, type PixelArray } from './pixel-array.ts'

/** An HDU to write. The cards of its structure (SIMPLE, BITPIX, NAXIS …) are made here; such cards among `cards` are left out. */
export interface NewHdu {
  /** Lengths of the axes, fastest first; [] with data null for an HDU without data. Their product is data.length. */
  readonly axes: readonly number[]
  readonly data: PixelArray | null
  readonly cards: readonly Card[]
}

const structural = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|EXTEND|END|CHECKSUM|DATASUM|GROUPS|BLOCKED)$/

/** A FITS file of image HDUs: the first is primary, the others IMAGE extensions. Throws RangeError where axes and data do not fit each other. */
export function writeFits(hdus: readonly NewHdu[]): Uint8Array {
  const parts = hdus.flatMap((hdu, index) => [writeHeader(structureOf(hdu, index, hdus.length), hdu.cards), writeData(hdu)])
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Header bytes, padded to full blocks: the structure first, then the other cards, with raw ones as they were read. */
export function writeHeader(structure: readonly Card[], cards: readonly Card[]): Uint8Array {
  const lines = [...structure, ...cards.filter((one) => !structural.test(one.keyword))].flatMap(cardLines)
  lines.push('END'.padEnd(cardBytes))
  const text = lines.join('')
  const out = new Uint8Array(Math.ceil(text.length / blockBytes) * blockBytes).fill(32)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    out[i] = code >= 32 && code < 127 ? code : 63
  }
  return out
}

function structureOf(hdu: NewHdu, index: number, count: number): Card[] {
  const { axes, data } = hdu
  const pixels = axes.length === 0 ? 0 : axes.reduce((product, axis) => product * axis, 1)
  if (pixels !== (data?.length ?? 0)) throw new RangeError(`the axes ${axes.join(' x ')} do not hold ${data?.length ?? 0} pixels`)
  return [
    index === 0 ? card('SIMPLE', true, 'conforms to FITS standard') : card('XTENSION', 'IMAGE', 'image extension'),
    card('BITPIX', data === null ? 8 : bitpixOf(data), 'bits per pixel'),
    card('NAXIS', axes.length, 'number of axes'),
    ...axes.map((length, i) => card(`NAXIS${i + 1}`, length, `length of axis ${i + 1}`)),
    ...(index > 0 ? [card('PCOUNT', 0, ''), card('GCOUNT', 1, '')] : count > 1 ? [card('EXTEND', true, 'extensions follow')] : []),
  ]
}

function writeData({ data }: NewHdu): Uint8Array {
  if (data === null) return new Uint8Array(0)
  const bytes = new Uint8Array(Math.ceil(data.byteLength / blockBytes) * blockBytes)
  const copy = newPixels(bitpixOf(data), data.length)
  copy.set(data as never)
  swapBytes(copy)
  bytes.set(new Uint8Array(copy.buffer))
  return bytes
}

/** A card as one or more 80-character lines: raw ones as they are; long texts go on over CONTINUE; long or unusual keywords use HIERARCH. */
export function cardLines(card: Card): string[] {
  if (card.raw !== undefined) return card.raw.match(/[\s\S]{80}/g) ?? []
  if (card.value === undefined) return commentLines(card)
  const plain = /^[A-Z0-9_-]{1,8}$/.test(card.keyword)
  const start = plain ? `${card.keyword.padEnd(8)}= ` : `HIERARCH ${card.keyword} = `
  if (typeof card.value === 'string') return textLines(start, card.value, card.comment)
  const value = valueText(card.value)
  const field = plain ? value.padStart(20) : value
  if (start.length + field.length > cardBytes) throw new RangeError(`the card ${card.keyword} does not fit into 80 characters`)
  return [withComment(start + field, card.comment)]
}

function commentLines({ keyword, comment }: Card): string[] {
  const lines: string[] = []
  for (let at = 0; at === 0 || at < comment.length; at += 72) lines.push((keyword.padEnd(8) + comment.slice(at, at + 72)).padEnd(cardBytes))
  return lines
}

function textLines(start: string, text: string, comment: string): string[] {
  const quoted = text.replaceAll("'", "''")
  if (start.length + quoted.length + 2 <= cardBytes)
    return [withComment(`${start}'${quoted.padEnd(8)}'`.slice(0, Math.max(cardBytes, start.length + quoted.length + 2)), comment)]
  const lines: string[] = []
  let rest = text
  let head = start
  while (rest !== '' || lines.length === 0) {
    // Room for both quotes and the '&'; an escaped quote must not be torn in two.
    const room = cardBytes - head.length - 3
    let take = Math.min(rest.length, room)
    while (rest.slice(0, take).replaceAll("'", "''").length > room) take--
    const last = take === rest.length
    lines.push(`${head}'${rest.slice(0, take).replaceAll("'", "''")}${last ? '' : '&'}'`)
    rest = rest.slice(take)
    head = 'CONTINUE  '
  }
  return lines.map((line, i) => (i === lines.length - 1 ? withComment(line, comment) : line.padEnd(cardBytes)))
}

function withComment(line: string, comment: string): string {
  const whole = comment === '' || line.length > cardBytes - 4 ? line : `${line} / ${comment}`
  return whole.slice(0, cardBytes).padEnd(cardBytes)
}

function valueText(value: Exclude<CardValue, string | undefined>): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'object') return `(${realText(value.re)}, ${realText(value.im)})`
  return realText(value)
}

/** Shortest digits that read back as the same double. FITS has no words for infinities and NaN: such a card has no value. */
function realText(value: number): string {
  if (!Number.isFinite(value)) return ''
  // digits alone would be read as a whole number that a double cannot hold
  const text = Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value)
  return text.toUpperCase().replace('E+', 'E')
}
