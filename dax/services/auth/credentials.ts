import type { DaxConfig } from '../../ports.ts'
import { invalidToken } from './refusal.ts'

/** The token of an Authorization header; null where there is none. Basic is taken too, with the token as name or password: some VO clients know nothing else. */
export function bearerOf(request: Request): string | null {
  const header = request.headers.get('authorization')
  if (header === null) return null
  const [, scheme = '', value = ''] = /^\s*(\S+)\s+(\S.*?)\s*$/u.exec(header) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() === 'basic') {
    const token = decoded(value)
      .split(':')
      .find((part) => part.startsWith('gt-'))
    if (token !== undefined) return token
  }
  throw invalidToken('Authorization is neither "Bearer" nor "Basic" with a token as name or password.')
}

function decoded(base64: string): string {
  try {
    return atob(base64)
  } catch {
    return ''
  }
}

/** Name of the session cookie. Cookies know no ports: an archive's name of its own keeps two on one machine apart. */
export function cookieName(config: Pick<DaxConfig, 'auth' | 'publicUrl'>): string {
  const name = `skydax${config.auth?.cookieSuffix ?? ''}`
  return isTls(config) ? `__Host-${name}` : name
}

/** Whether clients reach dax under TLS. */
export function isTls(config: Pick<DaxConfig, 'publicUrl'>): boolean {
  return config.publicUrl?.startsWith('https://') === true
}

/** The session that a page's cookie carries; null where there is none. */
export function sessionOf(request: Request, config: Pick<DaxConfig, 'auth' | 'publicUrl'>): string | null {
  const name = cookieName(config)
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}
