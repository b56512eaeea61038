import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { byteRange, namesEtag } from '../services/byte-range.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.fits': 'application/fits',
  '.data': 'application/octet-stream',
}
const compressible = /^(?:text\/|application\/(?:json|wasm|octet-stream)|image\/svg)/u

/** What a page of ours may load: its own code; data and pictures of any archive; no script from elsewhere, none written into a page. */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob: http: https:",
  "connect-src 'self' data: blob: http: https:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ')

const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) }
type Encoding = keyof typeof compress

/**
 * The built app as a handler: GET and HEAD of its files with ETag, Range and compression (made once, kept in memory); files under assets/ carry a
 * hash in their name and never change; a path that is no file and wants HTML gets the page, which knows its own routes (an image's identifier may end like a file). Null: nothing here.
 */
export function staticFiles(folder: string): (request: Request) => Promise<Response | null> {
  const squeezed = new Map<string, Promise<Buffer>>()
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null
    const path = pathOf(request)
    if (path === null) return null
    const found = (await fileAt(folder, path)) ?? (wantsPage(request, path) ? await fileAt(folder, 'index.html') : null)
    return found === null ? null : answer(request, found, squeezed)
  }
}

interface Found {
  readonly path: string
  readonly size: number
  readonly changedMs: number
}

/** The path below the folder, without anything that could leave it; null for one that cannot be. */
function pathOf(request: Request): string | null {
  let path: string
  try {
    path = decodeURIComponent(new URL(request.url).pathname)
  } catch {
    return null
  }
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.some((part) => part.startsWith('.') || /[\\\0]/u.test(part))) return null
  return parts.length === 0 ? 'index.html' : parts.join('/')
}

function wantsPage(request: Request, path: string): boolean {
  return (
    (request.headers.get('accept') ?? '').includes('text/html') &&
    (path.startsWith('images/') || (!path.startsWith('assets/') && extname(path) === ''))
  )
}

async function fileAt(folder: string, path: string): Promise<Found | null> {
  const full = join(folder, path)
  const found = await stat(full).catch(() => null)
  return found?.isFile() === true ? { path: full, size: found.size, changedMs: found.mtimeMs } : null
}

async function answer(request: Request, file: Found, squeezed: Map<string, Promise<Buffer>>): Promise<Response> {
  const type = types[extname(file.path)] ?? 'application/octet-stream'
  const encoding =
    file.size > 1024 && compressible.test(type) && request.headers.get('range') === null ? wanted(request.headers.get('accept-encoding')) : null
  const etag = `"${file.size.toString(36)}-${Math.round(file.changedMs).toString(36)}${encoding === null ? '' : `-${encoding}`}"`
  const headers = new Headers({
    'content-type': type,
    etag,
    vary: 'accept-encoding',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cache-control': /[\\/]assets[\\/]/u.test(file.path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (type.startsWith('text/html')) headers.set('content-security-policy', pagePolicy)
  if (namesEtag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  const head = request.method === 'HEAD'
  if (encoding !== null) {
    const key = `${file.path} ${etag}`
    const making = squeezed.get(key) ?? squeeze(file.path, encoding)
    squeezed.set(key, making)
    const bytes = await making
    headers.set('content-encoding', encoding)
    headers.set('content-length', String(bytes.length))
    return new Response(head ? null : new Uint8Array(bytes), { headers })
  }
  const range = byteRange(request.headers.get('range'), file.size)
  if (range.kind === 'outside')
    return new Response(null, { status: 416, headers: { ...Object.fromEntries(headers), 'content-range': `bytes */${file.size}` } })
  const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, file.size]
  headers.set('content-length', String(end - start))
  if (range.kind === 'part') headers.set('content-range', `bytes ${start}-${end - 1}/${file.size}`)
  const body = head || end === start ? null : (Readable.toWeb(createReadStream(file.path, { start, end: end - 1 })) as ReadableStream<Uint8Array>)
  return new Response(body, { status: range.kind === 'part' ? 206 : 200, headers })
}

function wanted(header: string | null): Encoding | null {
  const offered = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
  const takes = (name: string): boolean => offered.some((part) => (part === name || part.startsWith(`${name};`)) && !/;\s*q=0(?:\.0+)?$/u.test(part))
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : null
}

async function squeeze(path: string, encoding: Encoding): Promise<Buffer> {
  const bytes = await readFile(path)
  return encoding === 'br'
    ? compress.br(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
    : compress.gzip(bytes, { level: 7 })
}
