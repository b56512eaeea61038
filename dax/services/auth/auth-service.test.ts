import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loginAnswer, newTokenAnswer, tokenInfo, userInfo, waysAnswer, type Scope } from '../../contract/auth.ts'
import { createDax, type Dax } from '../../dax.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { signIn } from '../testing/sign-in.ts'
import { oneTimePath } from './one-time-link.ts'

let ports: TestPorts
let dax: Dax
let now = Date.parse('2026-11-28T12:00:00Z')

beforeAll(async () => {
  const made = await testPorts()
  ports = { ...made, clock: { now: () => new Date(now) } }
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const base = 'http://localhost:8700'

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly on?: Dax
}

function ask(path: string, { method = 'GET', headers = {}, body, on = dax }: Asked = {}): Promise<Response> {
  return on(new Request(`${base}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }), '192.0.2.7')
}

/** The cookie and CSRF token of somebody who came by a one-time link. */
async function session(user?: string): Promise<{ readonly Cookie: string; readonly csrf: string }> {
  const answer = await ask(await oneTimePath(ports, user))
  const Cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const { csrf } = loginAnswer.parse(await (await ask('/auth/api/v1/login', { headers: { Cookie } })).json())
  return { Cookie, csrf }
}

describe('a one-time link', () => {
  it('signs the owner in, once', async () => {
    const path = await oneTimePath(ports)
    const first = await ask(path)
    expect([first.status, first.headers.get('location')]).toEqual([303, `${base}/`])
    expect(first.headers.get('set-cookie')).toMatch(/^skydax=gt-\S+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/u)
    const second = await ask(path)
    expect([second.headers.get('location'), second.headers.get('set-cookie')]).toEqual([`${base}/account?refused=link`, null])
  })

  it('holds for a day', async () => {
    const path = await oneTimePath(ports)
    now += 86_400_001
    expect((await ask(path)).headers.get('set-cookie')).toBeNull()
  })

  it('gives a Secure cookie with a __Host- name under TLS', async () => {
    const tls = createDax({ ...ports, config: { ...ports.config, publicUrl: 'https://sky.example.org' } })
    expect((await ask(await oneTimePath(ports), { on: tls })).headers.get('set-cookie')).toMatch(
      /^__Host-skydax=\S+; Path=\/; HttpOnly; SameSite=Lax; .*; Secure$/u,
    )
    await tls.close()
  })
})

describe('a session', () => {
  it('of a demo inside the page is told under a name that the page may read, and of no other archive', async () => {
    const demo = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'local', demoSignIn: true } } })
    const post = (on: Dax, body: object): Promise<Response> => ask('/auth/api/v1/login', { on, method: 'POST', body })
    const answer = await post(demo, { demo: true })
    expect([answer.status, answer.headers.get('x-set-cookie')]).toEqual([204, answer.headers.get('set-cookie')])
    await demo.close()
    const { Authorization } = await signIn(ports, 'ada')
    const other = await post(dax, { token: Authorization.slice('Bearer '.length) })
    expect([other.status, other.headers.get('x-set-cookie')]).toEqual([204, null])
  })

  it('tells who one is', async () => {
    const { Cookie } = await session()
    const login = loginAnswer.parse(await (await ask('/auth/api/v1/login', { headers: { Cookie } })).json())
    expect([login.username, login.scopes.includes('exec:admin')]).toEqual(['owner', true])
    const info = userInfo.parse(await (await ask('/auth/api/v1/user-info', { headers: { Cookie } })).json())
    expect(info).toMatchObject({ username: 'owner', name: 'Owner of this archive', groups: [] })
    expect(tokenInfo.parse(await (await ask('/auth/api/v1/token-info', { headers: { Cookie } })).json())).toMatchObject({
      username: 'owner',
      token_type: 'session',
    })
  })

  it('changes nothing without a proof that our own page asks', async () => {
    const { Cookie, csrf } = await session()
    const make = (headers: Record<string, string>, name: string) =>
      ask('/auth/api/v1/users/owner/tokens', { method: 'POST', headers: { Cookie, ...headers }, body: { token_name: name } })
    for (const headers of [{}, { 'X-CSRF-Token': 'x' }, { 'X-CSRF-Token': csrf, Origin: 'https://evil.example' }, { Origin: base }]) {
      const answer = await make(headers as Record<string, string>, 'no')
      expect([answer.status, (await answer.json()).detail.type]).toEqual([403, 'invalid_csrf'])
    }
    expect((await make({ 'X-CSRF-Token': csrf }, 'yes')).status).toBe(201)
    const query = (headers: Record<string, string>) =>
      dax(
        new Request(`${base}/api/tap/sync`, {
          method: 'POST',
          headers: { Cookie, ...headers },
          body: new URLSearchParams({ LANG: 'ADQL', QUERY: 'SELECT TOP 1 obs_id FROM ivoa.obscore' }),
        }),
      )
    expect((await query({ Origin: base })).status).toBe(200)
    expect((await query({ Origin: 'https://evil.example' })).status).toBe(403)
    expect((await query({})).status).toBe(403)
  })

  it('expires, and says so', async () => {
    const { Cookie } = await session()
    now += 12 * 3_600_000 + 1
    const answer = await ask('/api/tap/sync?LANG=ADQL&QUERY=SELECT+1', { headers: { Cookie } })
    expect([answer.status, (await answer.json()).detail]).toEqual([401, { msg: 'Session has expired: sign in again.', type: 'invalid_token' }])
    // what tells how to sign in is told all the same
    expect((await ask('/auth/api/v1/sign-in', { headers: { Cookie } })).status).toBe(200)
  })

  it('ends with signing out', async () => {
    const { Cookie, csrf } = await session()
    const out = await ask('/auth/api/v1/login', { method: 'DELETE', headers: { Cookie, 'X-CSRF-Token': csrf } })
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect((await ask('/auth/api/v1/user-info', { headers: { Cookie } })).status).toBe(401)
  })

  it('is had for a token too, and may do no more than the token', async () => {
    const { Authorization } = await signIn(ports, 'ada', { scopes: ['read:tap'] })
    const token = Authorization.replace('Bearer ', '')
    const answer = await ask('/auth/api/v1/login', { method: 'POST', body: { token } })
    const Cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    expect([answer.status, loginAnswer.parse(await (await ask('/auth/api/v1/login', { headers: { Cookie } })).json()).scopes]).toEqual([
      204,
      ['read:tap'],
    ])
    const wrong = await ask('/auth/api/v1/login', { method: 'POST', body: { token: 'gt-x' } })
    expect([wrong.status, (await wrong.json()).detail.type]).toEqual([401, 'invalid_token'])
    expect(ports.logged.at(-1)).toMatchObject({ event: 'sign-in refused', address: '192.0.2.7' })
  })

  it('tells how one can sign in', async () => {
    expect(waysAnswer.parse(await (await ask('/auth/api/v1/sign-in')).json())).toMatchObject({
      anonymous: 'local',
      ways: [{ kind: 'link' }, { kind: 'token' }],
    })
  })
})

describe('the audit log', () => {
  it('tells who signed in, who was refused, and what became of tokens, from where and when, and holds no secret', async () => {
    await ports.db.exec('TRUNCATE dax.auth_audit')
    const { Cookie, csrf } = await session()
    const headers = { Cookie, 'X-CSRF-Token': csrf }
    const made = await ask('/auth/api/v1/users/owner/tokens', { method: 'POST', headers, body: { token_name: 'audited', scopes: ['read:tap'] } })
    const { token } = newTokenAnswer.parse(await made.json())
    await ask(made.headers.get('location') ?? '', { method: 'DELETE', headers })
    await ask('/auth/api/v1/login', { method: 'POST', body: { token: 'gt-aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbb' } })
    await ask('/auth/api/v1/login', { method: 'DELETE', headers })
    const rows = await ports.db.rows<{ action: string; user_name: string | null; at_ms: number }>(
      'SELECT action, user_name, at_ms FROM dax.auth_audit ORDER BY audit_no',
    )
    expect(rows.map(({ action, user_name }) => [action, user_name])).toEqual([
      ['signed in', 'owner'],
      ['token created', 'owner'],
      ['token revoked', 'owner'],
      ['sign-in refused', null],
      ['signed out', 'owner'],
    ])
    expect(rows.every(({ at_ms }) => at_ms === now)).toBe(true)
    const all = JSON.stringify(await ports.db.rows('SELECT * FROM dax.auth_audit'), (_key, value: unknown) => String(value))
    for (const secret of [token.split('.')[1], Cookie.split('.')[1], csrf]) expect(all + JSON.stringify(ports.logged)).not.toContain(secret)
  })
})

describe('tokens', () => {
  it('are made, listed, changed, revoked, and their history is kept', async () => {
    const { Cookie, csrf } = await session()
    const headers = { Cookie, 'X-CSRF-Token': csrf }
    const expires = Math.floor(now / 1000) + 86_400
    const made = await ask('/auth/api/v1/users/owner/tokens', {
      method: 'POST',
      headers,
      body: { token_name: 'notebook', scopes: ['read:tap', 'user:token'], expires },
    })
    expect(made.status).toBe(201)
    const { token } = newTokenAnswer.parse(await made.json())
    const at = made.headers.get('location') ?? ''
    const told = tokenInfo.parse(await (await ask(at, { headers: { Cookie } })).json())
    expect(told).toMatchObject({ token_name: 'notebook', scopes: ['read:tap', 'user:token'], expires, token_type: 'user' })
    expect(token.startsWith(`gt-${told.token}.`)).toBe(true)
    const bearer = { Authorization: `Bearer ${token}` }
    const listed = await (await ask('/auth/api/v1/users/owner/tokens', { headers: bearer })).text()
    expect(listed).toContain(told.token)
    expect(listed).not.toContain(token.split('.')[1])
    const changed = await ask(at, { method: 'PATCH', headers, body: { token_name: 'notebook 2', expires: null } })
    expect([changed.status, await changed.json()]).toEqual([201, expect.not.objectContaining({ expires })])
    expect((await ask(at, { method: 'DELETE', headers })).status).toBe(204)
    expect((await ask('/auth/api/v1/token-info', { headers: bearer })).status).toBe(401)
    const history = await (await ask(`${at}/change-history`, { headers: { Cookie } })).json()
    expect((history as { action: string }[]).map(({ action }) => action)).toEqual(['revoke', 'edit', 'create'])
  })

  it.each([
    [{ token_name: '  ' }, 'invalid_token_name'],
    [{ token_name: 'a', scopes: ['sit:down'] }, 'invalid_scopes'],
    [{ token_name: 'a', scopes: ['exec:admin'] }, 'invalid_scopes'],
    [{ token_name: 'a', expires: 1 }, 'invalid_expires'],
    [{}, 'validation_error'],
    [{ token_name: 'taken' }, 'duplicate_token_name'],
  ])('are refused as %j: %s', async (body, type) => {
    const bearer = await signIn(ports, 'ben')
    const path = '/auth/api/v1/users/ben/tokens'
    await ask(path, { method: 'POST', headers: bearer, body: { token_name: 'taken' } })
    const answer = await ask(path, { method: 'POST', headers: bearer, body })
    expect([answer.status, (await answer.json()).detail[0].type]).toEqual([422, type])
  })

  it('of others are for administrators of tokens', async () => {
    const ask403 = async (scopes: readonly Scope[]) =>
      (await ask('/auth/api/v1/users/ben/tokens', { headers: await signIn(ports, 'eve', { scopes }) })).status
    expect([await ask403(['user:token']), await ask403(['admin:token'])]).toEqual([403, 200])
    expect((await ask('/auth/api/v1/users/eve/tokens', { headers: await signIn(ports, 'eve', { scopes: ['read:tap'] }) })).status).toBe(403)
  })
})

describe('an archive that is not for its own machine alone', () => {
  it('asks for a scope before a service sees the request', async () => {
    const closed = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'none' } } })
    for (const path of ['/api/tap/tables', '/api/hips/list', '/api/names?q=M31', '/api/provenance/templates', '/api/nothing'])
      expect((await ask(path, { on: closed })).status).toBe(401)
    for (const path of ['/api/tap/capabilities', '/api/sia/availability', '/api/openapi.json'])
      expect((await ask(path, { on: closed })).status).toBe(200)
    const answer = await ask('/api/files/1', { on: closed, headers: await signIn(ports, 'ada', { scopes: ['read:tap'] }) })
    expect([answer.status, (await answer.json()).detail.type]).toEqual([403, 'insufficient_scope'])
    await closed.close()
  })

  it.each(['date', 'seconds'] as const)('counts requests, and says when to come back (%s)', async (retryAfter) => {
    const few = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'read', perMinute: { anonymous: 2, user: 0 }, retryAfter } } })
    const path = '/api/names?q=M31'
    const first = await ask(path, { on: few })
    expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining'), first.headers.get('x-ratelimit-resource')]).toEqual([
      '2',
      '1',
      'names',
    ])
    await ask(path, { on: few })
    const third = await ask(path, { on: few })
    expect([third.status, (await third.json()).detail[0].type]).toEqual([429, 'rate_limited'])
    expect(third.headers.get('retry-after')).toMatch(retryAfter === 'date' ? / GMT$/u : /^60$/u)
    expect((await ask('/api/hips/list', { on: few })).status).toBe(200)
    const blocked = await ask(path, { on: few, headers: await signIn(ports, 'ada') })
    expect([blocked.status, (await blocked.json()).detail.type]).toEqual([403, 'blocked'])
    now += 60_001
    expect((await ask(path, { on: few })).status).not.toBe(429)
    await few.close()
  })

  it('answers to localhost only where it is for its own machine, and trusts no page of another site', async () => {
    const own = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'local', isLoopback: true } } })
    expect((await own(new Request('http://evil.example:8700/api/hips/list'))).status).toBe(421)
    expect((await own(new Request('http://127.0.0.1:8700/api/hips/list'))).status).toBe(200)
    const save = (origin: string) =>
      ask('/api/provenance/templates', { on: own, method: 'POST', headers: { Origin: origin }, body: {} }).then((answer) => answer.status)
    expect([await save('https://evil.example'), await save(base)]).toEqual([401, 400])
    await own.close()
  })
})
