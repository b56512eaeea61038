import { dayOfMjd } from '../../../vo/time/calendar.ts'

/** How an axis of time is written. The drawing itself counts in MJD TAI. */
export type AxisClock =
  /** Hours and minutes of a scale that is `ahead` s ahead of TAI (UTC: −37). */
  | { readonly by: 'time of day'; readonly ahead: number }
  /** Plain numbers: (MJD − origin) · perDay. */
  | { readonly by: 'number'; readonly origin: number; readonly perDay: number }

/** A tick: where (MJD TAI), its text, and whether a new day begins there. */
export interface Tick {
  readonly at: number
  readonly text: string
  readonly isDay: boolean
}

const steps = [0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** Ticks between two times (MJD TAI), at most `most`, at round values of the clock. */
export function ticksOf(from: number, to: number, most: number, clock: AxisClock): readonly Tick[] {
  return clock.by === 'number' ? numberTicks(from, to, most, clock.origin, clock.perDay) : timeTicks(from, to, most, clock.ahead)
}

function timeTicks(from: number, to: number, most: number, ahead: number): readonly Tick[] {
  const least = ((to - from) * 86_400) / Math.max(1, most)
  const step = steps.find((s) => s >= least) ?? 86_400 * Math.ceil(least / 86_400)
  // seconds of a whole day, so that the multiples stay exact
  const day = Math.floor(from + ahead / 86_400)
  const first = Math.ceil(((from - day) * 86_400 + ahead) / step)
  const last = Math.floor(((to - day) * 86_400 + ahead) / step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => {
    const s = (first + k) * step
    const isDay = s % 86_400 === 0
    return { at: day + (s - ahead) / 86_400, text: isDay ? dateText(day + s / 86_400) : timeText(s, step), isDay }
  })
}

function dateText(mjd: number): string {
  const [, month, day] = dayOfMjd(mjd)
  return `${two(month)}-${two(day)}`
}

function timeText(seconds: number, step: number): string {
  const s = ((seconds % 86_400) + 86_400) % 86_400
  const text = `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}`
  if (step >= 60) return text
  const digits = step >= 1 ? 0 : Math.ceil(-Math.log10(step))
  return `${text}:${(s % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')}`
}

function two(x: number): string {
  return String(x).padStart(2, '0')
}

function numberTicks(from: number, to: number, most: number, origin: number, perDay: number): readonly Tick[] {
  const least = ((to - from) * perDay) / Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(least))
  const step = ([1, 2, 5, 10].find((m) => m * power >= least) ?? 10) * power
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const first = Math.ceil(((from - origin) * perDay) / step)
  const last = Math.floor(((to - origin) * perDay) / step)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => {
    const value = (first + k) * step
    return { at: origin + value / perDay, text: value.toFixed(Math.min(9, digits)), isDay: false }
  })
}
