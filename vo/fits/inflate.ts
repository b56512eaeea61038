import { Inflate, Gunzip } from 'fflate'

/** Unpacks gzip (or zlib, or bare deflate is not tried) to at most `limit` bytes; null where it is damaged or has more. */
export function inflateBounded(bytes: Uint8Array, limit: number): Uint8Array | null {
  const out = new Uint8Array(limit)
  let size = 0
  let overflow = false
  const take = (chunk: Uint8Array) => {
    if (size + chunk.length > limit) {
      overflow = true
      throw new Error('more bytes than the tile has')
    }
    out.set(chunk, size)
    size += chunk.length
  }
  try {
    const stream = bytes[0] === 0x1f && bytes[1] === 0x8b ? new Gunzip(take) : new Inflate(take)
    // In pieces, so that a bomb is noticed after one piece: deflate grows at most 1032-fold.
    const step = 16_384
    for (let at = 0; at < bytes.length; at += step) stream.push(bytes.subarray(at, at + step), at + step >= bytes.length)
  } catch {
    return null
  }
  return overflow ? null : out.subarray(0, size)
}
