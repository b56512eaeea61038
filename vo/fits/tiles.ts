import { fail, ok, type Result } from '../result.ts'
import { dequantize, ditherSequence, type Quantization } from './dither.ts'
import type { Hdu } from './file.ts'
import { inflateBounded } from './inflate.ts'
import type { ImageShape, Pixels, Section } from './image-shape.ts'
import { newPixels, swapBytes, type Bitpix, type PixelArray } from './pixel-array.ts'
import { riceDecode } from './rice.ts'
import { binaryTable, heapArray, numberCell, type BinaryTable } from './tile-table.ts'

/** How the tiles of one image are packed. */
interface Tiling {
  readonly table: BinaryTable
  readonly tile: readonly number[]
  readonly perAxis: readonly number[]
  readonly bitpix: Bitpix
  readonly algorithm: string
  readonly riceBlock: number
  readonly riceBytes: number
  /** Null: pixels are not quantized. */
  readonly quantization: Quantization | null
  readonly ditherSeed: number
  readonly scale: number
  readonly zero: number
  readonly blank: number | null
  readonly random: Float64Array
}

const algorithms = ['RICE_1', 'RICE_ONE', 'GZIP_1', 'GZIP_2', 'NOCOMPRESS']

/** Stored pixels of a section of a tile-compressed image (RICE_1, GZIP_1, GZIP_2): only the tiles that it touches are unpacked. */
export function compressedSection(hdu: Hdu, shape: ImageShape, box: Section): Result<Pixels> {
  const tiling = tilingOf(hdu, shape)
  if (!tiling.ok) return fail(`HDU ${hdu.index}: ${tiling.error.message}`)
  const { tile, perAxis } = tiling.value
  const plausible = checkSizes(tiling.value, shape)
  if (!plausible.ok) return fail(`HDU ${hdu.index}: ${plausible.error.message}`)
  const axes = box.end.map((end, i) => end - box.start[i]!)
  const out = newPixels(
    shape.bitpix,
    axes.reduce((product, axis) => product * axis, 1),
  )
  const first = box.start.map((start, i) => Math.floor(start / tile[i]!))
  const last = box.end.map((end, i) => Math.floor((end - 1) / tile[i]!))
  const at = [...first]
  for (;;) {
    const row = at.reduceRight((index, place, axis) => index * perAxis[axis]! + place, 0)
    const start = at.map((place, i) => place * tile[i]!)
    const size = start.map((from, i) => Math.min(tile[i]!, shape.axes[i]! - from))
    const pixels = decodeTile(
      tiling.value,
      row,
      size.reduce((product, axis) => product * axis, 1),
    )
    if (!pixels.ok) return fail(`HDU ${hdu.index}, tile ${row + 1}: ${pixels.error.message}`)
    place(pixels.value, start, size, out, box, axes)
    let axis = 0
    for (; axis < at.length; axis++) {
      at[axis]!++
      if (at[axis]! <= last[axis]!) break
      at[axis] = first[axis]!
    }
    if (axis === at.length) return ok({ axes, data: out })
  }
}

function tilingOf(hdu: Hdu, shape: ImageShape): Result<Tiling> {
  const { header } = hdu
  const table = binaryTable(hdu)
  if (!table.ok) return table
  const algorithm = header.text('ZCMPTYPE') ?? 'absent'
  if (!algorithms.includes(algorithm))
    return fail(`the compression ${algorithm} is not read here (RICE_1, GZIP_1 and GZIP_2 are); unpack the file with funpack first`)
  const tile: number[] = []
  for (const [i, length] of shape.axes.entries()) {
    const side = header.number(`ZTILE${i + 1}`) ?? (i === 0 ? length : 1)
    if (!Number.isInteger(side) || side < 1) return fail(`ZTILE${i + 1} is ${side}; a whole number of 1 or more expected`)
    tile.push(Math.min(side, length))
  }
  const perAxis = shape.axes.map((length, i) => Math.ceil(length / tile[i]!))
  const tiles = perAxis.reduce((product, count) => product * count, 1)
  if (tiles !== table.value.rows) return fail(`the image has ${tiles} tiles, the table ${table.value.rows} rows`)
  const quantize = header.text('ZQUANTIZ')
  const hasScale = table.value.columns.has('ZSCALE') || header.has('ZSCALE')
  const options = riceOptions(hdu)
  return ok({
    table: table.value,
    tile,
    perAxis,
    bitpix: shape.bitpix,
    algorithm,
    ...options,
    quantization:
      shape.bitpix > 0 || !hasScale || quantize === 'NONE'
        ? null
        : quantize === 'SUBTRACTIVE_DITHER_1' || quantize === 'SUBTRACTIVE_DITHER_2'
          ? quantize
          : 'NO_DITHER',
    ditherSeed: header.number('ZDITHER0') ?? 1,
    scale: header.number('ZSCALE') ?? 1,
    zero: header.number('ZZERO') ?? 0,
    blank: header.number('ZBLANK') ?? (shape.bitpix < 0 ? -2_147_483_648 : null),
    random: ditherSequence(),
  })
}

function riceOptions({ header }: Hdu): { riceBlock: number; riceBytes: number } {
  let riceBlock = 32
  let riceBytes = 4
  for (let i = 1; i <= 20; i++) {
    const name = header.text(`ZNAME${i}`)
    const value = header.number(`ZVAL${i}`)
    if (name === 'BLOCKSIZE' && value !== null) riceBlock = value
    if (name === 'BYTEPIX' && value !== null) riceBytes = value
  }
  return { riceBlock, riceBytes }
}

