import { Hono } from 'hono'
import type { DaxPorts } from '../ports.ts'

const keptMs = 2000
/** Less free room than this is no health: an ingest would fail. */
const leastFreeBytes = 200_000_000

/** What the service finds of itself. */
export interface Health {
  readonly database: boolean
  readonly store: boolean
  /** Null where the host cannot tell. */
  readonly freeBytes: number | null
}

/** Tries the database with a question and the store with a file. Kept for two seconds: asking often costs nothing. */
export function healthCheck(ports: DaxPorts): () => Promise<Health> {
  let kept: { readonly at: number; readonly health: Promise<Health> } | null = null
  return () => {
    const now = ports.clock.now().getTime()
    // also where the clock was set back
    if (kept === null || Math.abs(now - kept.at) > keptMs) kept = { at: now, health: look(ports) }
    return kept.health
  }
}

async function look(ports: DaxPorts): Promise<Health> {
  const [database, store, freeBytes] = await Promise.all([
    works(ports, 'database', async () => void (await ports.db.query('SELECT 1'))),
    works(ports, 'store', async () => {
      const name = `health/${crypto.randomUUID()}`
      await ports.store.write(name, new Uint8Array([1]))
      await ports.store.remove(name)
    }),
    ports.freeBytes?.().catch(() => null) ?? Promise.resolve(null),
  ])
  return { database, store, freeBytes }
}

async function works(ports: DaxPorts, what: string, attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt()
    return true
  } catch (error) {
    ports.log({ level: 'warn', event: `${what} does not work`, error: String(error) })
    return false
  }
}

/** /healthz: 200 where dax can do its work, else 503; says which part cannot. */
export function healthRoute(ports: DaxPorts, check: () => Promise<Health>): Hono {
  const app = new Hono({ strict: false })
  app.get('/', async () => {
    const { database, store, freeBytes } = await check()
    const disk = freeBytes === null || freeBytes >= leastFreeBytes
    const isWell = database && store && disk
    const word = (fine: boolean): string => (fine ? 'ok' : 'failed')
    return new Response(
      JSON.stringify({
        status: word(isWell),
        database: word(database),
        store: word(store),
        disk: disk ? 'ok' : 'full',
        version: ports.config.version,
      }),
      { status: isWell ? 200 : 503, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } },
    )
  })
  return app
}
