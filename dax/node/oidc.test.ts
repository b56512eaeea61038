import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loginAnswer, userInfo } from '../contract/auth.ts'
import { createDax } from '../dax.ts'
import type { DaxPorts, OidcConfig } from '../ports.ts'
import { testPorts, type TestPorts } from '../services/testing/test-ports.ts'
import { freePort } from './testing/free-port.ts'
import { serveForTests, type RunningDax } from './testing/serve-for-tests.ts'
import { smallBrowser, startProvider } from './testing/test-provider.ts'

let ports: TestPorts
let provider: Awaited<ReturnType<typeof startProvider>>
let dax: RunningDax
let closed: RunningDax
let origin: string

const withOidc = (issuer: string, more: Partial<OidcConfig> = {}): DaxPorts => ({
  ...ports,
  fetch: (url, init) => fetch(url, init ?? {}),
  config: {
    ...ports.config,
    auth: {
      anonymous: 'read',
      oidc: {
        issuer,
        clientId: 'skydax',
        clientSecret: 'a secret: with+odd/chars',
        title: 'Test',
        scope: 'openid profile email',
        userClaim: 'preferred_username',
        groupsClaim: 'groups',
        adminGroup: 'admins',
        ...more,
      },
    },
  },
})

beforeAll(async () => {
  ports = await testPorts()
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  provider = await startProvider(`${origin}/auth/callback`)
  dax = await serveForTests(withOidc(provider.issuer), port)
})
afterAll(async () => {
  await dax.close()
  await closed?.close()
  await provider.close()
  await ports.db.close()
})

const atCallback = (url: string): boolean => url.startsWith(`${origin}/auth/callback`)

describe('signing in by a real OpenID Connect provider', () => {
  it('gives a session to who the provider knows, with name, mail and groups, and leads back to where one was', async () => {
    const browser = smallBrowser()
    const { response } = await browser.signIn(`${origin}/login?rd=${encodeURIComponent('/images/x?stretch=log')}`, 'ada', atCallback)
    expect([response.status, response.headers.get('location')]).toEqual([303, `${origin}/images/x?stretch=log`])
    const login = loginAnswer.parse(await (await browser.get(`${origin}/auth/api/v1/login`)).json())
    expect([login.username, login.scopes.includes('exec:admin')]).toEqual(['ada', false])
    const info = userInfo.parse(await (await browser.get(`${origin}/auth/api/v1/user-info`)).json())
    expect([info.name, info.email, info.groups.map(({ name }) => name)]).toEqual(['Ada L.', 'ada@example.org', ['builders', 'qa']])
    await browser.get(`${origin}/logout`)
    expect((await browser.get(`${origin}/auth/api/v1/login`)).status).toBe(401)
  })

  it('makes administrators of a group of the provider', async () => {
    const browser = smallBrowser()
    await browser.signIn(`${origin}/login`, 'root', atCallback)
    expect(loginAnswer.parse(await (await browser.get(`${origin}/auth/api/v1/login`)).json()).scopes).toContain('exec:admin')
  })

  it.each([
    ['thief', 'permission_denied'],
    ['odd', 'permission_denied'],
  ])('gives %s nothing: a name belongs to who had it first, and must be one', async (login, refused) => {
    const browser = smallBrowser()
    const { response } = await browser.signIn(`${origin}/login`, login, atCallback)
    expect(response.headers.get('location')).toBe(`${origin}/account?refused=${refused}`)
    expect((await browser.get(`${origin}/auth/api/v1/login`)).status).toBe(401)
  })

  it('takes no answer that began in another browser, and none twice', async () => {
    const [hers, his] = [smallBrowser(), smallBrowser()]
    const { url } = await hers.signIn(`${origin}/login`, 'ada', atCallback)
    for (const browser of [his, hers]) expect((await browser.get(url)).headers.get('location')).toBe(`${origin}/account?refused=invalid_state`)
  })

  it('leads nowhere but to its own pages', async () => {
    for (const rd of ['https://evil.example/', '//evil.example/', 'javascript:alert(1)', 'http://127.0.0.1:1/'])
      expect((await fetch(`${origin}/login?rd=${encodeURIComponent(rd)}`, { redirect: 'manual' })).status).toBe(422)
  })

  it('says that the provider failed where it is not there', async () => {
    closed = await serveForTests(withOidc('http://127.0.0.1:1'))
    const answer = await fetch(`${closed.origin}/login`, { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(`${closed.origin}/account?refused=provider_failed`)
  })
})

/** A provider whose id_token is as bad as the test wants it. */
describe('an id_token is refused', () => {
  const issuer = 'https://login.example.org'

  async function ending(
    make: (facts: { nonce: string; key: CryptoKey; other: CryptoKey }) => Promise<string>,
    clockMs = Date.now(),
  ): Promise<string | null> {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const other = (await generateKeyPair('ES256')).privateKey
    let nonce = ''
    const answers: Readonly<Record<string, () => unknown>> = {
      '/.well-known/openid-configuration': () => ({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      }),
      '/jwks': async () => ({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] }),
      '/token': async () => ({ id_token: await make({ nonce, key: privateKey, other }), token_type: 'Bearer' }),
    }
    const own = createDax({
      ...withOidc(issuer),
      clock: { now: () => new Date(clockMs) },
      fetch: async (url) => Response.json(await answers[new URL(url).pathname]?.()),
    })
    const first = await own(new Request('https://sky.example.org/login'))
    const to = new URL(first.headers.get('location') ?? '')
    nonce = to.searchParams.get('nonce') ?? ''
    const Cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const last = await own(
      new Request(`https://sky.example.org/auth/callback?code=x&state=${to.searchParams.get('state') ?? ''}`, { headers: { Cookie } }),
    )
    await own.close()
    return last.headers.get('location')
  }

  const token =
    (claims: object, nowMs = Date.now(), key?: CryptoKey) =>
    (facts: { nonce: string; key: CryptoKey }) =>
      new SignJWT({ nonce: facts.nonce, preferred_username: 'eve', groups: [], ...claims })
        .setProtectedHeader({ alg: 'ES256' })
        .setSubject('eve-1')
        .setIssuer((claims as { iss?: string }).iss ?? issuer)
        .setAudience((claims as { aud?: string }).aud ?? 'skydax')
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(Math.floor(nowMs / 1000) + 300)
        .sign(key ?? facts.key)

  it('but a good one is taken, also from a clock that is 50 s off', async () => {
    expect(await ending(token({}))).toBe('https://sky.example.org/')
    expect(await ending(token({}, Date.now()), Date.now() + 345_000)).toBe('https://sky.example.org/')
  })

  it.each([
    ['of another nonce', token({ nonce: 'mine' })],
    ['for another audience', token({ aud: 'other' })],
    ['of another issuer', token({ iss: 'https://evil.example' })],
    ['for another party', token({ azp: 'other' })],
    ['that is over', token({}, Date.now() - 400_000)],
    ['signed with another key', (facts: { nonce: string; key: CryptoKey; other: CryptoKey }) => token({})({ ...facts, key: facts.other })],
    [
      'without signature',
      ({ nonce }: { nonce: string }) =>
        Promise.resolve(`${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ iss: issuer, aud: 'skydax', sub: 'x', nonce, exp: 9e9, iat: 1 }))}.`),
    ],
  ])('%s', async (_what, make) => {
    expect(await ending(make)).toBe('https://sky.example.org/account?refused=provider_failed')
  })
})
