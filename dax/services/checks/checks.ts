import { Hono } from 'hono'
import { checkFindings, checkRuns, logRepair, repairLog } from '../../archive/checks/check-rows.ts'
import { repairFinding } from '../../archive/checks/repair.ts'
import { deepEvery, dueCheck } from '../../archive/checks/check-schedule.ts'
import type { KeptPreviews } from '../../archive/checks/check-previews.ts'
import { beginCheck, runCheck, stopCheck } from '../../archive/checks/run-check.ts'
import { checkKinds, checkStart, repairRequest, type CheckRun, type ChecksAnswer } from '../../contract/checks.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { authorize } from '../auth/principal.ts'
import { clip } from '../dali.ts'
import { faultOf } from '../errors.ts'
import { jsonBody } from '../json-body.ts'

/** /api/checks: consistency runs, their findings, repairs; see contract/checks.ts. For administrators. */
export function checksService(ports: DaxPorts & { readonly previews?: KeptPreviews }): { readonly app: Hono; readonly close: () => Promise<void> } {
  const app = new Hono({ strict: false })
  const leave = new AbortController()
  const running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<unknown> }>()
  const admin = (request: Request): ReturnType<typeof authorize> => authorize(ports, request, 'exec:admin', 'check the archive')

  async function runOf(id: string): Promise<CheckRun> {
    const [run] = /^[0-9a-f]{32}$/u.test(id) ? await checkRuns(ports.db, id) : []
    if (run === undefined) throw new Fault('notFound', `There is no run ${clip(id)}; the newest 100 are kept.`, ['path', 'id'])
    return run
  }

  async function schedule(): Promise<ChecksAnswer['schedule']> {
    const { checkEveryH: everyH = 0 } = ports.config
    if (everyH === 0) return null
    const { at, deep } = await dueCheck(ports.db, everyH)
    return { everyH, nextAt: at, isNextDeep: deep, deepEvery }
  }

  app.get('/', async (c) => {
    await admin(c.req.raw)
    const answer: ChecksAnswer = {
      runs: [...(await checkRuns(ports.db, null))],
      schedule: await schedule(),
      canRestore: ports.replica !== undefined,
      canQuarantine: ports.setAside !== undefined,
    }
    return json(answer)
  })
  app.post('/', async (c) => {
    const who = await admin(c.req.raw)
    const { deep = false } = await jsonBody(c.req.raw, checkStart, 65_536, {})
    const id = await beginCheck(ports.db, { deep, who: who.user, alone: true })
    const stop = new AbortController()
    const signal = AbortSignal.any([leave.signal, stop.signal])
    const ended = runCheck(ports, id, { deep, who: who.user, signal })
      .catch((error: unknown) => void (signal.aborted || faultOf(error, ports, { check: id })))
      .finally(() => running.delete(id))
    running.set(id, { stop, ended })
    return json(await runOf(id), 202, { Location: `/api/checks/${id}` })
  })
  app.post('/:id/cancel', async (c) => {
    await admin(c.req.raw)
    const { id } = await runOf(c.req.param('id'))
    if (!(await stopCheck(ports.db, id))) throw new Fault('conflict', 'It does not run any more.', ['path', 'id'])
    const here = running.get(id)
    here?.stop.abort()
    // one of another process hears of it at its next beat
    await here?.ended
    return json(await runOf(id))
  })
  app.get('/repairs', async (c) => {
    await admin(c.req.raw)
    return json({ repairs: await repairLog(ports.db) })
  })
  app.get('/:id', async (c) => {
    await admin(c.req.raw)
    return json(await runOf(c.req.param('id')))
  })
  app.get('/:id/findings', async (c) => {
    await admin(c.req.raw)
    const { id } = await runOf(c.req.param('id'))
    const kind = c.req.query('kind')
    if (kind !== undefined && !(checkKinds as readonly string[]).includes(kind))
      throw new Fault('usage', `kind=${clip(kind)} is none of ${checkKinds.join(', ')}.`, ['query', 'kind'])
    const after = Number(c.req.query('after') ?? 0)
    const findings = await checkFindings(ports.db, {
      run: id,
      ...(kind === undefined ? {} : { kind }),
      open: c.req.query('open') === 'true',
      after: Number.isSafeInteger(after) ? after : 0,
      last: 1000,
    })
    return json({ findings: findings.slice(0, 1000), more: findings.length > 1000 })
  })
  app.post('/:id/findings/:no/repair', async (c) => {
    const who = await admin(c.req.raw)
    const { repair } = await jsonBody(c.req.raw, repairRequest, 65_536)
    const run = await runOf(c.req.param('id'))
    const no = /^\d{1,15}$/u.test(c.req.param('no')) ? Number(c.req.param('no')) : -1
    const [finding] = await checkFindings(ports.db, { run: run.id, no, last: 1 })
    if (finding === undefined) throw new Fault('notFound', `That run has no finding ${clip(c.req.param('no'))}.`, ['path', 'no'])
    if (finding.repaired !== null) throw new Fault('conflict', 'It is repaired already.', ['path', 'no'])
    try {
      const message = await repairFinding(ports, finding, repair, who.user)
      return json(await logRepair(ports.db, { who: who.user, run: run.id, finding, repair, outcome: 'done', message }))
    } catch (error) {
      const fault = faultOf(error, ports, { finding: no })
      await logRepair(ports.db, { who: who.user, run: run.id, finding, repair, outcome: 'failed', message: fault.message })
      throw fault
    }
  })
  return {
    app,
    async close() {
      leave.abort()
      await Promise.allSettled([...running.values()].map(({ ended }) => ended))
    },
  }
}

function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store', ...headers },
  })
}
