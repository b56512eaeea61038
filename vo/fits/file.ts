import { fail, ok, type Result } from '../result.ts'
import { parseHeader, type FitsHeader } from './header.ts'
import { blockBytes, fitsLimits } from './limits.ts'

/** What an HDU holds. 'compressed' = an image as a tile-compressed binary table; 'empty' = a header without data. */
export type HduKind = 'image' | 'compressed' | 'table' | 'ascii-table' | 'empty' | 'other'

/** One header and data unit of a file. */
export interface Hdu {
  /** 0 = primary. */
  readonly index: number
  readonly kind: HduKind
  /** EXTNAME; null where it has none. */
  readonly name: string | null
  readonly header: FitsHeader
  /** The data without padding: a view into the file. */
  readonly data: Uint8Array
}

/** A FITS file in memory. */
export interface FitsFile {
  readonly bytes: Uint8Array
  readonly hdus: readonly Hdu[]
}

/**
 * Finds all HDUs of an (unzipped) FITS file. Data are not decoded. Fails for anything that is not FITS, for headers that promise
 * more data than there are, and past the limits of limits.ts. Bytes after the last HDU that are not FITS are ignored, as the standard wants.
 */
export function readFits(bytes: Uint8Array): Result<FitsFile> {
  if (bytes.length === 0) return fail('not FITS: the file is empty')
  const hdus: Hdu[] = []
  let offset = 0
  while (offset < bytes.length && (hdus.length === 0 || startsExtension(bytes, offset))) {
    if (hdus.length >= fitsLimits.hdus) return fail(`the file has more than ${fitsLimits.hdus} HDUs`, offset)
    const read = parseHeader(bytes, offset)
    if (!read.ok) return hdus.length === 0 ? read : fail(`HDU ${hdus.length}: ${read.error.message}`, read.error.at)
    const { header, end } = read.value
    const size = dataSize(header)
    if (!size.ok) return fail(`HDU ${hdus.length}: ${size.error.message}`, offset)
    if (end + size.value > bytes.length) {
      return fail(
        `HDU ${hdus.length} is cut off: its header promises ${size.value} bytes of data, the file has ${Math.max(0, bytes.length - end)} left`,
        end,
      )
    }
    const data = bytes.subarray(end, end + size.value)
    hdus.push({ index: hdus.length, kind: kindOf(header, size.value), name: header.text('EXTNAME'), header, data })
    offset = end + Math.ceil(size.value / blockBytes) * blockBytes
  }
  return ok({ bytes, hdus })
}

function startsExtension(bytes: Uint8Array, offset: number): boolean {
  return String.fromCharCode(...bytes.subarray(offset, offset + 8)) === 'XTENSION'
}

/** Size of the data in bytes, after the formula of the standard: |BITPIX|/8 · GCOUNT · (PCOUNT + NAXIS1 · … · NAXISn). */
export function dataSize(header: FitsHeader): Result<number> {
  const bitpix = header.number('BITPIX')
  if (bitpix === null || ![8, 16, 32, 64, -32, -64].includes(bitpix))
    return fail(`BITPIX is ${header.text('BITPIX') ?? 'absent'}; 8, 16, 32, 64, -32 or -64 expected`)
  const axes = axesOf(header, '', 999)
  if (!axes.ok) return axes
  if (axes.value.length === 0) return ok(0)
  const pcount = header.number('PCOUNT') ?? 0
  const gcount = header.number('GCOUNT') ?? 1
  if (!Number.isInteger(pcount) || pcount < 0) return fail(`PCOUNT is ${pcount}; a whole number of 0 or more expected`)
  if (!Number.isInteger(gcount) || gcount < 0) return fail(`GCOUNT is ${gcount}; a whole number of 0 or more expected`)
  const groups = header.value('GROUPS') === true && axes.value[0] === 0
  const elements = (groups ? axes.value.slice(1) : axes.value).reduce((product, axis) => product * axis, 1)
  const size = (Math.abs(bitpix) / 8) * gcount * (pcount + elements)
  return Number.isSafeInteger(size) ? ok(size) : fail(`the axes ${axes.value.join(' x ')} are beyond all bounds`)
}

/** Lengths of the axes NAXIS1 … NAXISn (or ZNAXIS… with prefix 'Z'), fastest first. Fails for missing, negative and fractional ones. */
export function axesOf(header: FitsHeader, prefix: '' | 'Z', limit: number = fitsLimits.axes): Result<readonly number[]> {
  const count = header.number(`${prefix}NAXIS`)
  if (count === null || !Number.isInteger(count) || count < 0)
    return fail(`${prefix}NAXIS is ${header.text(`${prefix}NAXIS`) ?? 'absent'}; a whole number expected`)
  if (count > limit) return fail(`${prefix}NAXIS is ${count}; at most ${limit} axes are read`)
  const axes: number[] = []
  for (let i = 1; i <= count; i++) {
    const length = header.number(`${prefix}NAXIS${i}`)
    if (length === null || !Number.isSafeInteger(length) || length < 0)
      return fail(`${prefix}NAXIS${i} is ${header.text(`${prefix}NAXIS${i}`) ?? 'absent'}; a whole number of 0 or more expected`)
    axes.push(length)
  }
  return ok(axes)
}

/** What an HDU with that header and so many bytes of data holds. */
export function kindOf(header: FitsHeader, size: number): HduKind {
  const extension = header.text('XTENSION')
  switch (extension) {
    case null:
    case 'IMAGE':
      if (header.value('GROUPS') === true && header.number('NAXIS1') === 0) return 'other'
      return size === 0 ? 'empty' : 'image'
    case 'BINTABLE':
    case 'A3DTABLE':
      return header.value('ZIMAGE') === true ? 'compressed' : 'table'
    case 'TABLE':
      return 'ascii-table'
    default:
      return 'other'
  }
}
