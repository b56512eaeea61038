import { describe, expect, it } from 'vitest'
import { authConfigOf } from './auth-settings.ts'

const at = (host: string, env: Record<string, string> = {}, anonymousReadOnly = false) =>
  authConfigOf({ host, anonymousReadOnly, archiveId: '0123456789' }, env)

const oidc = { DAX_OIDC_ISSUER: 'https://login.example.org/', DAX_OIDC_CLIENT_ID: 'skydax' }

describe('who may do what', () => {
  it('is for its own machine on loopback', () => {
    expect(at('127.0.0.1')).toMatchObject({ anonymous: 'local', isLoopback: true, cookieSuffix: '-01234567' })
  })

  it('is refused on wider addresses where nobody would have to sign in', () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'sky.example.org']) expect(() => at(host)).toThrow(/nobody would have to sign in/u)
    expect(at('0.0.0.0', {}, true)).toMatchObject({ anonymous: 'read', isLoopback: false })
    expect(at('0.0.0.0', oidc)).toMatchObject({
      anonymous: 'read',
      oidc: { issuer: 'https://login.example.org', clientId: 'skydax', title: 'login.example.org' },
    })
    expect(at('0.0.0.0', { ...oidc, DAX_ANONYMOUS: 'none' })).toMatchObject({ anonymous: 'none' })
  })

  it.each([
    [{ DAX_OIDC_ISSUER: 'http://login.example.org' }, /https:\/\/ address/u],
    [{ DAX_OIDC_ISSUER: 'https://login.example.org' }, /DAX_OIDC_CLIENT_ID is not/u],
    [{ DAX_ANONYMOUS: 'all' }, /read or none/u],
    [{ DAX_RATE_LIMIT: 'many' }, /such as 600\/6000/u],
    [{ DAX_RETRY_AFTER: 'soon' }, /date or seconds/u],
  ])('refuses %j', (env, words) => {
    expect(() => at('127.0.0.1', env as Record<string, string>)).toThrow(words)
  })

  it('takes limits from the environment', () => {
    expect(at('127.0.0.1', { DAX_RATE_LIMIT: '5/50' }).perMinute).toEqual({ anonymous: 5, user: 50 })
    expect(at('127.0.0.1', { DAX_RATE_LIMIT: 'none' }).perMinute).toBeUndefined()
  })
})
