import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** Where the answers of a real DaCHS 2.7 lie: recorded by e2e/dachs.spec.ts with DACHS_TAP and DACHS_RECORD set. */
export const recordings = join(import.meta.dirname, 'dachs')

/** The recording that answers a request, by what is asked, not by its exact words; null for none. */
export function recordingFor(path: string, form: URLSearchParams): string | null {
  if (path === '/tap/capabilities') return 'capabilities.xml'
  if (path.endsWith('/dlmeta')) return 'links.html'
  // the stand-in's whole image is the cut-out too: it is smaller
  if (path.startsWith('/getproduct/') || path.endsWith('/dlget')) return 'cutout.fits'
  if (path.endsWith('/results/result')) return 'job-result.vot'
  if (path !== '/tap/sync') return null
  const query = form.get('QUERY') ?? ''
  if (query.includes('tap_schema.tables')) return 'tables.vot'
  if (query.includes('tap_schema.columns')) return 'columns.vot'
  if (/COUNT\s*\(/iu.test(query)) return 'count.vot'
  if (/obs_publisher_did\s*=/iu.test(query)) return 'record.vot'
  if (!form.has('QUERY')) return null
  return form.get('MAXREC') === '10' ? 'first-rows.vot' : 'rows.vot'
}

const types: Readonly<Record<string, string>> = {
  xml: 'text/xml;charset=utf-8',
  vot: 'application/x-votable+xml',
  html: 'text/html;charset=utf-8',
  fits: 'image/fits',
}

export interface StandIn {
  readonly tap: string
  /** Requests that a real DaCHS would not have let through from a page, or that no recording answers. */
  readonly faults: readonly string[]
  readonly close: () => Promise<void>
}

/**
 * A server with the habits of DaCHS 2.7 that a page has to live with, and its recorded answers: the page's origin is echoed and nothing else of
 * CORS is there (no preflight, no exposed headers), a job lies at another path than /async and ignores PHASE=RUN in the request that makes it,
 * errors of TAP come with status 200, links come as a web page. `asIf` is the address at which the answers were recorded.
 */
export async function dachsStandIn(asIf: string): Promise<StandIn> {
  const faults: string[] = []
  const phases = new Map<string, string>()
  const server = createServer(
    (request, response) => void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const body: Uint8Array[] = []
    for await (const part of request) body.push(part as Uint8Array)
    const form = new URLSearchParams(request.method === 'POST' ? Buffer.concat(body).toString() : url.search)
    if (request.headers.origin !== undefined) response.setHeader('Access-Control-Allow-Origin', request.headers.origin)
    if (request.method === 'OPTIONS') faults.push(`preflight for ${url.pathname}`)
    if (request.method === 'OPTIONS') return void response.writeHead(200).end()
    const job = /^\/__system__\/tap\/run\/async\/(?<id>\w+)(?<what>\/phase)?$/u.exec(url.pathname)?.groups
    if (job?.['id'] !== undefined) return void (await tell(response, job['id'], job['what'] !== undefined && form.get('PHASE') === 'RUN'))
    if (url.pathname === '/tap/async' && request.method === 'POST') {
      const id = `job${phases.size}`
      phases.set(id, 'PENDING')
      return void response.writeHead(303, { Location: `${origin}/__system__/tap/run/async/${id}` }).end()
    }
    const name = recordingFor(url.pathname, form)
    if (name === null) faults.push(`${request.method ?? ''} ${request.url ?? ''}`)
    if (name === null) return void response.writeHead(404).end('no recording')
    response.setHeader('Content-Type', types[name.replace(/^.*\./u, '')] ?? 'application/octet-stream')
    response.end(await recorded(name))
  }

  async function tell(response: ServerResponse, id: string, run: boolean): Promise<void> {
    if (run) {
      phases.set(id, 'COMPLETED')
      response.writeHead(303, { Location: `${origin}/__system__/tap/run/async/${id}` }).end()
      return
    }
    const text = (await recorded('job.xml')).toString()
    const phase = phases.get(id) ?? 'PENDING'
    const results = phase === 'COMPLETED' ? '' : '<uws:results></uws:results>'
    response.setHeader('Content-Type', 'text/xml')
    response.end(
      text
        .replaceAll('JOB', id)
        .replace('PHASE', phase)
        .replace(/<uws:results>.*<\/uws:results>/su, (all) => results || all),
    )
  }

  async function recorded(name: string): Promise<Buffer> {
    const bytes = await readFile(join(recordings, name))
    if (name.endsWith('.fits')) return bytes
    // BINARY2 hides addresses in base64: the recording has rows without any
    return Buffer.from(bytes.toString('latin1').replaceAll(asIf, origin), 'latin1')
  }
  return { tap: `${origin}/tap`, faults, close: () => new Promise((resolve) => server.close(() => resolve())) }
}
