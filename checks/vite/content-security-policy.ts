import type { Plugin } from 'vite'

/** Aladin compiles WebAssembly that it fetches from a data: address, and sets styles on elements; archives may live anywhere. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: http: https:",
  'connect-src * data: blob:',
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
].join('; ')

/** Puts the Content-Security-Policy into the built page; the development server needs inline scripts and gets none. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'skydax:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' }],
  }
}
