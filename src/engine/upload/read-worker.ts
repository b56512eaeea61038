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

self.addEventListener('message', (event: MessageEvent<ReadRequest>) => {
  const { id, file } = event.data
  let told = performance.now()
  readFile(file, (read) => {
    const now = performance.now()
    if (now - told < toldMs) return
    told = now
    post({ kind: 'progress', id, read })
  }).then(
    (facts) => post({ kind: 'read', id, facts }),
    // a file that was moved, or that one may not read
    (error: unknown) => post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) }),
  )
})
