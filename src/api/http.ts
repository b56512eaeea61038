import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import { wantsSignIn } from './api-error.ts'
import type { ApiError } from './api-error.ts'
import { sessionPort } from './session.ts'

/** A request to a service. Without `authorization` and `json` it is one that browsers send without a preflight: GET, or a form by POST. */
export interface Ask {
  readonly url: string
  /** Sent as a form by POST; absent = GET. Repeated names are repeated parameters. */
  readonly form?: readonly (readonly [name: string, value: string])[]
  /** Sent as JSON, which browsers ask the service's leave for; for dax's own services. */
  readonly json?: unknown
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly signal?: AbortSignal
  /** Until the head of the answer is here; the body may take longer. Default 60 s. */
  readonly timeoutMs?: number
  /** 'Bearer …' */
  readonly authorization?: string
  /** The ETag of what is changed: refused (412) where somebody else changed it meanwhile. */
  readonly ifMatch?: string
  /** Formats wanted, best first; browsers ask no leave for this header. Absent = anything. */
  readonly accept?: string
}

export interface HttpPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
  /** Who one is, and how to ask for it; absent = what is refused stays refused. */
  readonly signIn?: SignInPort
}

/** Proofs of who asks that go with a request, and the question to the user where they do not suffice. */
export interface SignInPort {
  readonly headers: (url: string, isChange: boolean) => Readonly<Record<string, string>>
  /** Asks the user to sign in, once for all that wait. True = the request may go out once more: he did, or reads on as nobody. */
  readonly again: (error: ApiError, isChange: boolean) => Promise<boolean>
}

/** The browser without sign-in: for the questions that signing in itself needs. */
export const plainHttp: HttpPorts = { fetch: (url, init) => fetch(url, init), now: () => Date.now() }
const browser: HttpPorts = { ...plainHttp, signIn: sessionPort }
/** The browser for what nobody asked for (counts and values while one types): with the proofs of who one is, and never a question to sign in. */
export const quietHttp: HttpPorts = { ...plainHttp, signIn: { headers: sessionPort.headers, again: () => Promise.resolve(false) } }

/**
 * A successful answer (2xx), or why there is none. Cancellation is neither: the AbortError of `signal` passes through. Where the service asks who one is
 * (nobody known, a session that has expired), the user is asked to sign in, and the request goes out once more.
 */
export async function ask(request: Ask, ports: HttpPorts = browser): Promise<Result<Response, ApiError>> {
  const isChange = methodOf(request) !== 'GET' && methodOf(request) !== 'HEAD' && request.form === undefined
  const first = await send(request, ports, isChange)
  if (first.ok || !wantsSignIn(first.error) || ports.signIn === undefined || request.authorization !== undefined) return first
  const isWorthIt = await ports.signIn.again(first.error, isChange)
  request.signal?.throwIfAborted()
  return isWorthIt ? send(request, ports, isChange) : first
}

function methodOf(request: Ask): NonNullable<Ask['method']> {
  return request.method ?? (request.form === undefined && request.json === undefined ? 'GET' : 'POST')
}

async function send(request: Ask, ports: HttpPorts, isChange: boolean): Promise<Result<Response, ApiError>> {
  const { url, signal, timeoutMs = 60_000 } = request
  const headers = {
    ...ports.signIn?.headers(url, isChange),
    ...(request.accept === undefined ? {} : { Accept: request.accept }),
    ...(request.authorization === undefined ? {} : { Authorization: request.authorization }),
    ...(request.ifMatch === undefined ? {} : { 'If-Match': request.ifMatch }),
    ...(request.json === undefined ? {} : { 'Content-Type': 'application/json' }),
  }
  signal?.throwIfAborted()
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), timeoutMs)
  const combined = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal])
  try {
    const response = await ports.fetch(url, {
      method: methodOf(request),
      ...(request.form === undefined ? {} : { body: new URLSearchParams(request.form.map(([name, value]) => [name, value])) }),
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      // the session's cookie goes to the page's own service, and nowhere else
      credentials: 'same-origin',
      signal: combined,
    })
    if (response.ok) return ok(response)
    return { ok: false, error: await refusal(url, response, ports.now()) }
  } catch (error) {
    if (signal?.aborted === true) throw error
    if (limit.signal.aborted) return { ok: false, error: { kind: 'timeout', url, seconds: Math.round(timeoutMs / 1000) } }
    return { ok: false, error: networkError(url, error) }
  } finally {
    clearTimeout(timer)
  }
}

/** What a failed fetch means: browsers tell no more than that it failed. */
export function networkError(url: string, error: unknown): ApiError {
  return { kind: 'network', url, message: error instanceof Error ? error.message : String(error) }
}

async function refusal(url: string, response: Response, nowMs: number): Promise<ApiError> {
  const body = await response.text().catch(() => '')
  const message = refusalText(body) ?? (response.statusText || 'no word why')
  const { status } = response
  if (status === 401 || status === 403) return { kind: 'auth', url, status, type: refusalType(body), message: ended(message) }
  if (status === 429 || (status === 503 && response.headers.has('retry-after'))) {
    return { kind: 'quota', url, retryAtMs: retryAt(response.headers.get('retry-after'), nowMs), message: ended(message) }
  }
  return { kind: 'http', url, status, message: ended(message) }
}

/** When a Retry-After (seconds, or an HTTP date) says to come back; null where it does not say. */
export function retryAt(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  if (/^\s*\d+\s*$/u.test(header)) return nowMs + Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : at
}

/** The sentence in an error body: DALI VOTable, `{"detail": …}` of dax and Gafaelfawr, or plain text; null where there is none. */
export function refusalText(body: string): string | null {
  const dali = /<INFO[^>]*QUERY_STATUS[^>]*>([\s\S]*?)<\/INFO>/iu.exec(body)
  if (dali !== null) return clip(plain(dali[1] ?? ''))
  const text = body.trim()
  if (text.startsWith('{')) {
    try {
      const { detail } = JSON.parse(text) as { detail?: unknown }
      const list = Array.isArray(detail) ? detail : [detail]
      const messages = list.flatMap((d) =>
        typeof d === 'string' ? [d] : typeof (d as { msg?: unknown } | null)?.msg === 'string' ? [(d as { msg: string }).msg] : [],
      )
      if (messages.length > 0) return clip(messages.join(' '))
    } catch {
      return null
    }
  }
  if (text === '' || text.startsWith('<')) return null
  return clip(text)
}

/** The `type` of a refusal `{"detail": {"type"}}`, or of the first of a list of such; null where there is none. */
export function refusalType(body: string): string | null {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown }
    const first = (Array.isArray(detail) ? detail[0] : detail) as { type?: unknown } | null | undefined
    return typeof first?.type === 'string' ? first.type : null
  } catch {
    return null
  }
}

function plain(xml: string): string {
  return xml
    .replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, '$1')
    .replaceAll(/&lt;/gu, '<')
    .replaceAll(/&gt;/gu, '>')
    .replaceAll(/&quot;/gu, '"')
    .replaceAll(/&apos;/gu, "'")
    .replaceAll(/&amp;/gu, '&')
    .trim()
}

function clip(text: string): string | null {
  const line = text.replaceAll(/\s+/gu, ' ')
  return line === '' ? null : line.length > 600 ? `${line.slice(0, 600)}…` : line
}

function ended(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`
}
