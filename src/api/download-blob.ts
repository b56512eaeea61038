import { ApiFailure } from './api-error.ts'
import { ask } from './http.ts'

/**
 * The bytes of an address, for saving, with progress (bytes so far, and of how many when that is known). The browser keeps a Blob's parts where
 * it likes, so large files need not fit in the page. Throws ApiFailure; an abort passes through.
 */
export async function downloadBlob(url: string, signal: AbortSignal, onProgress: (got: number, of: number | null) => void): Promise<Blob> {
  const answer = await ask({ url, signal })
  if (!answer.ok) throw new ApiFailure(answer.error)
  return blobOf(answer.value, onProgress)
}

/** The body of an answer as a Blob. Throws an Error with a sentence where it ends before its told length. */
export async function blobOf(response: Response, onProgress: (got: number, of: number | null) => void): Promise<Blob> {
  const told = response.headers.has('Content-Encoding') ? NaN : Number(response.headers.get('Content-Length') ?? NaN)
  const of = Number.isFinite(told) && told > 0 ? told : null
  const parts: BlobPart[] = []
  let got = 0
  const reader = response.body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    parts.push(next.value)
    got += next.value.length
    onProgress(got, of)
  }
  if (of !== null && got < of) throw new Error(`The file broke off after ${progressWords(got, of)}. Try again.`)
  return new Blob(parts, { type: 'application/fits' })
}

/** '1.2 MB of 3.4 MB' */
export function progressWords(got: number, of: number | null): string {
  return `${(got / 1e6).toFixed(1)} MB${of === null ? '' : ` of ${(of / 1e6).toFixed(1)} MB`}`
}
