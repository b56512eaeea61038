/** One server-sent event; `id` is NaN where it has none. */
export interface Sse {
  readonly id: number
  readonly event: string
  readonly data: Record<string, unknown>
}

/** Reads server-sent events from an answer, for tests. */
export interface SseReader {
  /** The next n events; rejects where the stream ends before. */
  readonly take: (n: number) => Promise<readonly Sse[]>
  readonly close: () => Promise<void>
}

/** Resolves after the first bytes: then the server follows the changes. */
export async function sseReader(answer: Response): Promise<SseReader> {
  if (!answer.ok || answer.body === null) throw new Error(`${answer.status} ${await answer.text()}`)
  const reader = answer.body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>).getReader()
  const waiting: Sse[] = []
  let rest = ''
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    if (done) return false
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const))
      const data = fields.get('data')
      if (data !== undefined)
        waiting.push({ id: Number(fields.get('id') ?? NaN), event: fields.get('event') ?? '', data: JSON.parse(data) as Record<string, unknown> })
    }
    return true
  }
  await read()
  return {
    async take(n) {
      while (waiting.length < n) if (!(await read())) throw new Error(`the stream ended after ${waiting.length} of ${n} events`)
      return waiting.splice(0, n)
    },
    close: () => reader.cancel(),
  }
}
