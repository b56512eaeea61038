import { execFileSync } from 'node:child_process'
import { createReadStream, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from '@playwright/test'
import { benchBrowser } from './lib-browser.ts'

export const title =
  'The built page: first paint, the Search button, the sky, and the size of each chunk; beside aladin-lite alone (median ms of 5 cold loads)'

/** The entry, what it imports at once, and their styles: gzip, kB. */
const shellLimitKb = 130
const loads = 5

/** Vite's manifest, of one chunk. */
interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

/** npm run bench first-paint. Builds the page into a folder of its own; throws when the shell is larger than its limit. */
export async function run(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'skydax-page-'))
  try {
    // by itself: the benchmarks' own server has made this process a development one
    const vite = join(process.cwd(), 'node_modules/vite/bin/vite.js')
    const args = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--manifest', 'manifest.json', '--logLevel', 'error']
    execFileSync(process.execPath, args, { env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'ignore', 'inherit'] })
    const shell = sizes(folder, print)
    const browser = await benchBrowser(print)
    if (browser !== null) await times(folder, browser, print)
    if (shell > shellLimitKb)
      throw new Error(`the shell is ${shell.toFixed(1)} kB gzip, and may be ${shellLimitKb}: import what it does not need at once lazily`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const gzipKb = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length / 1000

/** Prints the chunks; gives the shell's kB. */
function sizes(folder: string, print: (line: string) => void): number {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, Chunk>
  const shell = new Set<string>()
  const walk = (key: string): void => {
    const chunk = manifest[key]
    if (chunk === undefined || shell.has(chunk.file)) return
    shell.add(chunk.file)
    for (const style of chunk.css ?? []) shell.add(style)
    for (const next of chunk.imports ?? []) walk(next)
  }
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) walk(key)
  const files = readdirSync(join(folder, 'assets'))
    .filter((f) => /\.(js|css|wasm)$/u.test(f))
    .map((f) => ({ name: f, kb: gzipKb(join(folder, 'assets', f)), inShell: shell.has(`assets/${f}`) }))
    .sort((a, b) => Number(b.inShell) - Number(a.inShell) || b.kb - a.kb)
  let total = 0
  for (const f of files) {
    if (f.inShell) total += f.kb
    if (f.inShell || f.kb >= 1) print(`  ${f.kb.toFixed(1).padStart(7)} kB gzip  ${f.inShell ? 'shell' : 'later'}  ${f.name}`)
  }
  const small = files.filter((f) => !f.inShell && f.kb < 1)
  if (small.length > 0)
    print(
      `  ${small
        .reduce((sum, f) => sum + f.kb, 0)
        .toFixed(1)
        .padStart(7)} kB gzip  later  ${small.length} chunks under 1 kB`,
    )
  print(`shell: ${total.toFixed(1)} kB gzip of ${shellLimitKb} allowed (× ${(total / shellLimitKb).toFixed(2)})`)
  return total
}

interface Times {
  readonly paint: number
  readonly search: number
  readonly sky: number
}

async function times(folder: string, browser: Browser, print: (line: string) => void): Promise<void> {
  const site = await serve(folder)
  try {
    const ours: Times[] = []
    const peer: number[] = []
    for (let i = 0; i < loads; i++) {
      ours.push(await ourPage(browser, site.url))
      peer.push(await aladinAlone(browser, site.url))
    }
    const yard = median(peer)
    const line = (what: string, ms: number): void =>
      print(`${what.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms   × ${(ms / yard).toFixed(2)} of aladin-lite alone`)
    line('first contentful paint', median(ours.map((t) => t.paint)))
    line('Search button there', median(ours.map((t) => t.search)))
    line('canvas of the sky map there', median(ours.map((t) => t.sky)))
    print(`${'peer: aladin-lite alone, import evaluated'.padEnd(44)} ${yard.toFixed(0).padStart(6)} ms`)
  } finally {
    await browser.close()
    site.stop()
  }
}

/** NaN for the sky where no canvas comes within ten seconds (WebGL missing). */
async function ourPage(browser: Browser, url: string): Promise<Times> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  try {
    const page = await context.newPage()
    // in the page's own clock, so that the test's round trips do not count
    await page.addInitScript(`
      window.seen = {}
      new MutationObserver(() => {
        const now = performance.now()
        if (!seen.search && [...document.querySelectorAll('button')].some((b) => b.textContent.trim() === 'Search' || b.ariaLabel === 'Search')) seen.search = now
        if (!seen.sky && document.querySelector('[aria-label="Sky map"] canvas')) seen.sky = now
      }).observe(document, { childList: true, subtree: true, attributes: true })`)
    await page.goto(url)
    await page.waitForFunction('seen.search', null, { timeout: 30_000 })
    await page.waitForFunction('seen.sky', null, { timeout: 10_000 }).catch(() => undefined)
    return await page.evaluate<Times>(
      `({ paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN, search: seen.search, sky: seen.sky ?? NaN })`,
    )
  } finally {
    await context.close()
  }
}

async function aladinAlone(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true })
  try {
    const page = await context.newPage()
    await page.goto(`${url}peer.html`)
    await page.waitForFunction('window.evaluated', null, { timeout: 30_000 })
    return await page.evaluate<number>('window.evaluated')
  } finally {
    await context.close()
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}

/** The built page, aladin-lite's page at /peer.html, and 404 for /api: what is timed needs no archive. */
async function serve(folder: string): Promise<{ readonly url: string; stop(): void }> {
  const aladin = join(process.cwd(), 'node_modules/aladin-lite/dist/aladin.js')
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://here').pathname))
    if (path === '/peer.html') {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(
        '<!doctype html><div id="sky"></div><script type="module">import A from "/aladin.js"; window.evaluated = A && performance.now()</script>',
      )
      return
    }
    const file = path === '/aladin.js' ? aladin : path === '/' ? join(folder, 'index.html') : join(folder, path)
    if (path.startsWith('/api') || !existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404
      response.end()
      return
    }
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}
