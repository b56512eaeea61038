import { fail, ok } from '../result.ts'
import type { Result } from '../result.ts'
import { deepestOrder } from './healpix.ts'
import { mocCells, mocOfCells, mocOfRanges, shiftOf } from './moc.ts'
import type { Moc } from './moc.ts'

const block = 2880

function card(key: string, value: string | number | boolean, comment: string): string {
  const text = typeof value === 'string' ? `'${value.padEnd(8)}'` : (typeof value === 'boolean' ? (value ? 'T' : 'F') : String(value)).padStart(20)
  return `${key.padEnd(8)}= ${text.padEnd(20)} / ${comment}`.padEnd(80).slice(0, 80)
}

function headerBytes(cards: readonly string[]): Uint8Array {
  const text = [...cards, 'END'.padEnd(80)].join('')
  return new TextEncoder().encode(text.padEnd(Math.ceil(text.length / block) * block))
}

/** FITS serialisation of MOC 2.0 (NUNIQ, 64-bit), as HiPS and VO tools read it: uniq = 4·4^order + cell, ascending. */
export function writeMocFits(moc: Moc): Uint8Array {
  const uniq: bigint[] = []
  for (const [order, cell] of mocCells(moc)) uniq.push((4n << BigInt(2 * order)) + cell)
  const sorted = BigUint64Array.from(uniq).sort()
  const primary = headerBytes([
    card('SIMPLE', true, 'FITS standard'),
    card('BITPIX', 8, ''),
    card('NAXIS', 0, 'no image'),
    card('EXTEND', true, 'the MOC is in the table that follows'),
  ])
  const table = headerBytes([
    card('XTENSION', 'BINTABLE', 'multi-order coverage map'),
    card('BITPIX', 8, ''),
    card('NAXIS', 2, ''),
    card('NAXIS1', 8, 'bytes of a row'),
    card('NAXIS2', sorted.length, 'cells'),
    card('PCOUNT', 0, ''),
    card('GCOUNT', 1, ''),
    card('TFIELDS', 1, ''),
    card('TTYPE1', 'UNIQ', 'HEALPix NUNIQ number'),
    card('TFORM1', '1K', '64-bit integer'),
    card('MOCVERS', '2.0', 'MOC version'),
    card('MOCDIM', 'SPACE', 'physical dimension'),
    card('ORDERING', 'NUNIQ', 'coding'),
    card('COORDSYS', 'C', 'ICRS'),
    card('MOCORD_S', moc.order, 'deepest order'),
    card('MOCORDER', moc.order, 'the same, for MOC 1.0'),
    card('PIXTYPE', 'HEALPIX', 'for MOC 1.0'),
    card('MOCTOOL', 'skydax', ''),
  ])
  const dataLength = Math.ceil((sorted.length * 8) / block) * block
  const out = new Uint8Array(primary.length + table.length + dataLength)
  out.set(primary, 0)
  out.set(table, primary.length)
  const view = new DataView(out.buffer, primary.length + table.length)
  for (const [i, u] of sorted.entries()) view.setBigUint64(i * 8, u)
  return out
}

interface Unit {
  readonly cards: ReadonlyMap<string, string>
  readonly dataAt: number
}

/** Header cards of the unit at an offset (values as text, quotes and comments dropped), or null where the bytes end or are none. */
function readUnit(bytes: Uint8Array, at: number): Unit | null {
  const cards = new Map<string, string>()
  const decoder = new TextDecoder('latin1')
  for (let p = at; p + 80 <= bytes.length; p += 80) {
    const text = decoder.decode(bytes.subarray(p, p + 80))
    const key = text.slice(0, 8).trim()
    if (key === 'END') return { cards, dataAt: at + Math.ceil((p + 80 - at) / block) * block }
    if (text.slice(8, 10) === '= ') {
      const quoted = /^\s*'((?:[^']|'')*)'/u.exec(text.slice(10))
      cards.set(key, (quoted?.[1] ?? text.slice(10).split('/')[0] ?? '').trim())
    }
  }
  return null
}

function count(unit: Unit, key: string): number {
  return Number(unit.cards.get(key) ?? NaN)
}

/** A MOC from FITS bytes: NUNIQ (MOC 1.0 and 2.0, 32 or 64 bit) and RANGE (MOC 2.0). Fails with what the file holds instead. */
export function readMocFits(bytes: Uint8Array): Result<Moc> {
  const primary = readUnit(bytes, 0)
  if (primary === null || !primary.cards.has('SIMPLE')) return fail('The MOC is no FITS file: it does not begin with SIMPLE')
  const table = readUnit(bytes, primary.dataAt)
  if (table?.cards.get('XTENSION') !== 'BINTABLE') return fail('The FITS file has no table after its first header: a MOC is a BINTABLE')
  const width = count(table, 'NAXIS1')
  const rows = count(table, 'NAXIS2')
  const form = /^1?([JK])$/u.exec(table.cards.get('TFORM1') ?? '')?.[1]
  if (form === undefined || width !== (form === 'J' ? 4 : 8))
    return fail(`The MOC's table has TFORM1 '${table.cards.get('TFORM1') ?? ''}' and NAXIS1 ${width}: one column of 1J or 1K is expected`)
  if (!Number.isInteger(rows) || rows < 0 || table.dataAt + rows * width > bytes.length)
    return fail(`The MOC is cut off: ${rows} rows of ${width} bytes are announced, ${Math.max(0, bytes.length - table.dataAt)} bytes follow`)
  const view = new DataView(bytes.buffer, bytes.byteOffset + table.dataAt, rows * width)
  const value = (i: number): bigint => (form === 'J' ? BigInt(view.getInt32(i * 4)) : view.getBigInt64(i * 8))
  const ordering = table.cards.get('ORDERING') ?? ''
  const order = [count(table, 'MOCORD_S'), count(table, 'MOCORDER')].find((x) => x >= 0 && x <= deepestOrder)
  try {
    if (ordering === 'NUNIQ') return ok(readNuniq(rows, value, order))
    if (ordering === 'RANGE' && (table.cards.get('MOCDIM') ?? 'SPACE') === 'SPACE') return ok(readRanges(rows, value, order))
  } catch (e) {
    if (e instanceof RangeError) return fail(`The MOC is wrong: ${e.message}`)
    throw e
  }
  return fail(`ORDERING '${ordering}' with MOCDIM '${table.cards.get('MOCDIM') ?? ''}' is not a space MOC: NUNIQ or RANGE is expected`)
}

function readNuniq(rows: number, value: (i: number) => bigint, order: number | undefined): Moc {
  const cells: (readonly [number, bigint])[] = []
  for (let i = 0; i < rows; i++) {
    const uniq = value(i)
    if (uniq < 4n) throw new RangeError(`row ${i + 1} holds ${uniq}, and NUNIQ numbers start at 4`)
    const of = ((uniq.toString(2).length - 1) >> 1) - 1
    cells.push([of, uniq - (4n << BigInt(2 * of))])
  }
  const moc = mocOfCells(cells)
  return order !== undefined && order > moc.order ? { ...moc, order } : moc
}

function readRanges(rows: number, value: (i: number) => bigint, order = deepestOrder): Moc {
  shiftOf(order)
  if (rows % 2 === 1) throw new RangeError(`RANGE needs pairs, found ${rows} rows`)
  const pairs: (readonly [bigint, bigint])[] = []
  for (let i = 0; i < rows; i += 2) pairs.push([value(i), value(i + 1)])
  return mocOfRanges(order, pairs)
}
