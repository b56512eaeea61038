import { isDate } from '../../../vo/time/calendar.ts'
import { Fault } from '../../fault.ts'
import { clip } from '../dali.ts'

/** A night as it is written in an address: YYYYMMDD. */
export function dayObsOf(text: string, where: 'path' | 'query' = 'path'): number {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/u.exec(text) ?? []
  if (year === undefined || !isDate(Number(year), Number(month), Number(day)))
    throw new Fault('usage', `${clip(text)} is not a night: a date as YYYYMMDD expected, such as 20260318.`, [where, 'day_obs'])
  return Number(text)
}