/** No more pixels than the packed bytes can hold, and no byte of the heap counted twice: else a small file could ask for gigabytes. */
function checkSizes({ table, algorithm, riceBlock }: Tiling, shape: ImageShape): Result<true> {
  let packed = 0
  for (const name of ['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA']) {
    const column = table.columns.get(name)
    if (column === undefined) continue
    if (column.code !== 'P' && column.code !== 'Q') return fail(`the column ${name} is not of variable length`)
    for (let row = 0; row < table.rows; row++) packed += heapArray(table, column, row, 1)?.length ?? 0
  }
  const pixels = shape.axes.reduce((product, axis) => product * axis, 1)
  if (packed > table.heap.length) return fail(`the tiles claim ${packed} packed bytes, the heap has ${table.heap.length}`)
  const perByte = algorithm.startsWith('RICE') ? Math.max(1040, 2 * riceBlock) : 1040
  return pixels > packed * perByte + 1024 ? fail(`${pixels} pixels cannot come out of ${packed} packed bytes`) : ok(true)
}

function decodeTile(tiling: Tiling, row: number, count: number): Result<ArrayLike<number> | BigInt64Array> {
  const { table, bitpix, quantization } = tiling
  const packed = bytesOf(tiling, 'COMPRESSED_DATA', row, 1)
  if (packed === null) return fail('its bytes lie outside the heap')
  if (packed.length > 0) {
    const storedAs = quantization === null ? bitpix : 32
    const whole = unpack(tiling, packed, count, storedAs)
    if (whole === null) return fail(`its ${tiling.algorithm} stream of ${packed.length} bytes is damaged`)
    if (quantization === null || whole instanceof BigInt64Array) return ok(whole)
    const cell = (name: string, otherwise: number) => {
      const column = table.columns.get(name)
      return column === undefined ? otherwise : numberCell(table, column, row)
    }
    const blank = table.columns.has('ZBLANK') ? cell('ZBLANK', 0) : tiling.blank
    return ok(dequantize(whole, cell('ZSCALE', tiling.scale), cell('ZZERO', tiling.zero), blank, quantization, row, tiling.ditherSeed, tiling.random))
  }
  const gzipped = bytesOf(tiling, 'GZIP_COMPRESSED_DATA', row, 1)
  if (gzipped !== null && gzipped.length > 0) {
    const bytes = inflateBounded(gzipped, count * 8)
    const pixels = bytes && bigEndian(bytes, count, bitpix)
    return pixels ? ok(pixels) : fail(`its gzip stream of ${gzipped.length} bytes is damaged`)
  }
  const plain = bytesOf(tiling, 'UNCOMPRESSED_DATA', row, Math.abs(bitpix) / 8)
  const pixels = plain && plain.length > 0 ? bigEndian(plain, count, bitpix) : null
  return pixels ? ok(pixels) : fail('it has no data')
}

function bytesOf({ table }: Tiling, name: string, row: number, elementBytes: number): Uint8Array | null {
  const column = table.columns.get(name)
  return column === undefined ? new Uint8Array(0) : heapArray(table, column, row, elementBytes)
}

function unpack(
  { algorithm, riceBlock, riceBytes }: Tiling,
  packed: Uint8Array,
  count: number,
  bitpix: Bitpix,
): ArrayLike<number> | BigInt64Array | null {
  if (algorithm === 'NOCOMPRESS') return bigEndian(packed, count, bitpix)
  if (algorithm.startsWith('RICE')) return riceDecode(packed, count, riceBytes, riceBlock)
  const bytes = inflateBounded(packed, count * 8)
  if (bytes === null || bytes.length === 0 || bytes.length % count !== 0) return null
  return bigEndian(algorithm === 'GZIP_2' ? unshuffle(bytes, count) : bytes, count, bitpix)
}

/** GZIP_2 stores all first bytes of the pixels, then all second ones, … */
function unshuffle(bytes: Uint8Array, count: number): Uint8Array {
  const width = bytes.length / count
  const out = new Uint8Array(bytes.length)
  for (let byte = 0; byte < width; byte++) for (let i = 0; i < count; i++) out[i * width + byte] = bytes[byte * count + i]!
  return out
}

/** Big-endian pixels; whole numbers may be stored narrower than their BITPIX. Null where the length fits no type. */
function bigEndian(bytes: Uint8Array, count: number, bitpix: Bitpix): PixelArray | null {
  const width = bytes.length / count
  const type =
    bitpix < 0 ? (width * 8 === -bitpix ? bitpix : null) : width === 1 || width === 2 || width === 4 || width === 8 ? ((width * 8) as Bitpix) : null
  if (type === null) return null
  const pixels = newPixels(type, count)
  new Uint8Array(pixels.buffer).set(bytes)
  swapBytes(pixels)
  return pixels
}

/** Copies the part of a tile that lies in the box. */
function place(
  tile: ArrayLike<number> | BigInt64Array,
  start: readonly number[],
  size: readonly number[],
  out: PixelArray,
  box: Section,
  axes: readonly number[],
): void {
  const from = start.map((at, i) => Math.max(at, box.start[i]!))
  const to = start.map((at, i) => Math.min(at + size[i]!, box.end[i]!))
  const at = [...from]
  for (;;) {
    let source = 0
    let target = 0
    for (let axis = at.length - 1; axis >= 0; axis--) {
      source = source * size[axis]! + at[axis]! - start[axis]!
      target = target * axes[axis]! + at[axis]! - box.start[axis]!
    }
    const length = to[0]! - from[0]!
    if (out instanceof BigInt64Array) for (let i = 0; i < length; i++) out[target + i] = BigInt(tile[source + i]!)
    else for (let i = 0; i < length; i++) out[target + i] = Number(tile[source + i]!)
    let axis = 1
    for (; axis < at.length; axis++) {
      at[axis]!++
      if (at[axis]! < to[axis]!) break
      at[axis] = from[axis]!
    }
    if (axis >= at.length) return
  }
}
