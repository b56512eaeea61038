/** A byte stream of UTF-8 text pieces, pulled by need; cancelling it ends the generator. */
export function textStream(pieces: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const next = await pieces.next()
        if (next.done === true) {
          controller.close()
          return
        }
        if (next.value !== '') {
          controller.enqueue(encoder.encode(next.value))
          return
        }
      }
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
