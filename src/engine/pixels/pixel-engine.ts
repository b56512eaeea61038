import type { Drawn, HduInfo, Look, PixelReply, PixelRequest, Probe } from './pixel-messages.ts'

/** One FITS file open in a worker: decoding, stretching and probing stay off the page's thread. Failures are Errors with a sentence. */
export interface PixelEngine {
  /** Takes the bytes over. */
  open(bytes: ArrayBuffer): Promise<readonly HduInfo[]>
  draw(hdu: number, plane: number, look: Look): Promise<Drawn>
  probe(x: number, y: number): Promise<Probe>
  close(): void
}

export function pixelEngine(): PixelEngine {
  const worker = new Worker(new URL('./pixel-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }>()
  let last = 0
  worker.addEventListener('message', (event: MessageEvent<PixelReply>) => {
    const reply = event.data
    const one = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.ok) one?.resolve(reply.value as never)
    else one?.reject(new Error(reply.message))
  })
  worker.addEventListener('error', (event) => {
    for (const one of waiting.values()) one.reject(new Error(`the image worker failed: ${event.message}`))
    waiting.clear()
  })
  function call<T>(request: PixelRequest, transfer: Transferable[] = []): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve, reject })
      worker.postMessage({ ...request, id: last }, transfer)
    })
  }
  return {
    open: (bytes) => call({ kind: 'open', bytes }, [bytes]),
    draw: (hdu, plane, look) => call({ kind: 'draw', hdu, plane, look }),
    probe: (x, y) => call({ kind: 'probe', x, y }),
    close() {
      worker.terminate()
      for (const one of waiting.values()) one.reject(new DOMException('closed', 'AbortError'))
      waiting.clear()
    },
  }
}
