/** Bytes asked for first where the answer does not tell its length. */
const firstCapacity = 1_048_576

/**
 * The body of an answer in one piece. Memory is asked for once where the length is told (the body is never held twice), else it doubles.
 * Throws an Error with a sentence where the body does not fit in memory, or ends before its told length.
 */
export async function readBytes(response: Response, onProgress: (got: number, of: number | null) => void): Promise<Uint8Array> {
  const told = response.headers.has('Content-Encoding') ? NaN : Number(response.headers.get('Content-Length') ?? NaN)
  const of = Number.isSafeInteger(told) && told > 0 ? told : null
  let bytes = room(of ?? firstCapacity)
  let got = 0
  const reader = response.body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    const chunk = next.value
    if (got + chunk.length > bytes.length) {
      const more = room(Math.max(2 * bytes.length, got + chunk.length))
      more.set(bytes.subarray(0, got))
      bytes = more
    }
    bytes.set(chunk, got)
    got += chunk.length
    onProgress(got, of)
  }
  if (of !== null && got < of) throw new Error(`the file broke off after ${mb(got)} of ${mb(of)}. Try again`)
  return bytes.subarray(0, got)
}

function room(size: number): Uint8Array {
  try {
    return new Uint8Array(size)
  } catch {
    throw new Error(`the file needs ${mb(size)} of memory, more than this browser gives. Download it, or mark a cut-out of it in the archive`)
  }
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
