/** One of a stream of server-sent events. `id` is NaN where it has none. */
export interface ServerEvent {
  readonly id: number
  readonly kind: string
  readonly data: string
}

/** The events of an answer as they come; comments are read over. Ends with the answer or the signal, and lets the connection go. `onBytes` hears that something came. */
export async function* serverEvents(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onBytes: () => void = () => undefined,
): AsyncGenerator<ServerEvent> {
  const reader = body.getReader()
  const stop = (): void => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop)
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onBytes()
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = eventOf(block)
        if (event !== null) yield event
      }
    }
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

/** The fields of a server-sent event; null for a comment. */
function eventOf(block: string): ServerEvent | null {
  const fields = { id: '', event: '', data: '' }
  for (const line of block.split('\n')) {
    const at = line.indexOf(':')
    const name = line.slice(0, at)
    if (at > 0 && (name === 'id' || name === 'event' || name === 'data')) fields[name] = line.slice(at + 1).trimStart()
  }
  return fields.data === '' ? null : { id: fields.id === '' ? Number.NaN : Number(fields.id), kind: fields.event, data: fields.data }
}
