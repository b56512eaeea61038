import type { DaxPorts } from '../../ports.ts'
import { rateLimiter, type RateLimiter, type Used } from './rate-limit.ts'

const channel = 'dax_limits'
const tellMs = 1000
/** Who has used less than this part of a limit is not told of: it would matter to nobody. */
const worthTelling = 1 / 20
/** Entries of one message: PostgreSQL carries 8,000 bytes. */
const together = 40

export interface SharedLimits {
  readonly count: RateLimiter['count']
  /** Tells the others now. */
  readonly tell: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Counts of requests that all dax processes of one database hold together: each tells the others once a second how much who has used, by NOTIFY, so that a request costs no query. Within
 * that second the others' requests are not counted yet. Where the database tells nothing (in the page), or there are no limits, each counts alone.
 */
export function sharedLimits(ports: Pick<DaxPorts, 'db' | 'clock' | 'config' | 'log'>): SharedLimits {
  const own = crypto.randomUUID()
  const limiter = rateLimiter()
  const { listen } = ports.db
  if (listen === undefined || ports.config.auth?.perMinute === undefined)
    return { count: limiter.count, tell: () => Promise.resolve(), close: () => Promise.resolve() }
  const warn = (error: unknown): void => ports.log({ level: 'warn', event: 'rate limits are this process’s own for now', error: String(error) })
  const listening = listen(channel, (text) => {
    const told = toldBy(text)
    if (told !== null && told.from !== own) limiter.heard(told.from, told.used)
  }).catch((error: unknown) => (warn(error), null))
  const tell = async (): Promise<void> => {
    const news = limiter.news(worthTelling, ports.clock.now().getTime())
    for (let at = 0; at < news.length; at += together)
      await ports.db.query('SELECT pg_notify($1, $2)', [channel, JSON.stringify({ from: own, used: news.slice(at, at + together) })])
  }
  const timer = setInterval(() => void tell().catch(warn), tellMs)
  // a timer alone must not keep a program of Node from ending; in the page there is no such thing
  ;(timer as unknown as { unref?: () => void }).unref?.()
  return {
    count: limiter.count,
    tell,
    async close() {
      clearInterval(timer)
      await (
        await listening
      )?.()
    },
  }
}

/** Null for the empty text after a break of the connection, and for what no dax said. */
function toldBy(text: string): { readonly from: string; readonly used: readonly Used[] } | null {
  try {
    const told = JSON.parse(text) as { readonly from?: unknown; readonly used?: unknown }
    return typeof told.from === 'string' && Array.isArray(told.used) ? (told as { from: string; used: readonly Used[] }) : null
  } catch {
    return null
  }
}
