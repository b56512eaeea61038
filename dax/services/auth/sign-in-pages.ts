import { Hono } from 'hono'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { baseUrl } from '../base-url.ts'
import { addressOf } from './address.ts'
import { audit } from './audit.ts'
import { admitUser, toldBy } from './oidc/claims.ts'
import { oidcProvider } from './oidc/provider.ts'
import { arrive, arrivedCookie, depart } from './oidc/round.ts'
import { returnAddress, seeOther } from './redirect.ts'
import { AuthRefusal } from './refusal.ts'
import { startSession } from './session.ts'
import { signOut } from './sign-out.ts'

/**
 * /login?rd=, /auth/callback and /logout?rd=: what a browser goes to. With an OpenID provider, /login leads there and the callback comes back with a
 * session; without one, to the page that tells how to sign in. A refusal leads back to that page, which says why.
 */
export function signInPages(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const config = ports.config.auth?.oidc
  const provider = config === undefined ? null : oidcProvider(ports, config)
  const account = (request: Request, refused: string): Response =>
    seeOther(`${baseUrl(request, ports)}/account?refused=${encodeURIComponent(refused)}`)

  app.get('/login', async (c) => {
    const back = returnAddress(ports, c.req.raw, c.req.query('rd'))
    if (config === undefined || provider === null) return seeOther(`${baseUrl(c.req.raw, ports)}/account?rd=${encodeURIComponent(back)}`)
    try {
      const { url, cookie } = await depart(ports, config, await provider(), c.req.raw, back)
      return seeOther(url, [cookie])
    } catch (error) {
      if (error instanceof AuthRefusal) return account(c.req.raw, error.type)
      throw error
    }
  })

  app.get('/auth/callback', async (c) => {
    if (config === undefined || provider === null) throw new Fault('notFound', 'No OpenID provider is configured here.', ['path'])
    try {
      const { subject, claims, back } = await arrive(ports, config, await provider(), c.req.raw)
      const told = toldBy(config, subject, claims)
      await ports.db.transaction((tx) => admitUser(tx, config, told, ports.clock.now().getTime()))
      return seeOther(back, [await startSession(ports, c.req.raw, told.user, 'OpenID Connect'), arrivedCookie(ports)])
    } catch (error) {
      if (!(error instanceof AuthRefusal)) throw error
      await audit(ports, {
        action: 'sign-in refused',
        user: null,
        address: addressOf(c.req.raw),
        facts: { how: 'OpenID Connect', why: error.message },
      })
      return account(c.req.raw, error.type)
    }
  })

  app.get('/logout', async (c) => seeOther(returnAddress(ports, c.req.raw, c.req.query('rd')), [await signOut(ports, c.req.raw)]))
  return app
}
