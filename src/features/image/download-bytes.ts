import { ApiFailure } from '../../api/api-error.ts'
import { ask } from '../../api/http.ts'

/** The bytes of an address, with progress (bytes so far, and of how many when that is known). Throws ApiFailure; an abort passes through. */
export async function downloadBytes(url: string, signal: AbortSignal, onProgress: (got: number, of: number | null) => void): Promise<ArrayBuffer> {
  const answer = await ask({ url, signal })
  if (!answer.ok) throw new ApiFailure(answer.error)
  const response = answer.value
  const declared = Number(response.headers.get('Content-Length') ?? NaN)
  const of = Number.isFinite(declared) && declared > 0 ? declared : null
  if (response.body === null) return response.arrayBuffer()
  const chunks: Uint8Array[] = []
  let got = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    got += value.length
    onProgress(got, of)
  }
  const bytes = new Uint8Array(got)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes.buffer
}
