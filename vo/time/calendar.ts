/** Floor of a quotient, for negative numbers too. */
export function floorDiv(a: number, b: number): number {
  return Math.floor(a / b)
}

/** MJD of a day of the (proleptic) Gregorian calendar; month 1 to 12, day from 1. Not checked: see isDate. */
export function mjdOfDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = floorDiv(y, 400)
  const yearOfEra = y - era * 400
  const dayOfYear = floorDiv(153 * (month + (month > 2 ? -3 : 9)) + 2, 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + floorDiv(yearOfEra, 4) - floorDiv(yearOfEra, 100) + dayOfYear - 678_881
}

/** Year, month (1 to 12) and day of a whole MJD. */
export function dayOfMjd(mjd: number): readonly [year: number, month: number, day: number] {
  const z = mjd + 678_881
  const era = floorDiv(z, 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = floorDiv(dayOfEra - floorDiv(dayOfEra, 1460) + floorDiv(dayOfEra, 36_524) - floorDiv(dayOfEra, 146_096), 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + floorDiv(yearOfEra, 4) - floorDiv(yearOfEra, 100))
  const mp = floorDiv(5 * dayOfYear + 2, 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - floorDiv(153 * mp + 2, 5) + 1]
}

/** Does the calendar have this day? */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false
  const [y, m, d] = dayOfMjd(mjdOfDay(year, month, day))
  return y === year && m === month && d === day
}
