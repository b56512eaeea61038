import * as z from 'zod/mini'
import {
  loginAnswer,
  newTokenAnswer,
  tokenInfo,
  userInfo,
  waysAnswer,
  type SignInWays,
  type TokenInfo,
  type UserInfo,
} from '../../dax/contract/auth.ts'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import { wantsSignIn } from './api-error.ts'
import type { ApiError } from './api-error.ts'
import { ask, plainHttp, quietHttp } from './http.ts'
import { jsonOf } from './json-answer.ts'
import { session } from './session.ts'

/** Asks the service who one is, and keeps it for this tab. Fails only where it cannot be told. `auth` = address of the service's /auth/api/v1. */
export async function readSession(auth: string, signal?: AbortSignal): Promise<Result<string | null, ApiError>> {
  const url = `${auth}/login`
  const answer = await ask({ url, timeoutMs: 20_000, ...(signal === undefined ? {} : { signal }) }, plainHttp)
  if (!answer.ok) {
    if (!wantsSignIn(answer.error)) return answer
    session.setState({ who: null })
    return ok(null)
  }
  const read = await jsonOf(answer.value, url, loginAnswer)
  if (!read.ok) return read
  const { username, scopes, csrf } = read.value
  session.setState({ who: { username, scopes, csrf } })
  return ok(username)
}

/** How one can sign in. */
export async function readWays(auth: string, signal: AbortSignal): Promise<Result<SignInWays, ApiError>> {
  const url = `${auth}/sign-in`
  const answer = await ask({ url, signal, timeoutMs: 20_000 }, plainHttp)
  return answer.ok ? jsonOf(answer.value, url, waysAnswer) : answer
}

/** Signs in with a token, or as the owner of a demo in the page; the session is the browser's from then on. */
export async function signIn(auth: string, by: { readonly token: string } | { readonly demo: true }): Promise<Result<string | null, ApiError>> {
  // who is signed in already, and signs in as somebody else, changes something by his session
  const answer = await ask({ url: `${auth}/login`, json: by, timeoutMs: 20_000 }, quietHttp)
  return answer.ok ? readSession(auth) : answer
}

/** Ends the session, here and at the service. */
export async function signOut(auth: string): Promise<Result<Response, ApiError>> {
  const answer = await ask({ url: `${auth}/login`, method: 'DELETE', timeoutMs: 20_000 }, plainHttp)
  if (answer.ok) session.setState({ who: null })
  return answer
}

export async function readUserInfo(auth: string, signal: AbortSignal): Promise<Result<UserInfo, ApiError>> {
  const url = `${auth}/user-info`
  const answer = await ask({ url, signal, timeoutMs: 20_000 })
  return answer.ok ? jsonOf(answer.value, url, userInfo) : answer
}

const tokensAt = (auth: string, user: string): string => `${auth}/users/${encodeURIComponent(user)}/tokens`

/** Living tokens and sessions of a user, newest first. */
export async function readTokens(auth: string, user: string, signal: AbortSignal): Promise<Result<readonly TokenInfo[], ApiError>> {
  const url = tokensAt(auth, user)
  const answer = await ask({ url, signal, timeoutMs: 20_000 })
  return answer.ok ? jsonOf(answer.value, url, z.array(tokenInfo)) : answer
}

/** Makes a token; its text is told here and never again. `expires` in seconds since 1970 UTC, null = never. */
export async function createToken(
  auth: string,
  user: string,
  order: { readonly token_name: string; readonly scopes: readonly string[]; readonly expires: number | null },
): Promise<Result<string, ApiError>> {
  const url = tokensAt(auth, user)
  const answer = await ask({ url, json: order, timeoutMs: 20_000 })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, newTokenAnswer)
  return read.ok ? ok(read.value.token) : read
}

export async function revokeToken(auth: string, user: string, key: string): Promise<Result<Response, ApiError>> {
  return ask({ url: `${tokensAt(auth, user)}/${encodeURIComponent(key)}`, method: 'DELETE', timeoutMs: 20_000 })
}
