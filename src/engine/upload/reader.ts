import { workerFailure } from '../worker-failure.ts'
import type { FileFacts } from './read-file.ts'
import type { ReadReply, ReadRequest } from './read-worker.ts'

/** Reads files in a few workers, in each one after another: thousands may be handed over at once. */
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

/** A worker has so much at hand that it need not wait for the page, which may be busy for a while; and no more, or one has all large files and the others none. */
const mostAtHand = { files: 32, bytes: 33_554_432 }

/** A worker that takes files of the queue when it has little left to do. */
function lane(queue: Waiting[]): () => void {
  let worker: Worker | null = null
  const atHand = new Map<number, Waiting>()
  let bytes = 0
  let last = 0
  const end = (id: number, answer: (one: Waiting) => void): void => {
    const one = atHand.get(id)
    if (one === undefined) return
    atHand.delete(id)
    bytes -= one.file.size
    answer(one)
    next()
  }
  const made = (): Worker => {
    const one = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' })
    one.addEventListener('message', ({ data }: MessageEvent<ReadReply>) => {
      if (data.kind === 'progress') atHand.get(data.id)?.onBytes(data.read)
      else if (data.kind === 'read') end(data.id, ({ resolve }) => resolve(data.facts))
      else end(data.id, ({ reject }) => reject(new Error(data.message)))
    })
    one.addEventListener('error', (event) => {
      one.terminate()
      worker = null
      for (const id of [...atHand.keys()]) end(id, ({ reject }) => reject(workerFailure('the worker that reads files', event)))
    })
    return one
  }
  function next(): void {
    while (queue.length > 0 && atHand.size < mostAtHand.files && bytes < mostAtHand.bytes) {
      const one = queue.shift()!
      worker ??= made()
      last += 1
      atHand.set(last, one)
      bytes += one.file.size
      const request: ReadRequest = { id: last, file: one.file }
      worker.postMessage(request)
    }
  }
  return next
}
