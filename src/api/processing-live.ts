import { changeSchemas, type NightChange } from '../../dax/contract/processing-live.ts'
import type { ApiError } from './api-error.ts'
import { isRetryable } from './api-error.ts'
import { ask } from './http.ts'
import type { HttpPorts } from './http.ts'
import { pause } from '../../vo/pause.ts'
import { serverEvents, type ServerEvent } from './server-events.ts'

/** How a subscription stands. `reconnecting` tells why the last connection ended; `failed` is the end: asking again would not help. */
export type LiveState =
  | { readonly at: 'connecting' }
  | { readonly at: 'live' }
  /** Connected, and nothing was heard for too long; a new connection is being made. */
  | { readonly at: 'stale'; readonly sinceMs: number }
  | { readonly at: 'reconnecting'; readonly error: ApiError | null; readonly againMs: number }
  | { readonly at: 'failed'; readonly error: ApiError }

export interface LiveHandlers {
  /** Changes in the order of the stream, each once, at most every `everyMs`. */
  readonly onChanges: (changes: readonly NightChange[]) => void
  readonly onState: (state: LiveState) => void
  /** The night must be read anew, and followed from there: this subscription has ended. */
  readonly onReset: () => void
}

export interface LiveOptions {
  /** 'Bearer …' */
  readonly authorization?: string
  /** ms between two tellings: what comes meanwhile is told together, what comes later at once; default 200. */
  readonly everyMs?: number
  /** ms of silence after which a connection counts as dead; the service says something every 10 s. Default 25 s. */
  readonly silenceMs?: number
  /** ms before the first new connections; then a quarter of the time since the last one ended, up to 15 s. Default 250. */
  readonly againMs?: number
  /** 0 to 1: how much of `waitSpread` a wait is shortened by. Default Math.random. */
  readonly random?: () => number
  readonly http?: HttpPorts
}

const longestWaitMs = 15_000
/** A service that starts again is found within this share of the time that it was gone for, whether that was a second or a minute. */
const waitShare = 0.25
/** Those who were cut off together do not come back in step. */
const waitSpread = 0.3

/** Follows a night from the change `after` on, across breaks of the connection, until the function that is returned is called. */
export function followNight(service: string, dayObs: number, after: number, handlers: LiveHandlers, options: LiveOptions = {}): () => void {
  const stop = new AbortController()
  const gathered = gatherer(handlers.onChanges, options.everyMs ?? 200)
  const run = async (): Promise<void> => {
    let last = after
    const now = options.http?.now ?? Date.now
    const least = options.againMs ?? 250
    let goneSince: number | null = null
    while (!stop.signal.aborted) {
      handlers.onState({ at: 'connecting' })
      const end = await connection(`${service}/nights/${dayObs}/live?after=${last}`, stop.signal, options, {
        onLive: () => {
          goneSince = null
          handlers.onState({ at: 'live' })
        },
        onStale: (sinceMs) => handlers.onState({ at: 'stale', sinceMs }),
        onChange(change) {
          if (change.id <= last) return
          last = change.id
          gathered.add(change)
        },
      })
      if (stop.signal.aborted) return
      if (end.why === 'reset') {
        gathered.flush()
        handlers.onReset()
        return
      }
      if (end.error !== null && !isRetryable(end.error)) {
        gathered.flush()
        handlers.onState({ at: 'failed', error: end.error })
        return
      }
      goneSince ??= now()
      const longest = Math.min(longestWaitMs, Math.max(least, waitShare * (now() - goneSince)))
      const wait = longest * (1 - waitSpread * (options.random ?? Math.random)())
      handlers.onState({ at: 'reconnecting', error: end.error, againMs: wait })
      await pause(wait, stop.signal)
    }
  }
  void run()
  return () => {
    stop.abort()
    gathered.drop()
  }
}

interface ConnectionHandlers {
  readonly onLive: () => void
  readonly onStale: (sinceMs: number) => void
  readonly onChange: (change: NightChange) => void
}
type End = { readonly why: 'reset' | 'broken'; readonly error: ApiError | null }

/** One connection, from its first byte to its end. */
async function connection(url: string, signal: AbortSignal, options: LiveOptions, handlers: ConnectionHandlers): Promise<End> {
  const dead = new AbortController()
  const both = AbortSignal.any([signal, dead.signal])
  const silence = options.silenceMs ?? 25_000
  let timer: ReturnType<typeof setTimeout> | undefined
  const heard = (): void => {
    clearTimeout(timer)
    const sinceMs = Date.now()
    timer = setTimeout(() => {
      handlers.onStale(sinceMs)
      dead.abort()
    }, silence)
  }
  try {
    const answer = await ask(
      { url, signal: both, timeoutMs: silence, ...(options.authorization === undefined ? {} : { authorization: options.authorization }) },
      options.http,
    )
    if (!answer.ok) return { why: 'broken', error: answer.error }
    const { body } = answer.value
    if (body === null) return { why: 'broken', error: { kind: 'malformed', url, message: 'it has no body' } }
    heard()
    handlers.onLive()
    return await events(url, body, both, heard, handlers.onChange)
  } catch (error) {
    if (both.aborted) return { why: 'broken', error: null }
    return { why: 'broken', error: { kind: 'network', url, message: error instanceof Error ? error.message : String(error) } }
  } finally {
    clearTimeout(timer)
  }
}

async function events(
  url: string,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  heard: () => void,
  onChange: (change: NightChange) => void,
): Promise<End> {
  for await (const event of serverEvents(body, signal, heard)) {
    if (event.kind === 'reset') return { why: 'reset', error: null }
    const change = changeOf(event)
    if (change === 'unknown') continue
    if (change === null) return { why: 'broken', error: { kind: 'malformed', url, message: `event ${event.id} is not what was agreed` } }
    onChange(change)
  }
  return { why: 'broken', error: null }
}

/** 'unknown' for a kind that this page does not know yet; null for data that is not as agreed. */
function changeOf(event: ServerEvent): NightChange | 'unknown' | null {
  if (!Object.hasOwn(changeSchemas, event.kind)) return 'unknown'
  const kind = event.kind as keyof typeof changeSchemas
  try {
    const read = changeSchemas[kind].safeParse(JSON.parse(event.data))
    return read.success && Number.isSafeInteger(event.id) ? ({ id: event.id, kind, data: read.data } as NightChange) : null
  } catch {
    return null
  }
}

function gatherer(
  tell: (changes: readonly NightChange[]) => void,
  everyMs: number,
): { readonly add: (change: NightChange) => void; readonly flush: () => void; readonly drop: () => void } {
  let waiting: NightChange[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let toldAt = -Infinity
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    toldAt = performance.now()
    if (waiting.length === 0) return
    const told = waiting
    waiting = []
    tell(told)
  }
  return {
    add(change) {
      waiting.push(change)
      // even at once means after all that arrived together
      timer ??= setTimeout(flush, Math.max(0, toldAt + everyMs - performance.now()))
    },
    flush,
    drop() {
      clearTimeout(timer)
      waiting = []
    },
  }
}
