import type { FromDax, ToDax } from './protocol.ts'

/** dax in its worker, as a function from Request to Response. */
export interface DaxBridge {
  (request: Request): Promise<Response>
  /** Resolves when dax is ready; rejects with why it cannot be. */
  readonly ready: Promise<void>
}

interface Waiting {
  readonly head: (response: Response) => void
  readonly fail: (error: Error) => void
  body: ReadableStreamDefaultController<Uint8Array> | null
  asked: (() => void) | null
}

const bodiless: ReadonlySet<number> = new Set([101, 204, 205, 304])

/** Starts the worker. `files` is the address of dax-inside/, with a slash at its end. */
export function daxBridge(worker: Worker, files: string): DaxBridge {
  const send = (message: ToDax, transfer: Transferable[] = []): void => worker.postMessage(message, transfer)
  const waiting = new Map<number, Waiting>()
  let last = 0
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FromDax>) => {
      if (data.kind === 'ready') resolve()
      else if (data.kind === 'broken') reject(new Error(data.message))
      else receive(data)
    })
    worker.addEventListener('error', (event) => reject(new Error(event.message)))
  })

  function receive(data: Exclude<FromDax, { kind: 'ready' | 'broken' }>): void {
    const one = waiting.get(data.id)
    if (one === undefined) return
    switch (data.kind) {
      case 'head':
        one.head(
          new Response(data.hasBody && !bodiless.has(data.status) ? bodyOf(data.id, one) : null, {
            status: data.status,
            headers: data.headers.map(([n, v]): [string, string] => [n, v]),
          }),
        )
        if (!data.hasBody) waiting.delete(data.id)
        return
      case 'chunk':
        one.body?.enqueue(data.bytes)
        one.asked?.()
        return
      case 'end':
        waiting.delete(data.id)
        one.body?.close()
        one.asked?.()
        return
      case 'failed':
        waiting.delete(data.id)
        one.body?.error(new Error(data.message))
        one.asked?.()
        one.fail(new Error(data.message))
    }
  }

  function bodyOf(id: number, one: Waiting): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          one.body = controller
        },
        pull() {
          send({ kind: 'pull', id })
          return new Promise<void>((resolve) => (one.asked = resolve))
        },
        cancel() {
          waiting.delete(id)
          send({ kind: 'abort', id })
        },
      },
      { highWaterMark: 1 },
    )
  }

  async function ask(request: Request): Promise<Response> {
    await ready
    last += 1
    const id = last
    const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer()
    return new Promise<Response>((resolve, reject) => {
      waiting.set(id, { head: resolve, fail: reject, body: null, asked: null })
      request.signal.addEventListener('abort', () => {
        waiting.delete(id)
        send({ kind: 'abort', id })
        reject(request.signal.reason as Error)
      })
      send({ kind: 'request', id, method: request.method, url: request.url, headers: [...request.headers], body }, body === null ? [] : [body])
    })
  }

  send({ kind: 'start', files })
  return Object.assign(ask, { ready })
}
