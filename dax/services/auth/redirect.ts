import type { DaxPorts } from '../../ports.ts'
import { baseUrl } from '../base-url.ts'
import { isOwnOrigin } from './guard.ts'
import { AuthRefusal } from './refusal.ts'

/** A redirect after which the browser asks anew, with cookies. */
export function seeOther(to: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ Location: to, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/** Where a page may ask to go after signing in or out: to our own pages only. Throws AuthRefusal 422. */
export function returnAddress(ports: DaxPorts, request: Request, rd: string | undefined): string {
  const base = baseUrl(request, ports)
  if (rd === undefined || rd === '') return `${base}/`
  const url = URL.canParse(rd, `${base}/`) ? new URL(rd, `${base}/`) : null
  if (url !== null && /^https?:$/u.test(url.protocol) && isOwnOrigin(request, ports, url.origin)) return url.href
  throw new AuthRefusal('unprocessable', 'invalid_rd', 'rd must be an address of this archive.', {}, ['query', 'rd'])
}
