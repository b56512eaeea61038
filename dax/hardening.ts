import type { DaxConfig } from './ports.ts'

/**
 * Headers that keep an answer what it is (OWASP ASVS 14.4): never guessed to be another type, never run as a page, never shown inside one of another
 * site, and no address of ours told to others. Answers stay readable for pages elsewhere (CORS): that is what VO services are for.
 */
export function hardening(config: Pick<DaxConfig, 'publicUrl'>): Readonly<Record<string, string>> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(config.publicUrl?.startsWith('https://') === true ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  }
}
