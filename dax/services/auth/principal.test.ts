import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revokeToken, userToken } from '../../archive/auth/token-rows.ts'
import type { Scope } from '../../contract/auth.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { signIn } from '../testing/sign-in.ts'
import { authorize, principal } from './principal.ts'
import { AuthRefusal, renderRefusal } from './refusal.ts'
import { readToken, sameText } from './token.ts'

let ports: TestPorts
beforeAll(async () => {
  ports = await testPorts()
})
afterAll(() => ports.db.close())

const asked = (headers: Record<string, string> = {}): Request => new Request('http://dax.test/api/x', { headers })

async function refused(headers: Record<string, string>, scope: Scope = 'read:tap'): Promise<Response> {
  const request = asked(headers)
  const error = await authorize(ports, request, scope, 'see this').catch((thrown: unknown) => thrown)
  if (!(error instanceof AuthRefusal)) throw new Error(`not refused: ${String(error)}`)
  return renderRefusal(error, request)
}

describe('who a request is', () => {
  it('is nobody without credentials, and the holder of its token otherwise', async () => {
    expect(await principal(ports, asked())).toMatchObject({ kind: 'anonymous', user: null })
    const bearer = await signIn(ports, 'ada', { groups: ['qa', 'builders'], scopes: ['read:tap'] })
    expect(await principal(ports, asked(bearer))).toMatchObject({
      kind: 'user',
      user: 'ada',
      groups: ['builders', 'qa'],
      scopes: ['read:tap'],
      isAdmin: false,
    })
    const token = bearer.Authorization.replace('Bearer ', '')
    for (const pair of [`${token}:x-oauth-basic`, `x-oauth-basic:${token}`])
      expect(await principal(ports, asked({ Authorization: `Basic ${btoa(pair)}` }))).toMatchObject({ user: 'ada' })
  })

  it('is refused, and not taken for nobody, where a token does not hold', async () => {
    const bearer = await signIn(ports, 'eve')
    const token = bearer.Authorization.replace('Bearer ', '')
    const wrongSecret = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    const expired = await signIn(ports, 'old', { expiresMs: Date.now() - 1 })
    for (const [Authorization, msg] of [
      ['Bearer gt-nonsense', 'Token is malformed'],
      [`Bearer ${wrongSecret}`, 'Token is not valid'],
      ['Bearer gt-AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA', 'Token is not valid'],
      [expired.Authorization, 'Token has expired'],
      ['Digest x', 'Authorization is neither'],
    ] as const) {
      const answer = await refused({ Authorization })
      expect([answer.status, answer.headers.get('www-authenticate')?.includes('error="invalid_token"')]).toEqual([401, true])
      expect(await answer.json()).toEqual({ detail: { msg: expect.stringContaining(msg), type: 'invalid_token' } })
    }
    const key = readToken(token)?.key ?? ''
    const row = await userToken(ports.db, 'eve', key, Date.now())
    if (row !== null) await revokeToken(ports.db, row, { actor: 'eve', address: null }, Date.now())
    expect((await (await refused(bearer)).json()).detail.msg).toBe('Token was revoked.')
  })

  it('keeps nothing of a token but a digest of its secret', async () => {
    const { Authorization } = await signIn(ports, 'kept')
    const secret = readToken(Authorization.replace('Bearer ', ''))?.secret ?? '?'
    const rows = await ports.db.rows("SELECT * FROM dax.auth_token WHERE user_name = 'kept'")
    expect(JSON.stringify(rows, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v))).not.toContain(secret)
  })
})

describe('a refusal', () => {
  it('says 401 no_authorization to nobody, as 403 to a script that says it is one', async () => {
    const plain = await refused({})
    expect([plain.status, plain.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="skydax"'])
    expect(await plain.json()).toEqual({ detail: { msg: 'Authentication required: sign in to see this.', type: 'no_authorization' } })
    const xhr = await refused({ 'X-Requested-With': 'XMLHttpRequest' })
    expect([xhr.status, (await xhr.json()).detail.type]).toEqual([403, 'no_authorization'])
  })

  it('says 403 insufficient_scope, and which scope', async () => {
    const answer = await refused(await signIn(ports, 'reader', { scopes: ['read:image'] }), 'write:files')
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([403, expect.stringContaining('scope="write:files"')])
    expect((await answer.json()).detail).toMatchObject({ type: 'insufficient_scope', msg: expect.stringContaining('write:files') })
  })
})

it('compares secrets whole', () => {
  expect([sameText('abc', 'abc'), sameText('abc', 'abd'), sameText('abc', 'ab'), sameText('', 'a'), sameText('a', '')]).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})
