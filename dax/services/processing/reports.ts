import { removeOldChanges } from '../../archive/processing/changes.ts'
import { MisfitBatch, takeReports } from '../../archive/processing/take-reports.ts'
import { reportBatch, reportBytes, reportItems, type ReportAnswer, type ReportBatch } from '../../contract/reports.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { isDate } from '../../../vo/time/calendar.ts'
import { authorize } from '../auth/principal.ts'
import { jsonBody } from '../json-body.ts'
import { Refusals } from '../refusals.ts'
import type { Waker } from './wake.ts'

/** ms between two removals of old changes. */
const removalMs = 3_600_000

/** Takes batches of what a pipeline reports: all of a batch or nothing, so that a batch whose answer was lost can be sent again as it is. */
export function reportTaker(ports: DaxPorts, waker: Waker): (request: Request) => Promise<ReportAnswer> {
  let removedAt = ports.clock.now().getTime()
  return async (request) => {
    await authorize(ports, request, 'write:processing', 'report what was processed')
    const batch = await jsonBody(request, reportBatch, reportBytes)
    refuseLarge(batch)
    refuseNoDays(batch)
    const now = ports.clock.now().getTime()
    const isTime = now - removedAt > removalMs
    if (isTime) removedAt = now
    try {
      return await ports.db.transaction(
        async (tx) => {
          const answer = await takeReports(tx, batch)
          if (isTime) await removeOldChanges(tx)
          return answer
        },
        { timeoutMs: ports.config.syncTimeoutMs },
      )
    } catch (error) {
      if (!(error instanceof MisfitBatch)) throw error
      throw new Refusals(error.misfits.map(({ list, index, why }) => ({ message: `${list}.${index}: ${why}.`, loc: ['body', list, String(index)] })))
    } finally {
      waker.wake()
    }
  }
}

function refuseLarge(batch: ReportBatch): void {
  const items = (batch.visits?.length ?? 0) + (batch.attempts?.length ?? 0) + (batch.deliveries?.length ?? 0)
  if (items > reportItems)
    throw new Fault('tooLarge', `The batch has ${items} items; at most ${reportItems} are taken at once. Send it in parts.`, ['body'])
}

function refuseNoDays(batch: ReportBatch): void {
  const wrong = (['visits', 'attempts'] as const).flatMap((list) =>
    (batch[list] ?? []).flatMap(({ day_obs: day }, i) =>
      isDate(Math.floor(day / 10_000), Math.floor(day / 100) % 100, day % 100)
        ? []
        : [{ message: `${list}.${i}.day_obs: ${day} is not a day of the calendar; YYYYMMDD expected.`, loc: ['body', list, String(i), 'day_obs'] }],
    ),
  )
  if (wrong.length > 0) throw new Refusals(wrong.slice(0, 20))
}
