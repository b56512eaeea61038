import { ingestAnswer, ingestLine, type IngestLine } from '../../dax/contract/ingests.ts'
import { isRetryable, type ApiError } from './api-error.ts'
import { ask, type HttpPorts } from './http.ts'
import { pause } from '../../vo/pause.ts'
import { serverEvents, type ServerEvent } from './server-events.ts'
import type { Ingest } from './uploads.ts'

export interface IngestListener {
  /** Lines of its log, each once. */
  readonly onLine: (line: IngestLine) => void
  /** How it stands, whenever that changes. */
  readonly onIngest: (ingest: Ingest) => void
}

const firstWaitMs = 500
const longestWaitMs = 15_000

/**
 * Follows an ingest and its log live, from the line after `after` on and across breaks of the connection, until it is over. Resolves with null then, or with why it cannot be followed;
 * also where the signal ends it.
 */
export async function followIngest(
  base: string,
  id: string,
  after: number,
  listener: IngestListener,
  signal: AbortSignal,
  http?: HttpPorts,
): Promise<ApiError | null> {
  let last = after
  let wait = firstWaitMs
  while (!signal.aborted) {
    const url = `${base}/ingests/${encodeURIComponent(id)}/log?after=${last}`
    try {
      const answer = await ask({ url, signal, accept: 'text/event-stream' }, http)
      if (!answer.ok && !isRetryable(answer.error)) return answer.error
      if (answer.ok && answer.value.body !== null)
        for await (const event of serverEvents(answer.value.body, signal)) {
          wait = firstWaitMs
          if (event.kind === 'end') return null
          if (event.kind === 'line' && event.id > last) last = event.id
          if (!tell(event, listener)) return { kind: 'malformed', url, message: `event ${event.kind} is not what was agreed` }
        }
    } catch {
      // the line was cut in the middle of it, or the signal ended it
    }
    await pause(wait, signal)
    wait = Math.min(2 * wait, longestWaitMs)
  }
  return null
}

/** False for what is not as agreed; events that this page does not know are read over. */
function tell({ kind, data }: ServerEvent, { onLine, onIngest }: IngestListener): boolean {
  let body: unknown
  try {
    body = JSON.parse(data)
  } catch {
    return false
  }
  if (kind === 'line') {
    const line = ingestLine.safeParse(body)
    if (line.success) onLine(line.data)
    return line.success
  }
  if (kind !== 'state' || body === null) return true
  const ingest = ingestAnswer.safeParse(body)
  if (ingest.success) onIngest(ingest.data)
  return ingest.success
}
