import type { Scope } from '../../contract/auth.ts'
import { presentedToken, touchToken } from '../../archive/auth/token-rows.ts'
import { publicReader, type Reader } from '../../archive/reader.ts'
import type { DaxPorts } from '../../ports.ts'
import { bearerOf, sessionOf } from './credentials.ts'
import { insufficientScope, invalidToken, noAuthorization } from './refusal.ts'
import { digestOf, readToken, sameText } from './token.ts'

/**
 * Who a request is, and what it may do. How services use it:
 *
 *     const who = await principal(ports, request)                      // anonymous | user; throws 401 for a token that does not hold
 *     const user = await authorize(ports, request, 'write:files', 'upload images')   // a user with that scope, or 401 / 403 as Gafaelfawr says them
 *     user.user, user.groups, user.isAdmin                             // whose things they are
 *     await ports.db.transaction((tx) => tx.rows('… WHERE dax.may_read(i.visibility, i.owner, i.share_group)'), asReader(who))
 *
 * SQL that reads images or provenance for a request runs with asReader(who) and asks dax.may_read(visibility, owner, share_group); views in ivoa and prov
 * do so by themselves. Without asReader only what is public is seen. Things have an owner (a user's name, null = the archive itself), a visibility
 * ('public', 'group', 'private') and for 'group' a share_group; administrators see all. What one may not see answers as what is not there.
 * A request is looked at once: asking again costs nothing.
 */
export type Principal = Anonymous | SignedIn

/** Nobody known. May read what is public, as far as the archive is open (see AuthConfig.anonymous). */
export interface Anonymous {
  readonly kind: 'anonymous'
  readonly user: null
  readonly groups: readonly string[]
  readonly scopes: readonly Scope[]
  readonly isAdmin: false
}

/** Somebody known by a token, or by the session cookie of the page. */
export interface SignedIn {
  readonly kind: 'user'
  readonly user: string
  readonly displayName: string | null
  readonly email: string | null
  readonly uid: bigint
  readonly groups: readonly string[]
  /** Of the token: a user's own token may carry fewer than the user has. */
  readonly scopes: readonly string[]
  /** Has the scope exec:admin: may see and change what others own. */
  readonly isAdmin: boolean
  readonly via: 'token' | 'session'
  /** Key of the token, by which it is listed and revoked. */
  readonly tokenKey: string
  readonly expiresMs: number | null
}

const known = new WeakMap<Request, Promise<Principal>>()

/** Who this request is. Throws AuthRefusal (401) for credentials that do not hold: a wrong, expired or revoked token is never taken for nobody. */
export function principal(ports: Pick<DaxPorts, 'db' | 'clock' | 'config'>, request: Request): Promise<Principal> {
  const found = known.get(request) ?? recognised(ports, request)
  known.set(request, found)
  return found
}

/** The user who asks, with that scope. Throws AuthRefusal: 401 where nobody is known, 403 where the scope is missing. `what` completes 'sign in to …'. */
export async function authorize(ports: Pick<DaxPorts, 'db' | 'clock' | 'config'>, request: Request, scope: Scope, what?: string): Promise<SignedIn> {
  const who = await principal(ports, request)
  if (who.kind === 'anonymous') throw noAuthorization(what)
  if (!who.scopes.includes(scope)) throw insufficientScope(scope)
  return who
}

/** Settings of a transaction that reads for this principal: what dax.may_read() and the views of ivoa and prov look at. */
export function asReader(who: Principal): Reader {
  if (who.kind === 'anonymous') return publicReader
  return { settings: { 'dax.user': who.user, 'dax.groups': who.groups.join(' '), 'dax.admin': who.isAdmin ? 'on' : 'off' } }
}

/** Cache-Control of an answer that depends on who asks: what a user got is never given to another one out of a shared cache. */
export function cacheFor(who: Principal, how: string): string {
  return who.kind === 'anonymous' ? `public, ${how}` : 'private, no-cache'
}

/** Whether only this machine reaches the archive. */
export function isLocal(config: DaxPorts['config']): boolean {
  return (config.auth?.anonymous ?? 'local') === 'local'
}

/** What nobody known may do. */
export function anonymousOf(config: DaxPorts['config'], request: Request): Anonymous {
  const stated = config.auth?.anonymous ?? 'local'
  // a page of another site that the user's browser shows is not the user
  const open = stated === 'local' && isForeign(request) ? 'read' : stated
  const scopes: readonly Scope[] =
    open === 'none' ? [] : open === 'read' ? ['read:tap', 'read:image'] : ['read:tap', 'read:image', 'read:alertdb', 'write:templates']
  return { kind: 'anonymous', user: null, groups: [], scopes, isAdmin: false }
}

function isForeign(request: Request): boolean {
  const origin = request.headers.get('origin')
  return origin !== null && origin !== new URL(request.url).origin
}

async function recognised(ports: Pick<DaxPorts, 'db' | 'clock' | 'config'>, request: Request): Promise<Principal> {
  const bearer = bearerOf(request)
  if (bearer !== null) return holder(ports, bearer, 'token')
  const session = sessionOf(request, ports.config)
  return session === null ? anonymousOf(ports.config, request) : holder(ports, session, 'session')
}

async function holder(ports: Pick<DaxPorts, 'db' | 'clock'>, text: string, via: SignedIn['via']): Promise<Principal> {
  const token = readToken(text)
  if (token === null) throw invalidToken('Token is malformed: gt-<key>.<secret> expected.')
  const row = await presentedToken(ports.db, token.key)
  // a key that nobody has costs the same work as a wrong secret, and answers the same
  const right = sameText(await digestOf(token.secret), row?.secretSha256 ?? '0'.repeat(64))
  const isSession = row?.type === 'session'
  if (row === null || !right || isSession !== (via === 'session')) throw invalidToken('Token is not valid.')
  if (row.revokedMs !== null) throw invalidToken('Token was revoked.')
  const now = ports.clock.now().getTime()
  if (row.expiresMs !== null && row.expiresMs <= now) throw invalidToken(isSession ? 'Session has expired: sign in again.' : 'Token has expired.')
  if (row.isDisabled) throw invalidToken('This user may not sign in any more.')
  if ((row.lastUsedMs ?? 0) < now - 60_000) await touchToken(ports.db, row.key, now)
  const { user, displayName, email, uid, groups, scopes, expiresMs } = row
  return {
    kind: 'user',
    user,
    displayName,
    email,
    uid,
    groups,
    scopes,
    isAdmin: scopes.includes('exec:admin'),
    via,
    tokenKey: row.key,
    expiresMs,
  }
}
