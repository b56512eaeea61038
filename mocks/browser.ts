import { http, HttpResponse } from 'msw'
import { setupWorker } from 'msw/browser'
import { underFailure } from './failures.ts'
import type { Failure } from './failures.ts'
import { failurePanel } from './panel.ts'
import type { FromDax, ToDax } from './wire.ts'

/**
 * Mounts dax inside the page: the same code as the server, in a worker on PGlite, behind MSW. Resolves when requests are answered (they wait
 * for the archive to open). Requests of workers are caught too; navigations are not (MSW lets them pass).
 */
export async function startDaxInside(): Promise<void> {
  const base = new URL(import.meta.env.BASE_URL, location.href).href
  const worker = new Worker(new URL('./dax-worker.ts', import.meta.url), { type: 'module', name: base })
  const waiting = new Map<number, (response: Response) => void>()
  let last = 0
  let failure: Failure = 'none'
  worker.addEventListener('message', (event: MessageEvent<FromDax>) => {
    const message = event.data
    if (message.kind === 'failed') console.error(`dax inside: ${message.message}`)
    if (message.kind !== 'response') return
    waiting.get(message.id)?.(
      new Response(message.status === 204 || message.status === 304 ? null : message.body, {
        status: message.status,
        headers: message.headers.map(([k, v]): [string, string] => [k, v]),
      }),
    )
    waiting.delete(message.id)
  })

  /** The session cookie of the dax inside: a service worker's answers can set none, so it is kept here, for this visit. */
  let cookie = ''
  async function dax(request: Request): Promise<Response> {
    const answer = await carried(request)
    const [, name, value] = /^([^=;]+)=([^;]*)/u.exec(answer.headers.get('x-set-cookie') ?? '') ?? []
    if (name !== undefined) cookie = value === '' ? '' : `${name}=${value ?? ''}`
    return answer
  }
  async function carried(request: Request): Promise<Response> {
    const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer()
    last += 1
    const id = last
    const answer = new Promise<Response>((resolve) => waiting.set(id, resolve))
    const message: ToDax = {
      kind: 'request',
      id,
      method: request.method,
      url: request.url,
      // browsers add these two on the way to the network, which none of it goes
      headers: [...request.headers, ['origin', location.origin], ...(cookie === '' ? [] : [['cookie', cookie] as const])],
      body,
    }
    worker.postMessage(message, body === null ? [] : [body])
    request.signal.addEventListener('abort', () => worker.postMessage({ kind: 'abort', id } satisfies ToDax))
    return answer
  }

  // an expression: the pattern */api/* would catch /src/api/ of the development server too
  const ours = new RegExp(`^${location.origin.replaceAll('.', String.raw`\.`)}/(?:api|auth)/`, 'u')
  const msw = setupWorker(http.all(ours, async ({ request }) => (await underFailure(failure, () => dax(request))) ?? HttpResponse.error()))
  await msw.start({ quiet: true, onUnhandledRequest: 'bypass', serviceWorker: { url: new URL('mockServiceWorker.js', base).href } })
  document.body.append(failurePanel((next) => (failure = next)))
}
