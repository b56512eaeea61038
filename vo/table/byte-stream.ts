/** A byte stream of pieces that are made by need; cancelling it ends the generator. */
export function byteStream(pieces: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const next = await pieces.next()
          if (next.done === true) {
            controller.close()
            return
          }
          if (next.value.length > 0) {
            controller.enqueue(next.value)
            return
          }
        }
      },
      async cancel() {
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
