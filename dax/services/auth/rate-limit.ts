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

/** Counts requests in minutes that begin with somebody's first request. Counts are this process's own. */
export function rateLimiter(): (who: string, resource: string, limit: number, nowMs: number) => Usage {
  const windows = new Map<string, { used: number; resetMs: number }>()
  return (who, resource, limit, nowMs) => {
    const key = `${resource} ${who}`
    let open = windows.get(key)
    // a minute that ends later than a minute from now began before the clock was set back
    if (open === undefined || open.resetMs <= nowMs || open.resetMs > nowMs + windowMs) {
      open = { used: 0, resetMs: nowMs + windowMs }
      windows.delete(key)
      windows.set(key, open)
      if (windows.size > most) windows.delete(windows.keys().next().value ?? '')
    }
    open.used++
    return { limit, used: open.used, resetMs: open.resetMs, resource }
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
