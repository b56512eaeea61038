import { sha256 } from '@noble/hashes/sha2.js'
import { DetailedError, Upload } from 'tus-js-client'
import { refusalText, refusalType, retryAt } from '../../api/http.ts'
import { SendFailure } from './send-failure.ts'

/** Bytes of a request: each is acknowledged, and checked, by itself. */
const chunkBytes = 4_194_304

export interface SendOptions {
  /** Where uploads are made; needed where `url` is null. */
  readonly endpoint: string
  /** Of an upload that was begun. */
  readonly url: string | null
  readonly metadata: Readonly<Record<string, string>>
  /** Proofs of who asks, as they are at each request. */
  readonly headers: (url: string) => Readonly<Record<string, string>>
  readonly onUrl: (url: string) => void
  /** Hears bytes that the service has on disk. */
  readonly onAcknowledged: (bytes: number) => void
}

/** Sends a file, or what is missing of it, in chunks with their SHA-256. Resolves when the last byte is acknowledged; rejects with SendFailure, or AbortError: then what was acknowledged stays. */
export function sendFile(file: File, options: SendOptions, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      // with an endpoint, a HEAD that fails would make it begin at 0 again
      ...(options.url === null ? { endpoint: options.endpoint } : { uploadUrl: options.url }),
      metadata: { ...options.metadata },
      chunkSize: chunkBytes,
      // one request for a small file
      uploadDataDuringCreation: options.url === null,
      // the caller tries again: it knows what for
      retryDelays: null,
      storeFingerprintForResuming: false,
      async onBeforeRequest(request) {
        for (const [name, value] of Object.entries(options.headers(request.getURL()))) request.setHeader(name, value)
        const isPatch = request.getMethod() === 'PATCH'
        if (isPatch || request.getMethod() === 'POST')
          request.setHeader('Upload-Checksum', await checksumAt(file, isPatch ? Number(request.getHeader('Upload-Offset')) : 0))
      },
      onUploadUrlAvailable: () => {
        if (upload.url !== null) options.onUrl(upload.url)
      },
      onChunkComplete: (_size, accepted) => options.onAcknowledged(accepted),
      onSuccess: () => done(resolve),
      onError: (error) => done(() => reject(failureOf(error))),
    })
    const leave = (): void => {
      void upload.abort(false)
      done(() => reject(signal.reason as Error))
    }
    const done = (end: () => void): void => {
      signal.removeEventListener('abort', leave)
      end()
    }
    if (signal.aborted) reject(signal.reason as Error)
    else {
      signal.addEventListener('abort', leave)
      upload.start()
    }
  })
}

async function checksumAt(file: File, offset: number): Promise<string> {
  const chunk = new Uint8Array(await file.slice(offset, Math.min(file.size, offset + chunkBytes)).arrayBuffer())
  // browsers keep theirs from pages that came without TLS
  const subtle = (crypto as Partial<Crypto>).subtle
  const digest = subtle === undefined ? sha256(chunk) : new Uint8Array(await subtle.digest('SHA-256', chunk))
  return `sha256 ${btoa(String.fromCharCode(...digest))}`
}

function failureOf(error: Error): SendFailure {
  const answer = error instanceof DetailedError ? error.originalResponse : null
  const status = answer?.getStatus() ?? 0
  if (answer === null || answer === undefined || status === 0) return new SendFailure('The archive cannot be reached. Check the connection.', null)
  const body = answer.getBody() ?? ''
  const retryAtMs = retryAt(answer.getHeader('Retry-After') ?? null, Date.now())
  return new SendFailure(refusalText(body) ?? `The archive answered ${status}.`, { status, type: refusalType(body), retryAtMs })
}
