/** A byte stream of text pieces, as UTF-8 or encoded already, pulled by need; cancelling it ends the generator. */
export function textStream(pieces: AsyncGenerator<string | Uint8Array, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const next = await pieces.next()
        if (next.done === true) {
          controller.close()
          return
        }
        if (next.value.length > 0) {
          controller.enqueue(typeof next.value === 'string' ? encoder.encode(next.value) : next.value)
          return
        }
      }
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
