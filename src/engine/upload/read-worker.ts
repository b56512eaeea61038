import { readFile, type FileFacts } from './read-file.ts'

export interface ReadRequest {
  readonly id: number
  readonly file: File
}

export type ReadReply =
  | { readonly kind: 'progress'; readonly id: number; readonly read: number }
  | { readonly kind: 'read'; readonly id: number; readonly facts: FileFacts }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }

const post = (reply: ReadReply): void => self.postMessage(reply)
const toldMs = 100

let before: Promise<void> = Promise.resolve()

self.addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => {
  before = before.then(() => readOne(data))
})

async function readOne({ id, file }: ReadRequest): Promise<void> {
  let told = performance.now()
  try {
    const facts = await readFile(file, (read) => {
      const now = performance.now()
      if (now - told < toldMs) return
      told = now
      post({ kind: 'progress', id, read })
    })
    post({ kind: 'read', id, facts })
  } catch (error) {
    // a file that was moved, or that one may not read
    post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  }
}
