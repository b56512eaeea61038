import { Hono } from 'hono'
import { changeToken, listTokens, revokeToken, tokenHistoryRows, userToken, type TokenRow } from '../../archive/auth/token-rows.ts'
import { isName, saveUser, userByName } from '../../archive/auth/user-rows.ts'
import { DbError } from '../../archive/db.ts'
import { adminTokenOrder, isScope, tokenChange, tokenOrder, type Scope } from '../../contract/auth.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip } from '../dali.ts'
import { addressOf } from './address.ts'
import { audit } from './audit.ts'
import { jsonBody } from './body.ts'
import { issueToken } from './issue-token.ts'
import { authorize, principal, type SignedIn } from './principal.ts'
import { noAuthorization, notAcceptable, permissionDenied } from './refusal.ts'
import { tokenShape } from './token-shape.ts'

/** Shortest life of a token: one that ends while it is copied helps nobody. */
const leastMs = 5 * 60_000

/** /auth/api/v1/users/{user}/…: the tokens of a user, for himself (a session, or a token with user:token) and for administrators of tokens. */
export function tokenRoutes(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const now = (): number => ports.clock.now().getTime()

  /** Who asks about the tokens of `user`. */
  async function allowed(request: Request, user: string): Promise<SignedIn> {
    const who = await principal(ports, request)
    if (who.kind === 'anonymous') throw noAuthorization('see tokens')
    if (who.user === user && who.via === 'session') return who
    if (who.user === user) return authorize(ports, request, 'user:token')
    if (who.scopes.includes('admin:token')) return who
    throw permissionDenied(`Only ${clip(user)} and administrators of tokens may do this.`)
  }

  async function tokenOf(user: string, key: string): Promise<TokenRow> {
    const found = await userToken(ports.db, user, key, now())
    if (found === null) throw new Fault('notFound', `${clip(user)} has no token ${clip(key)}.`, ['path', 'key'])
    return found
  }

  app.get('/:user/tokens', async (c) => {
    const { user } = c.req.param()
    await allowed(c.req.raw, user)
    return answer((await listTokens(ports.db, user, now())).map(tokenShape))
  })
  app.post('/:user/tokens', async (c) => {
    const { user } = c.req.param()
    const who = await allowed(c.req.raw, user)
    const order = await jsonBody(c.req.raw, tokenOrder)
    if ((await userByName(ports.db, user)) === null) throw new Fault('notFound', `There is no user ${clip(user)}.`, ['path', 'user'])
    const address = addressOf(c.req.raw)
    const { token, row } = await issueToken(ports, {
      user,
      type: 'user',
      name: nameOf(order.token_name),
      scopes: scopesOf(order.scopes ?? [], who),
      expiresMs: expiryOf(order.expires ?? null, now()),
      by: { actor: who.user, address },
    })
    await audit(ports, { action: 'token created', user: who.user, tokenKey: row.key, address, facts: { for: user, scopes: row.scopes.join(' ') } })
    return answer({ token }, 201, { Location: `/auth/api/v1/users/${user}/tokens/${row.key}` })
  })
  app.get('/:user/tokens/:key', async (c) => {
    const { user, key } = c.req.param()
    await allowed(c.req.raw, user)
    return answer(tokenShape(await tokenOf(user, key)))
  })
  app.patch('/:user/tokens/:key', async (c) => {
    const { user, key } = c.req.param()
    const who = await allowed(c.req.raw, user)
    const found = await tokenOf(user, key)
    if (found.type === 'session') throw permissionDenied('A session cannot be changed; sign out to end it.')
    const change = await jsonBody(c.req.raw, tokenChange)
    const changed: TokenRow = {
      ...found,
      ...(change.token_name === undefined ? {} : { name: nameOf(change.token_name) }),
      ...(change.scopes === undefined ? {} : { scopes: scopesOf(change.scopes, who) }),
      ...(change.expires === undefined ? {} : { expiresMs: expiryOf(change.expires, now()) }),
    }
    const by = { actor: who.user, address: addressOf(c.req.raw) }
    await ports.db
      .transaction((tx) => changeToken(tx, changed, by, now()))
      .catch((error: unknown) => {
        if (error instanceof DbError && error.kind === 'unique')
          throw notAcceptable('duplicate_token_name', 'token_name', `${clip(user)} has another token of that name.`)
        throw error
      })
    await audit(ports, { action: 'token changed', user: who.user, tokenKey: key, address: by.address, facts: { for: user } })
    return answer(tokenShape(changed), 201)
  })
  app.delete('/:user/tokens/:key', async (c) => {
    const { user, key } = c.req.param()
    const who = await allowed(c.req.raw, user)
    const found = await tokenOf(user, key)
    const address = addressOf(c.req.raw)
    await ports.db.transaction((tx) => revokeToken(tx, found, { actor: who.user, address }, now()))
    await audit(ports, { action: 'token revoked', user: who.user, tokenKey: key, address, facts: { for: user } })
    return new Response(null, { status: 204 })
  })
  for (const path of ['/:user/token-change-history', '/:user/tokens/:key/change-history'])
    app.get(path, async (c) => {
      const { user, key } = c.req.param() as { readonly user: string; readonly key?: string }
      await allowed(c.req.raw, user)
      return answer(await tokenHistoryRows(ports.db, user, key ?? null))
    })
  return app
}

