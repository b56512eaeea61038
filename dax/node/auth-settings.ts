import { Fault } from '../fault.ts'
import type { AuthConfig, OidcConfig } from '../ports.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What the command line says of where dax listens, and for whom. */
export interface Listening {
  readonly host: string
  readonly anonymousReadOnly: boolean
  /** Of the archive: makes the cookie's name its own. */
  readonly archiveId: string
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|::1)$/u.test(host)

/**
 * Who may do what, from the environment and the command line. Without sign-in an archive is for its own machine. Throws a usage Fault where it would
 * listen wider without people having to sign in, and for every wrong value.
 */
export function authConfigOf({ host, anonymousReadOnly, archiveId }: Listening, env: Env = process.env): AuthConfig {
  const oidc = oidcOf(env)
  const isLocal = isLoopback(host) && oidc === null && !anonymousReadOnly && given(env, 'DAX_ANONYMOUS') === undefined
  if (!isLoopback(host) && oidc === null && !anonymousReadOnly)
    throw new Fault(
      'usage',
      `--host ${host} lets other machines in, and nobody would have to sign in. Name an OpenID Connect provider (DAX_OIDC_ISSUER, DAX_OIDC_CLIENT_ID), or say --anonymous-read-only: all may read what is public, and tokens of "dax token create" do the rest.`,
      ['host'],
    )
  const perMinute = limitsOf(env, isLocal)
  const sessionHours = number(env, 'DAX_SESSION_HOURS', 12)
  return {
    anonymous: isLocal ? 'local' : oneOf(env, 'DAX_ANONYMOUS', ['read', 'none'], 'read'),
    cookieSuffix: `-${archiveId.slice(0, 8)}`,
    sessionMs: sessionHours * 3_600_000,
    isLoopback: isLocal,
    retryAfter: oneOf(env, 'DAX_RETRY_AFTER', ['date', 'seconds'], 'date'),
    behindProxy: oneOf(env, 'DAX_BEHIND_PROXY', ['yes', 'no'], 'no') === 'yes',
    ...(perMinute === null ? {} : { perMinute }),
    ...(oidc === null ? {} : { oidc }),
  }
}

/** DAX_RATE_LIMIT=anonymous/user, requests a minute and service; 'none' = no limits. One's own machine needs room for the tiles of a sky map, and no more. */
function limitsOf(env: Env, isLocal: boolean): NonNullable<AuthConfig['perMinute']> | null {
  const text = given(env, 'DAX_RATE_LIMIT')
  if (text === undefined) return isLocal ? { anonymous: 60_000, user: 60_000 } : { anonymous: 1_200, user: 12_000 }
  if (text === 'none') return null
  const [, anonymous, user] = /^(\d{1,7})\/(\d{1,7})$/u.exec(text) ?? []
  if (anonymous === undefined || user === undefined)
    throw new Fault(
      'usage',
      `DAX_RATE_LIMIT is "${text}"; requests a minute of those not signed in and of users, such as 600/6000, or none expected`,
      ['DAX_RATE_LIMIT'],
    )
  return { anonymous: Number(anonymous), user: Number(user) }
}

function oidcOf(env: Env): OidcConfig | null {
  const issuer = given(env, 'DAX_OIDC_ISSUER')
  if (issuer === undefined) return null
  if (!/^https:\/\/\S+$/u.test(issuer) && !/^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]\S*)?$/u.test(issuer))
    throw new Fault('usage', `DAX_OIDC_ISSUER is "${issuer}"; an https:// address expected (http:// for a provider on this machine only)`, [
      'DAX_OIDC_ISSUER',
    ])
  const clientId = given(env, 'DAX_OIDC_CLIENT_ID')
  if (clientId === undefined)
    throw new Fault(
      'usage',
      'DAX_OIDC_ISSUER is given, and DAX_OIDC_CLIENT_ID is not: register dax at the provider, with /auth/callback as redirect address.',
      ['DAX_OIDC_CLIENT_ID'],
    )
  const clientSecret = given(env, 'DAX_OIDC_CLIENT_SECRET')
  const adminGroup = given(env, 'DAX_OIDC_ADMIN_GROUP')
  const memberGroup = given(env, 'DAX_OIDC_MEMBER_GROUP')
  return {
    issuer: issuer.replace(/\/$/u, ''),
    clientId,
    title: given(env, 'DAX_OIDC_TITLE') ?? new URL(issuer).hostname,
    scope: given(env, 'DAX_OIDC_SCOPE') ?? 'openid profile email',
    userClaim: given(env, 'DAX_OIDC_USER_CLAIM') ?? 'preferred_username',
    groupsClaim: given(env, 'DAX_OIDC_GROUPS_CLAIM') ?? 'groups',
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(adminGroup === undefined ? {} : { adminGroup }),
    ...(memberGroup === undefined ? {} : { memberGroup }),
  }
}

function given(env: Env, name: string): string | undefined {
  const text = env[name]
  return text === undefined || text === '' ? undefined : text
}

function oneOf<T extends string>(env: Env, name: string, values: readonly T[], fallback: T): T {
  const text = given(env, name)
  if (text === undefined) return fallback
  const found = values.find((value) => value === text)
  if (found === undefined) throw new Fault('usage', `${name} is "${text}"; ${values.join(' or ')} expected`, [name])
  return found
}

function number(env: Env, name: string, fallback: number): number {
  const text = given(env, name)
  if (text === undefined) return fallback
  if (!/^\d{1,5}$/u.test(text) || Number(text) === 0) throw new Fault('usage', `${name} is "${text}"; a whole number above 0 expected`, [name])
  return Number(text)
}

/** What "dax --help" says about sign-in. */
export const authHelp = `  DAX_OIDC_ISSUER      OpenID Connect provider that people sign in with (its redirect address here: /auth/callback); with it DAX_OIDC_CLIENT_ID,
                       and where needed DAX_OIDC_CLIENT_SECRET, _SCOPE (openid profile email), _USER_CLAIM (preferred_username), _GROUPS_CLAIM
                       (groups), _ADMIN_GROUP (who administers), _MEMBER_GROUP (who may sign in; default all), _TITLE (what the button says)
  DAX_ANONYMOUS        what those may do who do not sign in: read (what is public; default) or none
  DAX_SESSION_HOURS    how long a session lasts (12)
  DAX_RATE_LIMIT       requests a minute and service of those not signed in, and of users (1200/12000; on loopback 60000/60000), or none
  DAX_RETRY_AFTER      how a 429 tells when to come back: date (as the Rubin Science Platform; default) or seconds
  DAX_BEHIND_PROXY     yes = believe X-Forwarded-For`
