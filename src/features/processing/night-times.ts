import { horizonAltitude, rubinSite, sunCrossings } from '../../../vo/sky/sun.ts'
import { dayObsStart, mjdTai, mjdUtc, taiToUtc, utcToTai } from '../../../vo/time/mjd.ts'
import { taiMinusUtc } from '../../../vo/time/leap-seconds.ts'
import type { AxisClock } from '../../engine/timeline/axis.ts'
import type { Night } from '../../api/night.ts'
import type { Clock, TimeRange } from './night-view.ts'

/** The times that the drawings of a night go by, MJD TAI. */
export interface NightTimes {
  /** All that the log holds, and what a drawing can show at most. */
  readonly extent: TimeRange
  /** What a drawing shows where no range is chosen. */
  readonly usual: TimeRange
  /** The last time of the log: what has not ended is drawn until then. */
  readonly until: number
  /** What the clock 'sunset' counts from. */
  readonly sunset: number
}

/** Times of a night; `before` are those of the same night with less in its log, whose scales are kept as long as they hold what is new. */
export function nightTimes(night: Night, before: NightTimes | null): NightTimes {
  const extent = nightExtent(night)
  const usual = usualRange(night, extent)
  const until = extent.to
  const sunset = sunsetBefore(night)
  if (before === null) return { extent, usual, until, sunset }
  const wide = grown(before.extent, extent)
  const shown = grown(before.usual, usual)
  return { extent: wide, usual: { from: shown.from, to: Math.min(shown.to, wide.to) }, until, sunset }
}

/** Room that a range gets where it grows, d: visits come every 40 s, and the scale of a drawing shall not change with each of them. */
const room = 1 / 24

/** The range itself where it holds `now`; else wider, with room to grow. */
function grown(range: TimeRange, now: TimeRange): TimeRange {
  if (now.from >= range.from && now.to <= range.to) return range
  return { from: Math.min(range.from, now.from), to: now.to > range.to ? now.to + room : range.to }
}

/** From the first to the last time of the night's log, MJD TAI, a minute wider on both sides; an hour where it holds no time. */
function nightExtent(night: Night): TimeRange {
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

/** What a drawing shows at first: the visits, and twenty minutes of processing after the last of them. Catch-up and reprocessing of later days are a zoom away. */
function usualRange(night: Night, extent: TimeRange): TimeRange {
  let from = Infinity
  let to = -Infinity
  for (let v = 0; v < night.visits.n; v++) {
    // a visit that only attempts know of has no times
    if (night.visits.begin[v]! < from) from = night.visits.begin[v]!
    if (night.visits.end[v]! > to) to = night.visits.end[v]!
  }
  return from > to ? extent : { from: Math.max(extent.from, from - 2 / 1440), to: Math.min(extent.to, to + 20 / 1440) }
}

/** Narrowest range that a drawing shows: half a second. */
export const leastRange = 0.5 / 86_400

/** How the axis of a drawing is written. `ahead` of UTC is taken at the begin of the extent: no leap second is foreseen within a night. */
export function axisClock(clock: Clock, extent: TimeRange, sunset: number): AxisClock {
  switch (clock) {
    case 'utc':
      return { by: 'time of day', ahead: -taiMinusUtc(Math.floor(extent.from)) }
    case 'tai':
      return { by: 'time of day', ahead: 0 }
    case 'mjd':
      return { by: 'number', origin: 0, perDay: 1 }
    case 'sunset':
      return { by: 'number', origin: sunset, perDay: 86_400 }
  }
}
