import { workerFailure } from '../worker-failure.ts'
import type { FileFacts } from './read-file.ts'
import type { ReadReply, ReadRequest } from './read-worker.ts'

/** Reads files one after another in each of a few workers: thousands may be handed over at once. */
export interface FileReading {
  /** Resolves with what the file tells; rejects with a sentence where it cannot be read at all. `onBytes` hears how far it is. */
  read(file: File, onBytes: (read: number) => void): Promise<FileFacts>
}

interface Waiting {
  readonly file: File
  readonly onBytes: (read: number) => void
  readonly resolve: (facts: FileFacts) => void
  readonly reject: (error: Error) => void
}

export function fileReading(workers = 2): FileReading {
  const queue: Waiting[] = []
  const lanes = Array.from({ length: workers }, () => lane(queue))
  return {
    read: (file, onBytes) =>
      new Promise((resolve, reject) => {
        queue.push({ file, onBytes, resolve, reject })
        for (const next of lanes) next()
      }),
  }
}

/** A worker that takes the next file of the queue when it is done with one. */
function lane(queue: Waiting[]): () => void {
  let worker: Worker | null = null
  let now: { readonly id: number; readonly one: Waiting } | null = null
  let last = 0
  const end = (answer: (one: Waiting) => void): void => {
    const done = now
    now = null
    if (done !== null) answer(done.one)
    next()
  }
  const made = (): Worker => {
    const one = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' })
    one.addEventListener('message', ({ data }: MessageEvent<ReadReply>) => {
      if (data.id !== now?.id) return
      if (data.kind === 'progress') now.one.onBytes(data.read)
      else if (data.kind === 'read') end(({ resolve }) => resolve(data.facts))
      else end(({ reject }) => reject(new Error(data.message)))
    })
    one.addEventListener('error', (event) => {
      one.terminate()
      worker = null
      end(({ reject }) => reject(workerFailure('the worker that reads files', event)))
    })
    return one
  }
  function next(): void {
    const one = now === null ? queue.shift() : undefined
    if (one === undefined) return
    worker ??= made()
    last += 1
    now = { id: last, one }
    const request: ReadRequest = { id: last, file: one.file }
    worker.postMessage(request)
  }
  return next
}
