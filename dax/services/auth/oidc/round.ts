import { jwtVerify, type JWTPayload } from 'jose'
import * as z from 'zod/mini'
import { insertPending, takePending } from '../../../archive/auth/pending-rows.ts'
import type { DaxPorts, OidcConfig } from '../../../ports.ts'
import { baseUrl } from '../../base-url.ts'
import { isTls } from '../credentials.ts'
import { AuthRefusal } from '../refusal.ts'
import { base64url, digestOf, randomText, sameText } from '../token.ts'
import type { Claims } from './claims.ts'
import { providerFailed, providerJson, type Provider } from './provider.ts'

/** How long somebody may take at the provider. */
const roundMs = 600_000
/** Clocks of two machines differ. */
const skewS = 60
/** Signatures that only the provider can make. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** The way to the provider, and the cookie that ties its answer to this browser. */
export interface Departure {
  readonly url: string
  readonly cookie: string
}

const stateCookie = 'skydax-oidc'
const redirectAddress = (ports: DaxPorts, request: Request): string => `${baseUrl(request, ports)}/auth/callback`

/** Begins a sign-in: authorization code flow with PKCE (S256), a state tied to the browser, and a nonce. `back` = where to go in the end. */
export async function depart(ports: DaxPorts, config: OidcConfig, provider: Provider, request: Request, back: string): Promise<Departure> {
  const [state, nonce, verifier] = [randomText(), randomText(), randomText() + randomText()]
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
  await insertPending(
    ports.db,
    await digestOf(state),
    { kind: 'oidc', user: null, facts: { nonce, verifier, back } },
    ports.clock.now().getTime() + roundMs,
  )
  const url = new URL(provider.authorization_endpoint)
  const parameters = {
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: redirectAddress(ports, request),
    scope: config.scope,
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, cookie: cookie(ports, state, roundMs / 1000) }
}

/** The cookie that ends a round. */
export function arrivedCookie(ports: Pick<DaxPorts, 'config'>): string {
  return cookie(ports, '', 0)
}

function cookie(ports: Pick<DaxPorts, 'config'>, value: string, maxAgeS: number): string {
  return `${stateCookie}=${value}; Path=/auth; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${isTls(ports.config) ? '; Secure' : ''}`
}

/** Who came back from the provider, by verified claims, and where he wanted to go. Throws AuthRefusal. */
export interface Arrival {
  readonly subject: string
  readonly claims: Claims
  readonly back: string
}

export async function arrive(ports: DaxPorts, config: OidcConfig, provider: Provider, request: Request): Promise<Arrival> {
  const query = new URL(request.url).searchParams
  const state = query.get('state') ?? ''
  const tied = /(?:^|;\s*)skydax-oidc=([^;]*)/u.exec(request.headers.get('cookie') ?? '')?.[1] ?? ''
  const pending =
    sameText(state, tied) && state !== '' ? await takePending(ports.db, await digestOf(state), 'oidc', ports.clock.now().getTime()) : null
  if (pending === null)
    throw refusedBy(
      'invalid_state',
      'This answer belongs to no sign-in that began in this browser, or it took longer than ten minutes. Sign in again.',
    )
  const { nonce = '', verifier = '', back = '' } = pending.facts
  const issuer = query.get('iss')
  if (issuer !== null && issuer.replace(/\/$/u, '') !== config.issuer)
    throw refusedBy('invalid_state', 'The answer names another provider. Sign in again.')
  const code = query.get('code')
  if (code === null)
    throw refusedBy('denied', `The provider did not sign you in (${(query.get('error') ?? 'no code').replaceAll(/[^\w -]/gu, '').slice(0, 60)}).`)
  const tokens = await exchanged(ports, config, provider, { code, verifier, redirect: redirectAddress(ports, request) })
  const payload = await verified(ports, config, provider, tokens.id_token, nonce)
  return { subject: payload.sub ?? '', claims: await allClaims(ports, config, provider, payload, tokens.access_token), back }
}

function refusedBy(type: 'invalid_state' | 'denied', message: string): AuthRefusal {
  return new AuthRefusal('forbidden', type, message)
}

const tokenAnswer = z.looseObject({ id_token: z.string(), access_token: z.optional(z.string()) })

async function exchanged(
  ports: DaxPorts,
  config: OidcConfig,
  provider: Provider,
  got: { readonly code: string; readonly verifier: string; readonly redirect: string },
): Promise<z.infer<typeof tokenAnswer>> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: got.code,
    redirect_uri: got.redirect,
    client_id: config.clientId,
    code_verifier: got.verifier,
  })
  const headers: Record<string, string> = {}
  const takesBasic = provider.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true
  if (config.clientSecret !== undefined && takesBasic) {
    // RFC 6749 §2.3.1: both are form-encoded before they are joined
    const part = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2)
    headers['Authorization'] = `Basic ${btoa(`${part(config.clientId)}:${part(config.clientSecret)}`)}`
  } else if (config.clientSecret !== undefined) form.set('client_secret', config.clientSecret)
  const read = z.safeParse(tokenAnswer, await providerJson(ports, provider.token_endpoint, { form, headers }))
  if (!read.success) throw providerFailed(ports, 'its token endpoint gave no id_token')
  return read.data
}

async function verified(ports: DaxPorts, config: OidcConfig, provider: Provider, idToken: string, nonce: string): Promise<JWTPayload> {
  let payload: JWTPayload
  try {
    const read = await jwtVerify(idToken, provider.keys, {
      issuer: provider.issuer,
      audience: config.clientId,
      algorithms,
      clockTolerance: skewS,
      currentDate: ports.clock.now(),
      requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    })
    payload = read.payload
  } catch (error) {
    throw providerFailed(ports, `its id_token does not hold: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof payload['nonce'] !== 'string' || !sameText(payload['nonce'], nonce)) throw providerFailed(ports, 'the nonce of its id_token is not ours')
  if (payload['azp'] !== undefined && payload['azp'] !== config.clientId) throw providerFailed(ports, 'its id_token was issued to another client')
  return payload
}

/** The claims of the id_token, and where it lacks what is needed, those of the user-info endpoint about the same subject. */
async function allClaims(
  ports: DaxPorts,
  config: OidcConfig,
  provider: Provider,
  payload: JWTPayload,
  accessToken: string | undefined,
): Promise<Claims> {
  const lacks = [config.userClaim, config.groupsClaim].some((name) => payload[name] === undefined)
  if (!lacks || accessToken === undefined || provider.userinfo_endpoint === undefined) return payload
  const more = await providerJson(ports, provider.userinfo_endpoint, { headers: { Authorization: `Bearer ${accessToken}` } })
  if (typeof more !== 'object' || more === null || (more as Claims)['sub'] !== payload.sub)
    throw providerFailed(ports, 'its user-info is about somebody else')
  return { ...(more as Claims), ...payload }
}
