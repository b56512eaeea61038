/**
 * Unpacks one RICE_1 stream (White & Becker's code as cfitsio writes it) of `count` whole numbers of `bytesPerPixel` 1, 2 or 4 bytes,
 * coded in blocks of `blockSize`. Null where the stream ends too early or is no such stream. Bytes are unsigned, wider numbers signed.
 */
export function riceDecode(bytes: Uint8Array, count: number, bytesPerPixel: number, blockSize: number): Int32Array | null {
  if (bytesPerPixel !== 1 && bytesPerPixel !== 2 && bytesPerPixel !== 4) return null
  const fsBits = bytesPerPixel === 4 ? 5 : bytesPerPixel === 2 ? 4 : 3
  const fsMax = bytesPerPixel === 4 ? 25 : bytesPerPixel === 2 ? 14 : 6
  const pixelBits = bytesPerPixel * 8
  const end = bytes.length
  if (end < bytesPerPixel + 1 || blockSize < 1) return null
  const out = new Int32Array(count)
  let last = 0
  for (let i = 0; i < bytesPerPixel; i++) last = (last << 8) | bytes[i]!
  let at = bytesPerPixel
  let buffer = bytes[at++]!
  let bits = 8
  for (let i = 0; i < count;) {
    bits -= fsBits
    while (bits < 0) {
      if (at >= end) return null
      buffer = (buffer << 8) | bytes[at++]!
      bits += 8
    }
    const fs = (buffer >>> bits) - 1
    buffer &= (1 << bits) - 1
    const blockEnd = Math.min(i + blockSize, count)
    if (fs < 0) {
      last = wrap(last, bytesPerPixel)
      while (i < blockEnd) out[i++] = last
    } else if (fs > fsMax) {
      return null
    } else if (fs === fsMax) {
      // Incompressible block: each difference takes all its bits.
      for (; i < blockEnd; i++) {
        let shift = pixelBits - bits
        let diff = bits === 0 ? 0 : buffer << shift
        for (shift -= 8; shift >= 0; shift -= 8) {
          if (at >= end) return null
          buffer = bytes[at++]!
          diff |= buffer << shift
        }
        if (bits > 0) {
          if (at >= end) return null
          buffer = bytes[at++]!
          diff |= buffer >>> -shift
          buffer &= (1 << bits) - 1
        } else {
          buffer = 0
        }
        last = wrap(last + unmap(diff >>> 0), bytesPerPixel)
        out[i] = last
      }
    } else {
      for (; i < blockEnd; i++) {
        while (buffer === 0) {
          if (at >= end) return null
          bits += 8
          buffer = bytes[at++]!
        }
        const zeros = bits - (32 - Math.clz32(buffer))
        bits -= zeros + 1
        buffer ^= 1 << bits
        bits -= fs
        while (bits < 0) {
          if (at >= end) return null
          buffer = (buffer << 8) | bytes[at++]!
          bits += 8
        }
        const diff = ((zeros << fs) | (buffer >>> bits)) >>> 0
        buffer &= (1 << bits) - 1
        last = wrap(last + unmap(diff), bytesPerPixel)
        out[i] = last
      }
    }
  }
  return out
}

/** Differences are stored as 0, -1, 1, -2, … */
function unmap(diff: number): number {
  return diff & 1 ? ~(diff >>> 1) : diff >>> 1
}

function wrap(value: number, bytesPerPixel: number): number {
  return bytesPerPixel === 4 ? value | 0 : bytesPerPixel === 2 ? (value << 16) >> 16 : value & 0xff
}
