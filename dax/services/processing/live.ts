import { pause } from '../../../vo/pause.ts'
import { changeFloor, changesAfter, lastChange, type Change } from '../../archive/processing/changes.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip } from '../dali.ts'
import type { Waker } from './wake.ts'

/** Changes of one read. */
const readMost = 500
/** ms of silence after which a sign of life is sent: well before a reader or a proxy takes the connection for dead. */
const silenceMs = 10_000
/** ms between two reads of one reader: what comes in quick succession is read together. */
const breathMs = 50

/** Where a reader goes on: Last-Event-ID of a browser that connects again, else ?after=; undefined = from now on. */
export function afterOf(request: Request): number | undefined {
  const header = request.headers.get('last-event-id')
  const [name, text] =
    header === null || header === '' ? (['after', new URL(request.url).searchParams.get('after')] as const) : (['Last-Event-ID', header] as const)
  if (text === null || text === '') return undefined
  if (!/^\d{1,15}$/u.test(text))
    throw new Fault(
      'usage',
      `${name}=${clip(text)} is not the number of a change: give the id of the last event, or the change of the night that was read.`,
      [name === 'after' ? 'query' : 'header', name],
    )
  return Number(text)
}

/**
 * The changes of a night as server-sent events, for as long as it is read: `id` is the number of the change, `event` its kind, `data` the thing as it is
 * since. Reading is by need: nothing piles up for a slow reader. `reset` tells a reader who was away for too long to read the night anew.
 */
export async function liveEvents(
  ports: DaxPorts,
  waker: Waker,
  dayObs: number,
  after: number | undefined,
  signal: AbortSignal,
  beatMs = silenceMs,
): Promise<ReadableStream<Uint8Array>> {
  const stop = new AbortController()
  const ended = AbortSignal.any([signal, stop.signal, waker.closed])
  const [floor, last] = [await changeFloor(ports.db), await lastChange(ports.db)]
  const encoder = new TextEncoder()
  const events = after !== undefined && (after < floor || after > last) ? resetOnly(last) : changes(after ?? last)

  async function* changes(from: number): AsyncGenerator<string> {
    yield 'retry: 1000\n: live\n\n'
    let seen = from
    let saidAt = performance.now()
    for (;;) {
      const count = waker.count()
      const found = await changesAfter(ports.db, dayObs, seen, readMost)
      const silent = performance.now() - saidAt
      if (found.length > 0) {
        yield found.map(eventOf).join('')
        saidAt = performance.now()
        seen = found.at(-1)!.id
        if (found.length < readMost) await pause(breathMs, ended)
      } else if (silent >= beatMs) {
        yield ': beat\n\n'
        saidAt = performance.now()
      } else await waker.wait(count, beatMs - silent, ended)
      if (ended.aborted) return
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await events.next()
          if (done === true) controller.close()
          else controller.enqueue(encoder.encode(value))
        } catch (error) {
          if (ended.aborted) controller.close()
          else controller.error(error)
        }
      },
      async cancel() {
        stop.abort()
        await events.return(undefined).catch(() => {})
      },
    },
    { highWaterMark: 0 },
  )
}

async function* resetOnly(last: number): AsyncGenerator<string> {
  yield `event: reset\ndata: ${JSON.stringify({ change: last })}\n\n`
}

/** JSON has no line breaks, so one line of data holds it. */
function eventOf(change: Change): string {
  return `id: ${change.id}\nevent: ${change.kind}\ndata: ${change.body}\n\n`
}
