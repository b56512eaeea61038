/** Stored type of a pixel: 8 unsigned, 16, 32, 64 signed whole numbers; -32, -64 reals. */
export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64

/** Pixels as stored, fastest axis first. 64-bit ones stay exact. */
export type PixelArray = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array

/** An array for `count` pixels of a BITPIX. */
export function newPixels(bitpix: Bitpix, count: number): PixelArray {
  switch (bitpix) {
    case 8:
      return new Uint8Array(count)
    case 16:
      return new Int16Array(count)
    case 32:
      return new Int32Array(count)
    case 64:
      return new BigInt64Array(count)
    case -32:
      return new Float32Array(count)
    case -64:
      return new Float64Array(count)
  }
}

/** BITPIX of an array. */
export function bitpixOf(data: PixelArray): Bitpix {
  if (data instanceof Uint8Array) return 8
  if (data instanceof Int16Array) return 16
  if (data instanceof Int32Array) return 32
  if (data instanceof BigInt64Array) return 64
  return data instanceof Float32Array ? -32 : -64
}

/** Turns big-endian elements (as FITS stores them) into this machine's order or back, in place. */
export function swapBytes(data: PixelArray): void {
  if (!isLittleEndian() || data.BYTES_PER_ELEMENT === 1) return
  if (data.BYTES_PER_ELEMENT === 2) {
    const words = new Uint16Array(data.buffer, data.byteOffset, data.length)
    for (let i = 0; i < words.length; i++) words[i] = (words[i]! << 8) | (words[i]! >>> 8)
    return
  }
  const words = new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4)
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)
  }
  if (data.BYTES_PER_ELEMENT === 4) return
  for (let i = 0; i < words.length; i += 2) {
    const first = words[i]!
    words[i] = words[i + 1]!
    words[i + 1] = first
  }
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
}
