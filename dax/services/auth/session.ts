import { userByName } from '../../archive/auth/user-rows.ts'
import { allScopes, type Scope } from '../../contract/auth.ts'
import type { DaxPorts } from '../../ports.ts'
import { addressOf } from './address.ts'
import { audit } from './audit.ts'
import { cookieName, isTls } from './credentials.ts'
import { issueToken } from './issue-token.ts'
import { permissionDenied } from './refusal.ts'

const defaultSessionMs = 12 * 3_600_000
const adminScopes: readonly Scope[] = ['exec:admin', 'admin:token']

/** What a user may do by signing in: all but what administrators and pipelines do. */
export function scopesOfUser(isAdmin: boolean): readonly Scope[] {
  return allScopes.filter((scope) => isAdmin || (!adminScopes.includes(scope) && scope !== 'write:processing'))
}

/** Signs a user in whom the archive knows: the Set-Cookie of his session. `scopes` narrows what the session may do. */
export async function startSession(
  ports: DaxPorts,
  request: Request,
  user: string,
  how: string,
  narrowed: { readonly scopes?: readonly Scope[]; readonly untilMs?: number | null } = {},
): Promise<string> {
  const known = await userByName(ports.db, user)
  if (known === null || known.isDisabled) throw permissionDenied(`${user} may not sign in here.`)
  const lastsMs = ports.config.auth?.sessionMs ?? defaultSessionMs
  const expiresMs = Math.min(ports.clock.now().getTime() + lastsMs, narrowed.untilMs ?? Infinity)
  const { token, row } = await issueToken(ports, {
    user,
    type: 'session',
    name: null,
    scopes: narrowed.scopes ?? scopesOfUser(known.isAdmin),
    expiresMs,
    by: { actor: user, address: addressOf(request) },
  })
  await audit(ports, { action: 'signed in', user, tokenKey: row.key, address: addressOf(request), facts: { how } })
  return cookie(ports, token, Math.max(1, Math.floor((expiresMs - ports.clock.now().getTime()) / 1000)))
}

/** The Set-Cookie that ends a session in the browser. */
export function endedCookie(ports: Pick<DaxPorts, 'config'>): string {
  return cookie(ports, '', 0)
}

/** Headers of an answer that sets a cookie. In the page a Response loses Set-Cookie without a word: for the dax there (demoSignIn) it stands under another name too. */
export function cookieHeaders(ports: Pick<DaxPorts, 'config'>, set: string): Record<string, string> {
  return { 'Set-Cookie': set, 'Cache-Control': 'no-store', ...(ports.config.auth?.demoSignIn === true ? { 'X-Set-Cookie': set } : {}) }
}

function cookie(ports: Pick<DaxPorts, 'config'>, value: string, maxAgeS: number): string {
  return `${cookieName(ports.config)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${isTls(ports.config) ? '; Secure' : ''}`
}
