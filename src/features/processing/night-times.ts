import { horizonAltitude, rubinSite, sunCrossings } from '../../../vo/sky/sun.ts'
import { dayObsStart, mjdTai, mjdUtc, taiToUtc, utcToTai } from '../../../vo/time/mjd.ts'
import type { Night } from '../../engine/timeline/night.ts'
import type { TimeRange } from './night-view.ts'

/** From the first to the last time of the night's log, MJD TAI, a minute wider on both sides; an hour where it holds no time. */
export function nightExtent(night: Night): TimeRange {
  let from = Infinity
  let to = -Infinity
  const see = (column: Float64Array): void => {
    for (const t of column) {
      if (t < from) from = t
      if (t > to) to = t
    }
  }
  see(night.visits.begin)
  see(night.visits.end)
  for (const column of [night.attempts.queued, night.attempts.started, night.attempts.stored, night.attempts.ended]) see(column)
  const minute = 1 / 1440
  return from > to ? { from: 0, to: 1 / 24 } : { from: from - minute, to: to + minute }
}

/** The sunset before the first visit (MJD TAI): what the clock 'sunset' counts from. */
export function sunsetBefore(night: Night): number {
  let first = Infinity
  for (const t of night.visits.begin) if (t < first) first = t
  const noon = dayObsStart(night.dayObs)
  const until = taiToUtc(mjdTai(Math.max(first === Infinity ? 0 : first, noon + 0.6)))
  const set = sunCrossings(mjdUtc(until - 1), until, horizonAltitude, rubinSite).findLast((crossing) => !crossing.isRising)
  return set === undefined ? noon : utcToTai(set.at)
}
