import type { Db, Sql } from '../../archive/db.ts'

/** Pieces that wait for a reader, in bytes; the transaction then waits too. */
const waitingBytes = 4_000_000

/**
 * The pieces that `make` reads in one snapshot, as a stream. The first piece is awaited, so that a failure before it is still a refusal. A reader who
 * goes away, or the signal, ends the transaction, and cancels the query in it. Where all share one connection nothing waits for the reader.
 */
export async function pulledFrom(
  db: Db,
  make: (tx: Sql) => AsyncGenerator<Uint8Array>,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const queue = new TransformStream<Uint8Array, Uint8Array>(
    undefined,
    { highWaterMark: db.exclusive === true ? Infinity : waitingBytes, size: (piece) => piece.length },
    { highWaterMark: 0 },
  )
  const writer = queue.writable.getWriter()
  // told when its reader goes away
  void writer.closed.catch(() => stop.abort())
  let begun = (_error?: unknown): void => {}
  const first = new Promise<void>((resolve, reject) => {
    begun = (error) => (error === undefined ? resolve() : reject(error as Error))
  })
  const work = db.transaction(
    async (tx) => {
      for await (const piece of make(tx)) {
        await writer.ready
        signal.throwIfAborted()
        void writer.write(piece).catch(() => {})
        begun()
      }
    },
    { snapshot: true, timeoutMs: options.timeoutMs, signal },
  )
  void work.then(
    async () => {
      begun()
      await writer.close().catch(() => {})
    },
    async (error: unknown) => {
      begun(error)
      await writer.abort(error).catch(() => {})
    },
  )
  await first
  return queue.readable
}