/** POST /auth/api/v1/tokens: a token of anybody, by an administrator of tokens. */
export function adminTokens(ports: DaxPorts): (request: Request) => Promise<Response> {
  return async (request) => {
    const who = await authorize(ports, request, 'admin:token', 'make tokens of others')
    const order = await jsonBody(request, adminTokenOrder)
    if (!isName(order.username))
      throw notAcceptable(
        'validation_error',
        'username',
        `${clip(order.username)} cannot be a user’s name: letters, digits and . _ - can, a letter first.`,
      )
    const wrong = order.groups?.find((name) => !isName(name))
    if (wrong !== undefined) throw notAcceptable('validation_error', 'groups', `${clip(wrong)} cannot be a group’s name.`)
    const nowMs = ports.clock.now().getTime()
    const told = {
      user: order.username,
      ...(order.name === undefined ? {} : { displayName: order.name }),
      ...(order.email === undefined ? {} : { email: order.email }),
      ...(order.groups === undefined ? {} : { groups: order.groups }),
    }
    await ports.db.transaction((tx) => saveUser(tx, told, nowMs))
    const address = addressOf(request)
    const { token, row } = await issueToken(ports, {
      user: order.username,
      type: order.token_type,
      name: order.token_name === undefined ? null : nameOf(order.token_name),
      scopes: scopesOf(order.scopes ?? [], who),
      expiresMs: expiryOf(order.expires ?? null, nowMs),
      by: { actor: who.user, address },
    })
    await audit(ports, {
      action: 'token created',
      user: who.user,
      tokenKey: row.key,
      address,
      facts: { for: order.username, scopes: row.scopes.join(' ') },
    })
    return answer({ token }, 201, { Location: `/auth/api/v1/users/${order.username}/tokens/${row.key}` })
  }
}

function answer(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers } })
}

function nameOf(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > 64 || /\p{Cc}/u.test(name))
    throw notAcceptable('invalid_token_name', 'token_name', 'A name of 1 to 64 characters is needed: say what the token is for.')
  return name
}

/** Nobody gives more than he has. */
function scopesOf(asked: readonly string[], who: SignedIn): readonly Scope[] {
  return asked.map((scope) => {
    if (!isScope(scope)) throw notAcceptable('invalid_scopes', 'scopes', `${clip(scope)} is not a scope.`)
    if (!who.scopes.includes(scope))
      throw notAcceptable('invalid_scopes', 'scopes', `You do not have ${scope} to give; you have ${who.scopes.join(', ')}.`)
    return scope
  })
}

function expiryOf(seconds: number | null, nowMs: number): number | null {
  if (seconds === null) return null
  if (seconds * 1000 < nowMs + leastMs) throw notAcceptable('invalid_expires', 'expires', 'A token must last five minutes or more.')
  return seconds * 1000
}
