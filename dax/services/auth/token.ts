import { hex } from '../../store/store.ts'

/** A bearer token: the key names it (in lists, logs and the database), the secret proves it. Written gt-<key>.<secret>, as Gafaelfawr writes its own. */
export interface Token {
  readonly key: string
  readonly secret: string
}

/** A fresh token: 128 random bits each for key and secret. */
export function newToken(): Token {
  return { key: randomText(), secret: randomText() }
}

export function writeToken({ key, secret }: Token): string {
  return `gt-${key}.${secret}`
}

/** The token of a text; null where it is none. */
export function readToken(text: string): Token | null {
  const [, key, secret] = /^gt-([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})$/u.exec(text) ?? []
  return key === undefined || secret === undefined ? null : { key, secret }
}

/** 128 random bits as 22 characters of base64url. */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)))
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** SHA-256 of a text, in lower-case hex: what is kept of a secret. Secrets are 128 random bits, which no dictionary holds: a slow hash would add nothing. */
export async function digestOf(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export function sameText(a: string, b: string): boolean {
  let different = a.length ^ b.length
  for (let i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ (b.charCodeAt(i % Math.max(1, b.length)) || 0)
  return different === 0
}

/** What a page must send along (X-CSRF-Token) with a session's cookie to change anything: made from the session's secret, so that nothing is stored. */
export async function csrfOf(token: Token): Promise<string> {
  return (await digestOf(`csrf ${token.key} ${token.secret}`)).slice(0, 32)
}
