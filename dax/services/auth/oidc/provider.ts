import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose'
import * as z from 'zod/mini'
import type { DaxPorts, OidcConfig } from '../../../ports.ts'
import { AuthRefusal } from '../refusal.ts'

const keptMs = 3_600_000
const patienceMs = 10_000

const discovery = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.optional(z.url()),
  code_challenge_methods_supported: z.optional(z.array(z.string())),
  token_endpoint_auth_methods_supported: z.optional(z.array(z.string())),
})

/** An OpenID Connect provider as its discovery document tells it, with the keys that it signs with. */
export interface Provider extends z.infer<typeof discovery> {
  readonly keys: JWTVerifyGetKey
}

/** The provider of the configuration: asked once an hour; a failure is not kept. Throws AuthRefusal provider_failed. */
export function oidcProvider(ports: Pick<DaxPorts, 'fetch' | 'clock' | 'log'>, config: OidcConfig): () => Promise<Provider> {
  let kept: { readonly at: number; readonly provider: Promise<Provider> } | null = null
  return () => {
    const now = ports.clock.now().getTime()
    if (kept !== null && now - kept.at < keptMs) return kept.provider
    const provider = discovered(ports, config)
    kept = { at: now, provider }
    provider.catch(() => (kept = null))
    return provider
  }
}

async function discovered(ports: Pick<DaxPorts, 'fetch' | 'log'>, config: OidcConfig): Promise<Provider> {
  const answer = await providerJson(ports, `${config.issuer}/.well-known/openid-configuration`)
  const read = z.safeParse(discovery, answer)
  if (!read.success) throw providerFailed(ports, `its discovery document lacks ${read.error.issues[0]?.path.join('.') ?? 'something'}`)
  // RFC 8414 §3.3: a document that names another issuer may be an attacker's
  if (read.data.issuer.replace(/\/$/u, '') !== config.issuer) throw providerFailed(ports, `it calls itself ${read.data.issuer}`)
  const keys = createRemoteJWKSet(new URL(read.data.jwks_uri), {
    timeoutDuration: patienceMs,
    [customFetch]: (url: string, init: { readonly signal: AbortSignal }) => send(ports, url, { signal: init.signal }),
  })
  return { ...read.data, keys }
}

/** JSON of the provider, by GET or (with a form) by POST. Throws AuthRefusal provider_failed; what it said goes to the log only. */
export async function providerJson(
  ports: Pick<DaxPorts, 'fetch' | 'log'>,
  url: string,
  more: { readonly headers?: Record<string, string>; readonly form?: URLSearchParams } = {},
): Promise<unknown> {
  let response: Response
  try {
    response = await send(ports, url, {
      signal: AbortSignal.timeout(patienceMs),
      headers: { Accept: 'application/json', ...more.headers },
      ...(more.form === undefined ? {} : { method: 'POST', body: more.form }),
    })
  } catch (error) {
    throw providerFailed(ports, `it cannot be reached (${error instanceof Error ? error.message : String(error)})`)
  }
  const text = (await response.text()).slice(0, 1_000_000)
  if (!response.ok) throw providerFailed(ports, `it answered ${response.status}: ${text.slice(0, 300)}`)
  try {
    return JSON.parse(text)
  } catch {
    throw providerFailed(ports, 'its answer is not JSON')
  }
}

function send(ports: Pick<DaxPorts, 'fetch'>, url: string, init: NonNullable<Parameters<NonNullable<DaxPorts['fetch']>>[1]>): Promise<Response> {
  if (ports.fetch === undefined) throw new Error('this dax makes no outside request')
  return ports.fetch(url, init)
}

/** 502-like: the provider did not do its part. */
export function providerFailed(ports: Pick<DaxPorts, 'log'>, why: string): AuthRefusal {
  ports.log({ level: 'warn', event: 'OpenID provider failed', why })
  return new AuthRefusal('transient', 'provider_failed', 'The sign-in provider did not answer as it should. Try again in a minute.', {
    'Retry-After': '30',
  })
}
