import { unreachable } from '../../vo/result.ts'

/** Why a service gave no answer, by what the user can do about it. `url` is the address asked; `message` is the service's own sentence or ours. */
export type ApiError =
  | { readonly kind: 'network'; readonly url: string; readonly message: string }
  | { readonly kind: 'timeout'; readonly url: string; readonly seconds: number }
  /** `type` is the service's own word (Gafaelfawr's, dax's): what to do is decided by it, since a 401 may come as 403. */
  | { readonly kind: 'auth'; readonly url: string; readonly status: number; readonly type: string | null; readonly message: string }
  | { readonly kind: 'quota'; readonly url: string; readonly retryAtMs: number | null; readonly message: string }
  | { readonly kind: 'http'; readonly url: string; readonly status: number; readonly message: string }
  /** The service understood the protocol and refused (DALI QUERY_STATUS ERROR), or answered in another one. */
  | { readonly kind: 'protocol'; readonly url: string; readonly message: string }
  | { readonly kind: 'malformed'; readonly url: string; readonly message: string }
  /** The answer was cut where the whole was needed. */
  | { readonly kind: 'overflow'; readonly url: string; readonly rows: number }

/** An ApiError on its way through code that throws (react-query): one place wraps, one unwraps. */
export class ApiFailure extends Error {
  readonly error: ApiError
  constructor(error: ApiError) {
    super(sentence(error, Date.now()))
    this.name = 'ApiFailure'
    this.error = error
  }
}

/** Whether the service asks who one is: nobody is known, or a token or session holds no more. Signing in may help. */
export function wantsSignIn(error: ApiError): boolean {
  return error.kind === 'auth' && (error.type === null ? error.status === 401 : error.type === 'no_authorization' || error.type === 'invalid_token')
}

/** Whether asking again as it stands may help. */
export function isRetryable(error: ApiError): boolean {
  switch (error.kind) {
    case 'network':
    case 'timeout':
    case 'quota':
      return true
    case 'http':
      return error.status >= 500
    case 'auth':
    case 'protocol':
    case 'malformed':
    case 'overflow':
      return false
    default:
      return unreachable(error)
  }
}

/** One sentence for people: what failed, with which value, and what to do. `nowMs` is the clock against which a wait is told. */
export function sentence(error: ApiError, nowMs: number): string {
  const host = hostOf(error.url)
  switch (error.kind) {
    case 'network':
      return `${host} cannot be reached (${error.message}). Check the connection and the address, then try again; an archive elsewhere must also allow pages like this one (CORS).`
    case 'timeout':
      return `${host} gave no answer within ${error.seconds} s. Ask for less (a smaller region, fewer rows), or run it as a job.`
    case 'auth':
      return wantsSignIn(error)
        ? `${host} asks who you are (${error.status}): ${error.message} Sign in, or choose another archive.`
        : `${host} does not allow this (403): ${error.message}`
    case 'quota':
      return `${host} asks for a pause (429): ${error.message} ${waitText(error.retryAtMs, nowMs)}`
    case 'http':
      return error.status === 404
        ? `${host} has nothing at ${pathOf(error.url)} (404): ${error.message} Check the archive's address, or choose another archive.`
        : `${host} failed with status ${error.status}: ${error.message}${error.status >= 500 ? ' It is not your request; try again in a moment.' : ''}`
    case 'protocol':
      return `${host} refuses the request: ${error.message}`
    case 'malformed':
      return `The answer of ${midSentence(host)} cannot be read: ${error.message}. Tell the archive's operators; another search may work.`
    case 'overflow':
      return `${host} cut its answer after ${error.rows.toLocaleString('en')} rows, and all of them are needed here.`
    default:
      return unreachable(error)
  }
}

/** One sentence on a thing that could not be changed (an image, a finding, a token): where the service refused that, its own words say all; else as sentence. */
export function refusalSentence(error: ApiError, nowMs: number): string {
  return error.kind === 'http' && error.status < 500 ? error.message : sentence(error, nowMs)
}

/** An error as the props of an error box; without `onRetry`. */
export function failureProps(
  error: ApiError,
  nowMs: number,
): { readonly title: string; readonly message: string; readonly retryAtMs: number | null } {
  return { title: headline(error), message: sentence(error, nowMs), retryAtMs: error.kind === 'quota' ? error.retryAtMs : null }
}

/** A short heading for an error box. */
export function headline(error: ApiError): string {
  switch (error.kind) {
    case 'network':
      return 'No connection'
    case 'timeout':
      return 'Too slow'
    case 'auth':
      return wantsSignIn(error) ? 'Sign-in needed' : 'Not allowed'
    case 'quota':
      return 'Too many requests'
    case 'http':
      return error.status === 404 ? 'Not found' : `Error ${error.status}`
    case 'protocol':
      return 'Refused'
    case 'malformed':
      return 'Unreadable answer'
    case 'overflow':
      return 'Answer cut'
    default:
      return unreachable(error)
  }
}

function midSentence(host: string): string {
  return host.replace(/^The /u, 'the ')
}

function waitText(retryAtMs: number | null, nowMs: number): string {
  if (retryAtMs === null) return 'Try again in a minute.'
  const seconds = Math.max(1, Math.ceil((retryAtMs - nowMs) / 1000))
  return seconds < 120 ? `Try again in ${seconds} s.` : `Try again in ${Math.ceil(seconds / 60)} minutes.`
}

function hostOf(url: string): string {
  try {
    const at = new URL(url, 'http://page.invalid')
    return at.host === 'page.invalid' ? 'The archive' : at.host
  } catch {
    return 'The archive'
  }
}

function pathOf(url: string): string {
  try {
    return new URL(url, 'http://page.invalid').pathname
  } catch {
    return url
  }
}
