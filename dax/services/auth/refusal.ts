import type { Scope } from '../../contract/auth.ts'
import { Fault, faultStatus, type FaultKind } from '../../fault.ts'

/** What went wrong with who asks: the `type` of the error body, by which clients decide (not by the status: a 401 may come as 403). */
export type RefusalType =
  | 'no_authorization'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'permission_denied'
  | 'invalid_csrf'
  | 'rate_limited'
  | 'blocked'
  | 'invalid_host'
  | 'invalid_token_name'
  | 'invalid_scopes'
  | 'invalid_expires'
  | 'duplicate_token_name'
  | 'invalid_rd'
  | 'validation_error'
  | 'invalid_state'
  | 'denied'
  | 'auth_method_not_allowed'
  | 'provider_failed'

/** A refusal because of who asks. Every service answers it in the form of Gafaelfawr, whatever form its other refusals have. */
export class AuthRefusal extends Fault {
  readonly type: RefusalType
  readonly headers: Readonly<Record<string, string>>
  constructor(kind: FaultKind, type: RefusalType, message: string, headers: Readonly<Record<string, string>> = {}, loc: readonly string[] = []) {
    super(kind, message, loc)
    this.name = 'AuthRefusal'
    this.type = type
    this.headers = headers
  }
}

/** 401: nobody is known, and somebody must be. */
export function noAuthorization(what = 'do this'): AuthRefusal {
  return new AuthRefusal('unauthenticated', 'no_authorization', `Authentication required: sign in to ${what}.`)
}

/** 401: what was given as proof does not hold. `why` is told to the client. */
export function invalidToken(why: string): AuthRefusal {
  return new AuthRefusal('unauthenticated', 'invalid_token', why)
}

/** 403: somebody is known, whose token lacks the scope. */
export function insufficientScope(scope: Scope): AuthRefusal {
  return new AuthRefusal('forbidden', 'insufficient_scope', `Token does not have the scope ${scope}, which this needs. Make one that has it.`, {
    'WWW-Authenticate': `Bearer realm="${realm}", error="insufficient_scope", error_description="The scope ${scope} is needed", scope="${scope}"`,
  })
}

/** 422: a field of the body that cannot be taken. */
export function notAcceptable(type: RefusalType, field: string, message: string): AuthRefusal {
  return new AuthRefusal('unprocessable', type, message, {}, ['body', field])
}

/** 403: known, and not allowed whatever the token. */
export function permissionDenied(message: string): AuthRefusal {
  return new AuthRefusal('forbidden', 'permission_denied', message)
}

const realm = 'skydax'

/**
 * The answer: {"detail": {"msg", "type"}} (a list of such where a field of the body is meant), with WWW-Authenticate for a 401. A script that says X-Requested-With: XMLHttpRequest gets 403 for 401, as at
 * the Rubin Science Platform, where a 401 would send it to a login page.
 */
export function renderRefusal(refusal: AuthRefusal, request: Request): Response {
  const status = faultStatus[refusal.kind]
  const headers = new Headers({ 'Cache-Control': 'no-cache, no-store', 'Content-Type': 'application/json', ...refusal.headers })
  if (status === 401 && !headers.has('WWW-Authenticate')) {
    const error =
      refusal.type === 'invalid_token' ? `, error="invalid_token", error_description="${refusal.message.replaceAll(/[^ !#-[\]-~]/gu, '')}"` : ''
    headers.set('WWW-Authenticate', `Bearer realm="${realm}"${error}`)
  }
  const isXhr = request.headers.get('x-requested-with')?.toLowerCase() === 'xmlhttprequest'
  const detail = { msg: refusal.message, type: refusal.type, ...(refusal.loc.length === 0 ? {} : { loc: refusal.loc }) }
  return new Response(JSON.stringify({ detail: refusal.loc.length > 0 || refusal.type === 'rate_limited' ? [detail] : detail }), {
    status: status === 401 && isXhr ? 403 : status,
    headers,
  })
}
