import { floorDiv } from './calendar.ts'

/** From the start of UTC day `mjd` on, TAI − UTC is `seconds` + (day − origin) · rate: stepped since 1972, drifting before. */
interface Offset {
  readonly mjd: number
  readonly seconds: number
  readonly origin: number
  readonly rate: number
}

// IERS Bulletin C and the USNO history, as in ERFA's dat.c. No leap second is announced after 2017.
const drifting: readonly (readonly [number, number, number, number])[] = [
  [36934, 1.417818, 37300, 0.001296],
  [37300, 1.422818, 37300, 0.001296],
  [37512, 1.372818, 37300, 0.001296],
  [37665, 1.845858, 37665, 0.0011232],
  [38334, 1.945858, 37665, 0.0011232],
  [38395, 3.24013, 38761, 0.001296],
  [38486, 3.34013, 38761, 0.001296],
  [38639, 3.44013, 38761, 0.001296],
  [38761, 3.54013, 38761, 0.001296],
  [38820, 3.64013, 38761, 0.001296],
  [38942, 3.74013, 38761, 0.001296],
  [39004, 3.84013, 38761, 0.001296],
  [39126, 4.31317, 39126, 0.002592],
  [39887, 4.21317, 39126, 0.002592],
]
const stepDays = [
  41317, 41499, 41683, 42048, 42413, 42778, 43144, 43509, 43874, 44239, 44786, 45151, 45516, 46247, 47161, 47892, 48257, 48804, 49169, 49534, 50083,
  50630, 51179, 53736, 54832, 56109, 57204, 57754,
]
const offsets: readonly Offset[] = [
  ...drifting.map(([mjd, seconds, origin, rate]): Offset => ({ mjd, seconds, origin, rate })),
  ...stepDays.map((mjd, i): Offset => ({ mjd, seconds: 10 + i, origin: 0, rate: 0 })),
]

/** Last day (MJD) on which a leap second was added at its start; the table is right for all days until the next is announced. */
export const lastLeapSecondMjd = 57754

function offsetAt(day: number): Offset | undefined {
  return offsets.findLast((o) => o.mjd <= day)
}

/** TAI − UTC in seconds at 0h of a UTC day (whole MJD); 0 before 1960, where UTC was not yet. */
export function taiMinusUtc(day: number): number {
  const o = offsetAt(floorDiv(day, 1))
  return o === undefined ? 0 : o.seconds + (day - o.origin) * o.rate
}

/** How much TAI − UTC grows over a UTC day, s: 0 since 1972. */
export function taiDrift(day: number): number {
  return offsetAt(floorDiv(day, 1))?.rate ?? 0
}

/** Length of a UTC day in seconds: 86401 where it ends with a leap second, 86400 else (small steps of the 1960s included). */
export function utcDayLength(day: number): number {
  const today = offsetAt(day)
  const tomorrow = offsetAt(day + 1)
  if (tomorrow === undefined || tomorrow === today) return 86_400
  const rate = today?.rate ?? 0
  return 86_400 + taiMinusUtc(day + 1) - (taiMinusUtc(day) + rate)
}
