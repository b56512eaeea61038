import { PGlite } from '@electric-sql/pglite'
import { pgliteDb } from '../dax/archive/pglite-db.ts'
import { createDax } from '../dax/dax.ts'
import type { Dax } from '../dax/dax.ts'
import type { DaxPorts } from '../dax/ports.ts'
import { memoryStore } from '../dax/store/memory-store.ts'
import type { FromDax, ToDax } from './wire.ts'

const post = (message: FromDax, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })
/** Address of the page's static files: the worker itself lies below it, wherever the bundler put it. */
const base = new URL(self.name)

const asking = new Map<number, AbortController>()
const dax = open()
dax.then(
  () => post({ kind: 'ready' }),
  (error: unknown) => post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
)

/** The archive from its prebuilt dump: a migrated PGlite with the small demo survey. */
async function open(): Promise<Dax> {
  const dump = await fetch(new URL('demo/seed.tar.gz', base))
  if (!dump.ok) throw new Error(`the demo archive is missing (${dump.status} for demo/seed.tar.gz)`)
  const db = pgliteDb(await PGlite.create({ loadDataDir: await dump.blob() }), 'in the page')
  const ports: DaxPorts = {
    db,
    store: memoryStore(),
    clock: { now: () => new Date() },
    config: {
      version: '0.1.0',
      defaultMaxrec: 10_000,
      hardMaxrec: 100_000,
      syncTimeoutMs: 60_000,
      asyncTimeoutMs: 300_000,
      uploadLimitBytes: 10_000_000,
      jobRetentionMs: 86_400_000,
      authority: 'ivo://skydax.local/archive?',
      auth: { anonymous: 'local', demoSignIn: true },
    },
    log: (event) => (event.level === 'error' ? console.error(event) : undefined),
    async hipsFile(tree, path) {
      const answer = await fetch(new URL(`hips/${tree}/${path}`, base))
      // single-page servers answer a missing file with their index: that is no tile
      if (!answer.ok || (answer.headers.get('Content-Type') ?? '').includes('html')) return null
      return new Uint8Array(await answer.arrayBuffer())
    },
  }
  return createDax(ports)
}

self.addEventListener('message', (event: MessageEvent<ToDax>) => {
  const message = event.data
  if (message.kind === 'abort') asking.get(message.id)?.abort()
  else void answer(message)
})

/** The same request with the headers that browsers do not let a Request have (Cookie, Origin). */
function withForbidden(request: Request, headers: readonly (readonly [string, string])[]): Request {
  const all = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]))
  const get = Headers.prototype.get.bind(request.headers)
  Object.defineProperty(request.headers, 'get', { value: (name: string) => all.get(name.toLowerCase()) ?? get(name) })
  return request
}

async function answer(asked: Extract<ToDax, { kind: 'request' }>): Promise<void> {
  const controller = new AbortController()
  asking.set(asked.id, controller)
  try {
    const handle = await dax
    const given = asked.headers.map(([k, v]): [string, string] => [k, v])
    const plain = new Request(asked.url, {
      method: asked.method,
      headers: given,
      signal: controller.signal,
      ...(asked.body === null ? {} : { body: asked.body }),
    })
    const response = await handle(withForbidden(plain, given))
    post(
      { kind: 'response', id: asked.id, status: response.status, headers: [...response.headers], body: response.body },
      response.body === null ? [] : [response.body as unknown as Transferable],
    )
  } catch (error) {
    const body = new Response(JSON.stringify({ detail: [{ msg: String(error), type: 'fatal', loc: [] }] })).body
    post(
      { kind: 'response', id: asked.id, status: 500, headers: [['Content-Type', 'application/json']], body },
      body === null ? [] : [body as unknown as Transferable],
    )
  } finally {
    asking.delete(asked.id)
  }
}
