import { fail, ok, type Result } from '../result.ts'
import { fitsLimits } from './limits.ts'

/** Whether bytes begin as a gzip stream, whatever the file is called. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** The bytes themselves, or unpacked where they are gzip. Fails for a damaged stream, and as soon as more than `limitBytes` come out. */
export async function gunzipIfNeeded(bytes: Uint8Array, limitBytes: number = fitsLimits.unzippedBytes): Promise<Result<Uint8Array>> {
  if (!isGzip(bytes)) return ok(bytes)
  const tooLarge = () => fail(`the gzip stream unpacks to more than the limit of ${limitBytes} bytes`)
  if (bytes.length > limitBytes) return tooLarge()
  const parts: Uint8Array[] = []
  let size = 0
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length
      if (size > limitBytes) {
        await reader.cancel().catch(() => {})
        return tooLarge()
      }
      parts.push(next.value)
    }
  } catch {
    // Trailing bytes after the gzip stream (padding by old archives) also end here: what was unpacked counts when it is whole.
    if (size === 0 || size % 2880 !== 0) return fail(`the gzip stream is damaged after ${size} unpacked bytes`)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return ok(whole)
}
