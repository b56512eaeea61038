import { Hono } from 'hono'
import { nightSummaries } from '../../archive/processing/nights.ts'
import { arrowMedia, nightTableNames, type NightTable, type NightsAnswer } from '../../contract/processing.ts'
import type { ReportAnswer } from '../../contract/reports.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip, daliParams, formLimitBytes } from '../dali.ts'
import { notesService } from './notes.ts'
import { dayObsOf } from './day-obs.ts'
import { afterOf, liveEvents } from './live.ts'
import { nightBytes, nightKnown } from './night-stream.ts'
import { pulledFrom } from './pulled.ts'
import { orderReckoner } from './reckoner.ts'
import { reportTaker } from './reports.ts'
import { changeWaker } from './wake.ts'

/** /api/processing: the log of what was observed and what became of it, night by night. */
export function processingService(ports: DaxPorts): { readonly app: Hono; readonly close: () => Promise<void> } {
  const app = new Hono({ strict: false })
  const waker = changeWaker(ports)
  const reckoner = orderReckoner(ports)
  const takeReport = reportTaker(ports, waker)
  // what was reported before dax was stopped
  reckoner.due()

  app.get('/nights', async (c) => {
    const nights = await ports.db.transaction((tx) => nightSummaries(tx), {
      snapshot: true,
      timeoutMs: ports.config.syncTimeoutMs,
      signal: c.req.raw.signal,
    })
    return c.json({ nights: [...nights] } satisfies NightsAnswer, 200, { 'Cache-Control': 'no-cache' })
  })

  app.get('/nights/:dayObs', async (c) => {
    const dayObs = dayObsOf(c.req.param('dayObs'))
    const params = await daliParams(c.req.raw, formLimitBytes)
    const tables = tablesOf(params.one('TABLE'))
    const limits = { timeoutMs: ports.config.syncTimeoutMs, signal: c.req.raw.signal }
    const body = await pulledFrom(
      ports.db,
      async function* (tx) {
        if (!(await nightKnown(tx, dayObs)))
          throw new Fault('notFound', `The log of processing knows nothing of night ${dayObs}; /api/processing/nights lists the nights it knows.`, [
            'path',
            'day_obs',
          ])
        yield* nightBytes(tx, dayObs, tables)
      },
      limits,
    )
    return new Response(body, { headers: { 'Content-Type': arrowMedia, 'Cache-Control': 'no-cache' } })
  })

  app.get('/nights/:dayObs/live', async (c) => {
    const request = c.req.raw
    const events = await liveEvents(ports, waker, dayObsOf(c.req.param('dayObs')), afterOf(request), request.signal)
    // proxies that gather answers would hold events back
    return new Response(events, {
      headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' },
    })
  })

  app.post('/reports', async (c) => {
    const answer = await takeReport(c.req.raw)
    reckoner.due()
    return c.json(answer satisfies ReportAnswer)
  })

  app.route('/notes', notesService(ports, waker))

  return { app, close: async () => void (await Promise.all([waker.close(), reckoner.close()])) }
}

function tablesOf(text: string | undefined): readonly NightTable[] {
  if (text === undefined || text.trim() === '') return nightTableNames
  const found = nightTableNames.find((name) => name === text.trim().toLowerCase())
  if (found === undefined) throw new Fault('usage', `table=${clip(text)} is not one of ${nightTableNames.join(', ')}.`, ['query', 'table'])
  return [found]
}
