import { WorkerRefusal, workerFailure } from '../worker-failure.ts'
import type { Detail, Drawn, HduInfo, Look, PixelReply, PixelRequest, Probe } from './pixel-messages.ts'

/**
 * One FITS file open in a worker: fetching, decoding, stretching and probing stay off the page's thread. Failures are Errors with a sentence
 * (ApiFailure where the service gave none of the file). `close` stops whatever runs: its promises reject with an AbortError.
 */
export interface PixelEngine {
  /** Fetches and reads the file; `onProgress` tells bytes so far, and of how many (null = not told). */
  open(url: string, onProgress: (got: number, of: number | null) => void): Promise<readonly HduInfo[]>
  draw(hdu: number, plane: number, look: Look): Promise<Drawn>
  /** Pixels [x0, x1) × [y0, y1) of the plane drawn last, one for one. */
  detail(look: Look, x0: number, y0: number, x1: number, y1: number): Promise<Detail>
  probe(x: number, y: number): Promise<Probe>
  close(): void
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
  readonly onProgress?: (got: number, of: number | null) => void
}

export function pixelEngine(): PixelEngine {
  const worker = new Worker(new URL('./pixel-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, Waiting>()
  let last = 0
  worker.addEventListener('message', (event: MessageEvent<PixelReply>) => {
    const reply = event.data
    const one = waiting.get(reply.id)
    if (reply.kind === 'progress') {
      one?.onProgress?.(reply.got, reply.of)
      return
    }
    waiting.delete(reply.id)
    if (reply.kind === 'done') one?.resolve(reply.value as never)
    else one?.reject(reply.kind === 'refused' ? new WorkerRefusal(reply.error) : new Error(reply.message))
  })
  worker.addEventListener('error', (event) => {
    for (const one of waiting.values()) one.reject(workerFailure('the image worker', event))
    waiting.clear()
  })
  function call<T>(request: PixelRequest, onProgress?: Waiting['onProgress']): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve, reject, ...(onProgress === undefined ? {} : { onProgress }) })
      worker.postMessage({ ...request, id: last })
    })
  }
  return {
    open: (url, onProgress) => call({ kind: 'open', url: new URL(url, document.baseURI).href }, onProgress),
    draw: (hdu, plane, look) => call({ kind: 'draw', hdu, plane, look }),
    detail: (look, x0, y0, x1, y1) => call({ kind: 'detail', look, x0, y0, x1, y1 }),
    probe: (x, y) => call({ kind: 'probe', x, y }),
    close() {
      worker.terminate()
      for (const one of waiting.values()) one.reject(new DOMException('closed', 'AbortError'))
      waiting.clear()
    },
  }
}
