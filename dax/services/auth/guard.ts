import type { DaxPorts } from '../../ports.ts'
import { baseUrl } from '../base-url.ts'
import { accessOf, serviceOf } from './access.ts'
import { addressOf } from './address.ts'
import { sessionOf } from './credentials.ts'
import { principal, type Principal } from './principal.ts'
import { limitHeaders, overLimit, type RateLimiter } from './rate-limit.ts'
import { AuthRefusal, insufficientScope, noAuthorization } from './refusal.ts'
import { csrfOf, readToken, sameText } from './token.ts'

/** Headers that the answer gets; the request may go on. */
export type Guard = (request: Request) => Promise<Readonly<Record<string, string>>>

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/**
 * Stands before all services: the name under which dax was asked, who asks, how often, from where, and whether he may ask for this at all (accesses).
 * Throws AuthRefusal. What of a service's things somebody may see is the business of the service (asReader).
 */
export function guard(ports: DaxPorts, count: RateLimiter['count']): Guard {
  return async (request) => {
    const { pathname } = new URL(request.url)
    const auth = ports.config.auth
    if (auth?.isLoopback === true) checkHost(request, ports)
    const { needs, proof } = accessOf(pathname)
    // what anybody may ask is told to a client with a stale token too: it is how one learns that the service is there
    if (needs === 'open') {
      if (!safeMethods.includes(request.method)) await checkOrigin(request, ports, proof)
      return {}
    }
    const who = await principal(ports, request)
    const headers = limited(who, pathname)
    if (!safeMethods.includes(request.method)) await checkOrigin(request, ports, proof, who)
    if (who.kind === 'anonymous' && auth?.anonymous === 'none') throw noAuthorization('use this archive')
    if (needs !== 'service' && !(who.scopes as readonly string[]).includes(needs))
      throw who.kind === 'anonymous' ? noAuthorization('ask for this') : insufficientScope(needs)
    return headers

    function limited(asking: Principal, path: string): Readonly<Record<string, string>> {
      const limit = asking.kind === 'user' ? auth?.perMinute?.user : auth?.perMinute?.anonymous
      if (limit === undefined) return {}
      const now = ports.clock.now().getTime()
      const usage = count(asking.user ?? addressOf(request) ?? 'nobody', serviceOf(path), limit, now)
      const refusal = overLimit(usage, auth?.retryAfter ?? 'date', now)
      if (refusal !== null) throw refusal
      return limitHeaders(usage)
    }
  }
}

function checkHost(request: Request, ports: DaxPorts): void {
  const { hostname } = new URL(request.url)
  const own = ports.config.publicUrl === undefined ? null : new URL(ports.config.publicUrl).hostname
  if (/^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname) || hostname === own) return
  throw new AuthRefusal(
    'misdirected',
    'invalid_host',
    `This archive is for its own machine and answers to localhost only, not to ${hostname.slice(0, 100)}. Give --public-url for another name.`,
  )
}

/** A request with a session's cookie that may change something must come from our own page: SameSite keeps it from other sites, this from what SameSite lets through. */
async function checkOrigin(request: Request, ports: DaxPorts, proof: 'token' | 'origin', who?: Principal): Promise<void> {
  if (who !== undefined ? who.kind === 'anonymous' || who.via === 'token' : request.headers.has('authorization')) return
  const session = sessionOf(request, ports.config)
  if (session === null) return
  const origin = request.headers.get('origin')
  const isOwn = origin !== null && isOwnOrigin(request, ports, origin)
  if (proof === 'origin' && isOwn) return
  const token = readToken(session)
  const given = request.headers.get('x-csrf-token')
  if (token !== null && given !== null && (origin === null || isOwn) && sameText(given, await csrfOf(token))) return
  throw new AuthRefusal(
    'forbidden',
    'invalid_csrf',
    'Invalid CSRF token: send the csrf of /auth/api/v1/login as X-CSRF-Token with every change that a cookie authorizes.',
  )
}

/** Whether a page of that origin is served by this dax. */
export function isOwnOrigin(request: Request, ports: Pick<DaxPorts, 'config'>, origin: string): boolean {
  return origin === new URL(request.url).origin || origin === new URL(baseUrl(request, ports)).origin
}
