import { ingestById, ingestLines } from '../../archive/ingest/ingest-rows.ts'
import type { DaxPorts } from '../../ports.ts'

/** Several dax processes may share the work: what they say is looked for in the database. */
const lookMs = 300
const aliveMs = 15_000

/** The log of an ingest as server-sent events, until it is over; see contract/ingests.ts. */
export function liveLog(ports: Pick<DaxPorts, 'db' | 'log'>, id: string, after: number, signal: AbortSignal): Response {
  const leave = new AbortController()
  signal.addEventListener('abort', () => leave.abort(), { once: true })
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text))
      follow(ports, id, after, send, leave.signal)
        .catch((error: unknown) => ports.log({ level: 'warn', event: 'live log ended', ingest: id, error: String(error) }))
        .finally(() => {
          try {
            controller.close()
          } catch {
            // the reader has gone
          }
        })
    },
    cancel: () => leave.abort(),
  })
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' } })
}

async function follow(ports: Pick<DaxPorts, 'db'>, id: string, from: number, send: (text: string) => void, signal: AbortSignal): Promise<void> {
  let after = from
  let told = ''
  let quietMs = 0
  send('retry: 1000\n\n')
  while (!signal.aborted) {
    // the state first: lines that come before its end are then among those read after it
    const one = await ingestById(ports.db, id)
    const lines = await ingestLines(ports.db, id, after)
    for (const line of lines) {
      send(`event: line\nid: ${line.no}\ndata: ${JSON.stringify(line)}\n\n`)
      after = line.no
    }
    const state = JSON.stringify(one)
    if (state !== told) send(`event: state\ndata: ${state}\n\n`)
    quietMs = state === told && lines.length === 0 ? quietMs + lookMs : 0
    told = state
    if (one === null || (lines.length < 1000 && ['done', 'refused', 'failed', 'cancelled'].includes(one.state))) {
      send('event: end\ndata: {}\n\n')
      return
    }
    if (quietMs >= aliveMs) {
      send(': still here\n\n')
      quietMs = 0
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookMs)
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
    })
  }
}
