import { Hono } from 'hono'
import type * as z from 'zod/mini'
import { ingestById, ingestLines, listIngests, type IngestSettings } from '../../archive/ingest/ingest-rows.ts'
import { cancelIngest } from '../../archive/ingest/upload-rows.ts'
import { ingestRetry, ingestStates, type IngestAnswer } from '../../contract/ingests.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { authorize, type SignedIn } from '../auth/principal.ts'
import { clip } from '../dali.ts'
import { jsonBody } from '../json-body.ts'
import { settingsOf } from '../uploads/tus-request.ts'
import type { IngestEngine } from './ingest-engine.ts'
import { liveLog } from './live-log.ts'

/** /api/ingests: what became of files, for those who brought them; see contract/ingests.ts. What others brought answers as what is not there. */
export function ingestsService(ports: DaxPorts, engine: IngestEngine): Hono {
  const app = new Hono({ strict: false })
  const user = (request: Request): Promise<SignedIn> => authorize(ports, request, 'write:files', 'see what became of uploads')

  async function mine(request: Request, id: string): Promise<IngestAnswer> {
    const who = await user(request)
    const found = /^[0-9a-z-]{1,64}$/u.test(id) ? await ingestById(ports.db, id) : null
    if (found === null || (found.owner !== who.user && !who.isAdmin))
      throw new Fault('notFound', `There is no ingest ${clip(id)} of yours here.`, ['path', 'id'])
    return found
  }

  app.get('/', async (c) => {
    const who = await user(c.req.raw)
    const last = lastOf(c.req.query('last'))
    const everyone = who.isAdmin && c.req.query('all') === 'true'
    const states = statesOf(c.req.queries('state') ?? [])
    const ids = idsOf(c.req.queries('id') ?? [])
    const before = timeOf(c.req.query('before'))
    const found = await listIngests(ports.db, {
      ...(everyone ? {} : { owner: who.user }),
      ...(ids.length === 0 ? {} : { ids }),
      ...(states.length === 0 ? {} : { states }),
      ...(before === undefined ? {} : { before }),
      last,
    })
    return json({ ingests: found.slice(0, last), more: found.length > last })
  })
  app.get('/:id', async (c) => json(await mine(c.req.raw, c.req.param('id'))))
  app.get('/:id/log', async (c) => {
    const one = await mine(c.req.raw, c.req.param('id'))
    const after = Number(c.req.header('last-event-id') ?? c.req.query('after') ?? 0)
    const from = Number.isSafeInteger(after) && after > 0 ? after : 0
    if (!(c.req.header('accept') ?? '').includes('text/event-stream')) return json({ lines: await ingestLines(ports.db, one.id, from) })
    return liveLog(ports, one.id, from, c.req.raw.signal)
  })
  app.post('/:id/cancel', async (c) => {
    const one = await mine(c.req.raw, c.req.param('id'))
    if (!(await cancelIngest(ports.db, one.id, null)))
      throw new Fault(
        'conflict',
        `It is ${one.state} (${one.phase}) already and cannot be cancelled. An image that is in the archive can be deleted.`,
        ['path', 'id'],
      )
    engine.stop(one.id)
    return json(await ingestById(ports.db, one.id))
  })
  app.post('/:id/retry', async (c) => {
    const one = await mine(c.req.raw, c.req.param('id'))
    const asked = await jsonBody(c.req.raw, ingestRetry, 4 * 1024 * 1024, {})
    if (!one.canRetry)
      throw new Fault(
        'conflict',
        `It is ${one.state}, and ${one.state === 'done' ? 'there is nothing to try again' : 'its bytes are not here any more: send the file again'}.`,
        ['path', 'id'],
      )
    await retry(ports, one, asked)
    engine.wake()
    return json(await ingestById(ports.db, one.id))
  })
  return app
}

async function retry(ports: DaxPorts, one: IngestAnswer, asked: z.infer<typeof ingestRetry>): Promise<void> {
  const [row] = await ports.db.rows<{ options: string }>('SELECT options::text AS options FROM dax.ingest WHERE ingest_id = $1', [one.id])
  const before = JSON.parse(row?.options ?? '{}') as IngestSettings
  const wrong = (key: string, why: string): Fault => new Fault('usage', `${key} ${why}.`, ['body', key])
  const settings = { ...settingsOf({ ...before, ...asked }, wrong), ...(before.sha256 === undefined ? {} : { sha256: before.sha256 }) }
  const { count } = await ports.db.query(
    `UPDATE dax.ingest i SET options = $2::text::jsonb, phase = 'received', problems = '[]', notes = '[]', tries = 0, worker = NULL, lease_until = NULL, ended_at = NULL,
       outcome = NULL, changed_at = clock_timestamp(),
       state = CASE WHEN EXISTS (SELECT FROM dax.upload u WHERE u.upload_id = i.ingest_id AND u.received < u.length) THEN 'receiving' ELSE 'waiting' END
     WHERE ingest_id = $1 AND (state IN ('refused', 'failed', 'cancelled') OR (state = 'done' AND outcome = 'kept'))`,
    [one.id, JSON.stringify(settings)],
  )
  if (count === 0) throw new Fault('conflict', 'It is being tried again already.', ['path', 'id'])
}

function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store' } })
}

function lastOf(text: string | undefined): number {
  if (text === undefined || text === '') return 100
  const last = /^\d{1,4}$/u.test(text) ? Number(text) : 0
  if (last < 1 || last > 1000) throw new Fault('usage', `last=${clip(text)} is not a whole number from 1 to 1000.`, ['query', 'last'])
  return last
}

function timeOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  // a '+' that nobody escaped arrives as a blank
  const time = text.replace(/ (\d\d:\d\d)$/u, '+$1')
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d)$/u.test(time) || Number.isNaN(Date.parse(time)))
    throw new Fault('usage', `before=${clip(text)} is not a time such as 2026-03-20T02:00:00Z.`, ['query', 'before'])
  return time
}

/** More would not fit into an address that proxies take. */
const mostIds = 200

function idsOf(asked: readonly string[]): readonly string[] {
  if (asked.length > mostIds) throw new Fault('usage', `id is given ${asked.length} times; the limit is ${mostIds}.`, ['query', 'id'])
  return asked
}

/** 'open' stands for all that are not over. */
function statesOf(asked: readonly string[]): readonly string[] {
  return asked.flatMap((state) => {
    if (state === 'open') return ['receiving', 'waiting', 'running']
    if (!(ingestStates as readonly string[]).includes(state))
      throw new Fault('usage', `state=${clip(state)} is none of open, ${ingestStates.join(', ')}.`, ['query', 'state'])
    return [state]
  })
}
