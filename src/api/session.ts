import { createStore } from 'zustand/vanilla'
import { sentence } from './api-error.ts'
import type { SignInPort } from './http.ts'

/** Who one is, for this tab. */
export interface Session {
  /** The user of the page's own service; null = nobody known (or not asked yet). */
  readonly who: { readonly username: string; readonly scopes: readonly string[]; readonly csrf: string } | null
  /** Tokens for archives elsewhere, by origin. They live as long as the page: nothing is stored. */
  readonly tokens: ReadonlyMap<string, string>
  /** The user is asked to sign in: at which origin, and why; null = not now. */
  readonly asking: Asking | null
}

export interface Asking {
  readonly origin: string
  /** The page's own service, which gives a session; another archive takes a token. */
  readonly isOwn: boolean
  /** Why; null = the user wanted it. */
  readonly reason: string | null
}

/** One per page: requests of all features meet the same session. Workers have an empty one of their own, and leave the asking to the page. */
export const session = createStore<Session>(() => ({ who: null, tokens: new Map(), asking: null }))

const waiting: ((isSignedIn: boolean) => void)[] = []
/** Where the user did not want to sign in: reading asks him no more, until he signs in or wants to change something. */
const declined = new Set<string>()

const originOf = (url: string): string => new URL(url, location.href).origin

/** Asks the user to sign in; resolves with whether he did. Everybody who asks meanwhile gets the same answer. */
export function askToSignIn(url: string, reason: string | null, isChange = true): Promise<boolean> {
  const origin = originOf(url)
  if (typeof document === 'undefined' || (declined.has(origin) && !isChange)) return Promise.resolve(false)
  const now = session.getState().asking
  if (now === null || now.reason === null) session.setState({ asking: { origin, isOwn: origin === location.origin, reason } })
  return new Promise((resolve) => waiting.push(resolve))
}

/** Ends the asking: those who wait go on, or give up. */
export function answerSignIn(isSignedIn: boolean): void {
  const { asking } = session.getState()
  if (asking !== null && !isSignedIn) declined.add(asking.origin)
  if (isSignedIn) declined.clear()
  session.setState({ asking: null })
  for (const resolve of waiting.splice(0)) resolve(isSignedIn)
}

/** Keeps a token for an archive elsewhere, for as long as the page lives; '' forgets it. */
export function keepToken(url: string, token: string): void {
  const tokens = new Map(session.getState().tokens)
  if (token === '') tokens.delete(originOf(url))
  else tokens.set(originOf(url), token)
  session.setState({ tokens })
}

/** 'Bearer …' for an archive elsewhere, where the user gave a token for it. */
export function authorizationFor(url: string): string | undefined {
  const token = session.getState().tokens.get(originOf(url))
  return token === undefined ? undefined : `Bearer ${token}`
}

/** What ask() uses in the page. */
export const sessionPort: SignInPort = {
  headers(url, isChange) {
    const { who } = session.getState()
    const authorization = authorizationFor(url)
    return {
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(isChange && who !== null && originOf(url) === location.origin ? { 'X-CSRF-Token': who.csrf } : {}),
    }
  },
  async again(error, isChange) {
    if (await askToSignIn(error.url, sentence(error, Date.now()), isChange)) return true
    // the session that did not hold is gone with the answer: what is public can be read now
    return !isChange && error.kind === 'auth' && error.type === 'invalid_token' && originOf(error.url) === location.origin
  },
}
