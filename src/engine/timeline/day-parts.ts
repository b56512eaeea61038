import { horizonAltitude, rubinSite, sunAltitude, sunCrossings } from '../../../vo/sky/sun.ts'
import { deg } from '../../../vo/sky/units.ts'
import { mjdTai, mjdUtc, taiToUtc, utcToTai } from '../../../vo/time/mjd.ts'

/** Parts of a day over Rubin Observatory, from light to dark. */
export const dayPartNames = ['day', 'civil twilight', 'nautical twilight', 'astronomical twilight', 'night'] as const

/** A stretch of time, MJD TAI, and the part of the day it is: an index into `dayPartNames`. */
export interface DayPart {
  readonly from: number
  readonly to: number
  readonly part: number
}

const limits = [horizonAltitude, deg(-6), deg(-12), deg(-18)]
/** Beyond so many days a picture cannot show them. */
const mostDays = 30

/** Day, twilights and night between two times (MJD TAI); nothing where the time is too long to show them. */
export function dayParts(from: number, to: number): readonly DayPart[] {
  if (to - from > mostDays) return []
  const cuts = [from, to]
  for (let t = from; t < to; t += 2) {
    const end = taiToUtc(mjdTai(Math.min(to, t + 2)))
    for (const limit of limits) for (const c of sunCrossings(taiToUtc(mjdTai(t)), end, limit, rubinSite)) cuts.push(utcToTai(c.at))
  }
  cuts.sort((a, b) => a - b)
  return cuts.slice(1).flatMap((end, k) => {
    const begin = cuts[k]!
    return end > begin ? [{ from: begin, to: end, part: partAt((begin + end) / 2) }] : []
  })
}

/** Which part of the day it is, MJD TAI. */
export function partAt(tai: number): number {
  const altitude = sunAltitude(mjdUtc(taiToUtc(mjdTai(tai))), rubinSite)
  return limits.filter((limit) => altitude < limit).length
}
