import { AuthRefusal } from './refusal.ts'

const windowMs = 60_000
/** Windows kept at most: old ones go first. */
const most = 10_000

/** How much of its minute somebody has used. */
export interface Usage {
  readonly limit: number
  readonly used: number
  /** ms since 1970 UTC when the minute is over. */
  readonly resetMs: number
  readonly resource: string
}

/** A key (resource and who) with what was used in the minute that ends at resetMs. */
export type Used = readonly [key: string, used: number, resetMs: number]

export interface RateLimiter {
  /** Counts a request. */
  count(who: string, resource: string, limit: number, nowMs: number): Usage
  /** What this process alone counted of minutes that still run, of those who used at least that part of their limit, where it has changed since it was told last. */
  news(part: number, nowMs: number): readonly Used[]
  /** What another process counted: the latest that it said of a key stands. */
  heard(from: string, used: readonly Used[]): void
}

interface Window {
  used: number
  told: number
  limit: number
  resetMs: number
}

/** Counts requests in minutes that begin with somebody's first request. Those that other processes tell of are added. */
export function rateLimiter(): RateLimiter {
  const windows = new Map<string, Window>()
  const elsewhere = new Map<string, Map<string, { readonly used: number; readonly resetMs: number }>>()
  function usedElsewhere(key: string, nowMs: number): number {
    const told = elsewhere.get(key)
    if (told === undefined) return 0
    for (const [from, { resetMs }] of told) if (resetMs <= nowMs) told.delete(from)
    if (told.size === 0) elsewhere.delete(key)
    return [...told.values()].reduce((sum, { used }) => sum + used, 0)
  }
  return {
    count(who, resource, limit, nowMs) {
      const key = `${resource} ${who}`
      let open = windows.get(key)
      // a minute that ends later than a minute from now began before the clock was set back
      if (open === undefined || open.resetMs <= nowMs || open.resetMs > nowMs + windowMs) {
        open = { used: 0, told: 0, limit, resetMs: nowMs + windowMs }
        windows.delete(key)
        windows.set(key, open)
        if (windows.size > most) windows.delete(windows.keys().next().value ?? '')
      }
      open.used++
      open.limit = limit
      return { limit, used: open.used + usedElsewhere(key, nowMs), resetMs: open.resetMs, resource }
    },
    news(part, nowMs) {
      const out: Used[] = []
      for (const [key, open] of windows) {
        if (open.used === open.told || open.resetMs <= nowMs || open.used < part * open.limit) continue
        open.told = open.used
        out.push([key, open.used, open.resetMs])
      }
      return out
    },
    heard(from, used) {
      for (const [key, n, resetMs] of used) {
        const told = elsewhere.get(key) ?? new Map<string, { used: number; resetMs: number }>()
        told.set(from, { used: n, resetMs })
        elsewhere.delete(key)
        elsewhere.set(key, told)
        if (elsewhere.size > most) elsewhere.delete(elsewhere.keys().next().value ?? '')
      }
    },
  }
}

/** X-RateLimit-… as Gafaelfawr sends them with every answer. */
export function limitHeaders({ limit, used, resetMs, resource }: Usage): Readonly<Record<string, string>> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(Math.max(0, limit - used)),
    'X-RateLimit-Reset': String(Math.ceil(resetMs / 1000)),
    'X-RateLimit-Used': String(Math.min(used, limit)),
    'X-RateLimit-Resource': resource,
  }
}

/** The refusal of who has used more than the minute's limit; a limit of 0 is an administrator's word. Null where there is room. */
export function overLimit(usage: Usage, form: 'date' | 'seconds', nowMs: number): AuthRefusal | null {
  const { limit, used, resetMs, resource } = usage
  if (limit === 0) return new AuthRefusal('forbidden', 'blocked', `Use of ${resource} is blocked for you by an administrator.`)
  if (used <= limit) return null
  const after = form === 'date' ? new Date(Math.ceil(resetMs / 1000) * 1000).toUTCString() : String(Math.max(1, Math.ceil((resetMs - nowMs) / 1000)))
  return new AuthRefusal('quota', 'rate_limited', `Rate limit (${limit}/min) exceeded for ${resource}.`, {
    ...limitHeaders(usage),
    'Retry-After': after,
  })
}
