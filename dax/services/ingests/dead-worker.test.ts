import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db, Sql, SqlValue } from '../../archive/db.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { ingestPhases, type IngestAnswer, type IngestPhase } from '../../contract/ingests.ts'
import { createDax, type Dax } from '../../dax.ts'
import { memorySpool } from '../../store/memory-spool.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

const never = new Promise<never>(() => undefined)

/** A database as a process sees it that is killed when it writes down that a step is done: before that is written, or right after. From then on nothing of it comes back. */
function mortal(db: Db, phase: IngestPhase, when: 'before' | 'after'): { readonly db: Db; readonly killed: Promise<void> } {
  let isDead = false
  let die = (): void => undefined
  const killed = new Promise<void>((resolve) => {
    die = () => {
      isDead = true
      resolve()
    }
  })
  const alive = <T>(run: () => Promise<T>): Promise<T> => (isDead ? never : run())
  const isLast = (sql: string, params: readonly SqlValue[] = []): boolean => sql.includes('INSERT INTO dax.ingest_log') && params.includes(phase)
  const mortally = (sql: string, params: readonly SqlValue[] | undefined, run: () => Promise<unknown>): Promise<never> | undefined => {
    if (isDead || !isLast(sql, params)) return undefined
    return (when === 'before' ? Promise.resolve() : run()).then(() => {
      die()
      return never
    })
  }
  return {
    killed,
    db: {
      ...db,
      engine: db.engine,
      exclusive: true,
      close: () => Promise.resolve(),
      query: (sql, params, options) => mortally(sql, params, () => db.query(sql, params, options)) ?? alive(() => db.query(sql, params, options)),
      rows: <T>(sql: string, params?: readonly SqlValue[], options?: Parameters<Sql['rows']>[2]) =>
        mortally(sql, params, () => db.rows(sql, params, options)) ?? alive(() => db.rows<T>(sql, params, options)),
      exec: (sql) => alive(() => db.exec(sql)),
      copyIn: (...all) => alive(() => db.copyIn(...all)),
      stream: (...all) => alive(() => db.stream(...all)),
      transaction: (run, options) => alive(() => db.transaction(run, options)),
    },
  }
}

describe('a process that is killed in the middle of an ingest', () => {
  let ports: TestPorts
  let ada: Readonly<Record<string, string>>
  const spooled = new Map<string, Uint8Array>()
  beforeAll(async () => {
    ports = { ...(await testPorts()), spool: memorySpool(spooled) }
    ada = await signIn(ports, 'ada')
  })
  afterAll(() => ports.db.close())

  const ask = (dax: Dax, path: string, init: RequestInit = {}): Promise<Response> =>
    dax(new Request(`http://dax.test/api${path}`, { ...init, headers: { 'Tus-Resumable': '1.0.0', ...ada, ...(init.headers as object) } }))
  async function send(dax: Dax, name: string, seed: number): Promise<string> {
    const bytes = smallFits({ ra: seed, dec: 10, seed, object: name })
    const made = await ask(dax, '/uploads', {
      method: 'POST',
      headers: {
        'Upload-Length': String(bytes.length),
        'Upload-Metadata': `filename ${btoa(name)}`,
        'Content-Type': 'application/offset+octet-stream',
      },
      body: bytes as BodyInit,
    })
    expect(made.status).toBe(201)
    return (made.headers.get('location') ?? '').split('/').at(-1) ?? ''
  }
  const ingest = async (dax: Dax, id: string): Promise<IngestAnswer> => (await ask(dax, `/ingests/${id}`)).json() as Promise<IngestAnswer>
  const toItsEnd = async (dax: Dax, id: string): Promise<string> =>
    (await ask(dax, `/ingests/${id}/log`, { headers: { Accept: 'text/event-stream' } })).text()

  const steps = ingestPhases.flatMap((phase) => (['before', 'after'] as const).map((when) => [when, phase] as const))
  it.each(steps)('%s the step %s is written down: another one takes it over, and it comes in once', async (when, phase) => {
    const seed = 10 + steps.findIndex((step) => step[0] === when && step[1] === phase)
    const { db, killed } = mortal(ports.db, phase, when)
    const first = createDax({ ...ports, db })
    const id = await send(first, `${when}-${phase}.fits`, seed)
    await killed
    const second = createDax(ports)
    // as long as its lease runs it is told as running, at the step that it had reached, and nobody else may touch it
    const isOver = phase === 'searchable' && when === 'after'
    const stuck = await ingest(second, id)
    expect(stuck).toMatchObject({ state: isOver ? 'done' : 'running', problems: [], canRetry: false })
    if (!isOver) {
      expect((await ask(second, `/ingests/${id}/retry`, { method: 'POST' })).status).toBe(409)
      await ports.db.query("UPDATE dax.ingest SET lease_until = clock_timestamp() - interval '1 second' WHERE ingest_id = $1", [id])
    }
    // whatever comes next wakes it
    await toItsEnd(second, await send(second, `next-${when}-${phase}.fits`, seed + 100))
    expect(await toItsEnd(second, id)).toContain('event: end')
    const done = await ingest(second, id)
    expect(done).toMatchObject({ state: 'done', phase: 'searchable', outcome: 'stored', problems: [] })
    const found = await ports.db.rows<{ did: string }>('SELECT obs_publisher_did AS did FROM dax.image WHERE target_name = $1', [
      `${when}-${phase}.fits`,
    ])
    expect(found).toEqual([{ did: done.did }])
    await second.close()
  })
})
