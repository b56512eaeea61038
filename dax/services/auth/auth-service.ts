import { Hono, type Context } from 'hono'
import { takePending } from '../../archive/auth/pending-rows.ts'
import { presentedToken } from '../../archive/auth/token-rows.ts'
import { userByName } from '../../archive/auth/user-rows.ts'
import { isScope, scopes, signInBody, type SignInWays, type UserInfo } from '../../contract/auth.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { baseUrl } from '../base-url.ts'
import { addressOf } from './address.ts'
import { audit } from './audit.ts'
import { jsonBody } from './body.ts'
import { sessionOf } from './credentials.ts'
import { ensureOwner, ownerName } from './one-time-link.ts'
import { isLocal, principal, type SignedIn } from './principal.ts'
import { AuthRefusal, invalidToken, noAuthorization, permissionDenied } from './refusal.ts'
import { seeOther } from './redirect.ts'
import { cookieHeaders, startSession } from './session.ts'
import { signOut } from './sign-out.ts'
import { adminTokens, tokenRoutes } from './token-routes.ts'
import { tokenShape } from './token-shape.ts'
import { csrfOf, digestOf, readToken } from './token.ts'

/** /auth: who one is, signing in and out, tokens; paths, answers and refusals of Gafaelfawr, and how one can sign in here. */
export function authService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const api = '/api/v1'

  app.get(`${api}/sign-in`, (c) => json(waysOf(ports, baseUrl(c.req.raw, ports))))
  app.get(`${api}/login`, async (c) => {
    const who = await signedIn(c)
    if (who.via !== 'session')
      throw new AuthRefusal('unauthenticated', 'no_authorization', 'Authentication required: a session is needed here, not a token.')
    const token = readToken(sessionOf(c.req.raw, ports.config) ?? '')
    return json({
      csrf: token === null ? '' : await csrfOf(token),
      username: who.user,
      scopes: who.scopes,
      config: { scopes: Object.entries(scopes).map(([name, description]) => ({ name, description })) },
    })
  })
  app.post(`${api}/login`, async (c) => {
    const body = await jsonBody(c.req.raw, signInBody)
    const set = 'token' in body ? await sessionByToken(ports, c.req.raw, body.token) : await demoSession(ports, c.req.raw)
    return c.body(null, 204, cookieHeaders(ports, set))
  })
  app.delete(`${api}/login`, async (c) => c.body(null, 204, cookieHeaders(ports, await signOut(ports, c.req.raw))))
  app.get(`${api}/user-info`, async (c) => json(await userInfoOf(ports, await signedIn(c))))
  app.get(`${api}/token-info`, async (c) => {
    const row = await presentedToken(ports.db, (await signedIn(c)).tokenKey)
    if (row === null) throw noAuthorization('see this')
    return json(tokenShape(row))
  })
  app.route(`${api}/users`, tokenRoutes(ports))
  const adminToken = adminTokens(ports)
  app.post(`${api}/tokens`, (c) => adminToken(c.req.raw))

  app.get('/link', async (c) => {
    const code = c.req.query('code') ?? ''
    const pending = await takePending(ports.db, await digestOf(code), 'link', ports.clock.now().getTime())
    const base = baseUrl(c.req.raw, ports)
    // people come here, not programs: the page says what is wrong
    if (pending?.user == null) return seeOther(`${base}/account?refused=link`)
    return seeOther(`${base}/`, [await startSession(ports, c.req.raw, pending.user, 'one-time link')])
  })

  async function signedIn(c: Context): Promise<SignedIn> {
    const who = await principal(ports, c.req.raw)
    if (who.kind === 'anonymous') throw noAuthorization('see who you are')
    return who
  }
  return app
}

/** A session for who holds a token: it may do what the token may, and ends with it. */
async function sessionByToken(ports: DaxPorts, request: Request, text: string): Promise<string> {
  const asked = new Request(request.url, { headers: { Authorization: `Bearer ${text.replaceAll(/[^\x21-\x7e]/gu, '')}` } })
  const who = await principal(ports, asked).catch(async (error: unknown) => {
    await audit(ports, { action: 'sign-in refused', user: null, address: addressOf(request), facts: { how: 'token' } })
    throw error
  })
  if (who.kind === 'anonymous') throw invalidToken('Token is not valid.')
  return startSession(ports, request, who.user, 'token', { scopes: who.scopes.filter(isScope), untilMs: who.expiresMs })
}

async function demoSession(ports: DaxPorts, request: Request): Promise<string> {
  if (ports.config.auth?.demoSignIn !== true) throw permissionDenied('This is no demo: sign in with a token.')
  await ensureOwner(ports)
  return startSession(ports, request, ownerName, 'demo')
}

function waysOf(ports: DaxPorts, base: string): SignInWays {
  const oidc = ports.config.auth?.oidc
  return {
    anonymous: ports.config.auth?.anonymous ?? 'local',
    ways: [
      ...(oidc === undefined ? [] : [{ kind: 'oidc', title: oidc.title, login: `${base}/login` }]),
      ...(ports.config.auth?.demoSignIn === true ? [{ kind: 'demo', title: 'The owner of this demo' }] : []),
      ...(isLocal(ports.config) && ports.config.auth?.demoSignIn !== true
        ? [{ kind: 'link', title: 'The link that dax printed when it started' }]
        : []),
      { kind: 'token', title: 'A token' },
    ],
  }
}

async function userInfoOf(ports: DaxPorts, who: SignedIn): Promise<UserInfo> {
  const row = await userByName(ports.db, who.user)
  if (row === null) throw new Fault('notFound', `There is no user ${who.user}.`)
  const perMinute = ports.config.auth?.perMinute?.user
  return {
    username: row.user,
    ...(row.displayName === null ? {} : { name: row.displayName }),
    ...(row.email === null ? {} : { email: row.email }),
    uid: Number(row.uid),
    gid: Number(row.uid),
    groups: row.groups.map(({ name, id }) => ({ name, id: Number(id) })),
    ...(perMinute === undefined
      ? {}
      : { quota: { api: Object.fromEntries(['tap', 'sia', 'datalink', 'cutout', 'files', 'hips'].map((name) => [name, perMinute])) } }),
  }
}

function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } })
}
