import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Accounts of the provider: login name → claims beside sub. */
const accounts: Readonly<Record<string, object>> = {
  ada: { preferred_username: 'ada', name: 'Ada L.', email: 'ada@example.org', groups: ['qa', '/builders', 'not a name'] },
  root: { preferred_username: 'root', name: 'Root', groups: ['admins'] },
  thief: { preferred_username: 'ada', name: 'Not Ada', groups: [] },
  odd: { preferred_username: 'ödd name', groups: [] },
}

/** A real OpenID Connect provider on this machine, with forms that take any password. */
export async function startProvider(redirect: string): Promise<{ readonly issuer: string; readonly close: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'skydax', client_secret: 'a secret: with+odd/chars', redirect_uris: [redirect], grant_types: ['authorization_code'] },
      { client_id: 'public', token_endpoint_auth_method: 'none', redirect_uris: [redirect], grant_types: ['authorization_code'] },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'], email: ['email'] },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: `subject-${id}`, ...accounts[id] }) }),
  })
  server.on('request', provider.callback())
  return {
    issuer,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A browser as far as signing in needs one: cookies per origin, redirects by hand, and the provider's two forms. */
export function smallBrowser(): {
  readonly get: (url: string) => Promise<Response>
  /** Goes where the answers lead and fills the provider's forms in, until an answer of `until` comes that leads to no form. */
  readonly signIn: (start: string, login: string, until: (url: string) => boolean) => Promise<{ readonly url: string; readonly response: Response }>
  readonly cookiesOf: (origin: string) => string
} {
  const jar = new Map<string, Map<string, string>>()
  const cookiesOf = (origin: string): string => [...(jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')

  async function send(url: string, form?: Record<string, string>): Promise<Response> {
    const { origin } = new URL(url)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { Cookie: cookiesOf(origin) },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    const own = jar.get(origin) ?? new Map<string, string>()
    jar.set(origin, own)
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? []
      if (value === '' || /max-age=0/iu.test(line)) own.delete(name)
      else own.set(name, value)
    }
    return response
  }

  return {
    get: (url) => send(url),
    cookiesOf,
    async signIn(start, login, until) {
      let url = start
      let response = await send(url)
      for (let step = 0; step < 12; step++) {
        const to = response.headers.get('location')
        if (to === null) {
          if (!/\/interaction\//u.test(url)) return { url, response }
          const prompt = /name="prompt" value="(\w+)"/u.exec(await response.text())?.[1] ?? 'login'
          response = await send(url, prompt === 'login' ? { prompt, login, password: 'any' } : { prompt })
          continue
        }
        if (until(url)) return { url, response }
        url = new URL(to, url).href
        response = await send(url)
      }
      throw new Error(`sign-in did not come to an end: ${url}`)
    },
  }
}
