import { isDate } from '../../../vo/time/calendar.ts'

/** A night's number (YYYYMMDD) from an address; null where it is none. */
export function dayObsOf(text: string): number | null {
  const found = /^(\d{4})-?(\d{2})-?(\d{2})$/u.exec(text)
  if (found === null) return null
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  return isDate(year, month, day) ? year * 10_000 + month * 100 + day : null
}

/** A night's number as a date: '2026-03-17'. */
export function dayText(dayObs: number): string {
  const text = String(dayObs).padStart(8, '0')
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
}
