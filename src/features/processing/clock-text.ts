import { mjdTai, taiToUtc } from '../../../vo/time/mjd.ts'
import { formatIso, formatIsoTai } from '../../../vo/time/parse-time.ts'
import type { Clock } from './night-view.ts'

/** A time (MJD TAI) as the clock tells it, whole: with its date, and with the scale where it is not UTC. `sunset` is the MJD TAI that 'sunset' counts from. */
export function clockText(mjd: number, clock: Clock, sunset: number): string {
  if (Number.isNaN(mjd)) return '—'
  switch (clock) {
    case 'utc':
      return formatIso(taiToUtc(mjdTai(mjd)), 1).replace('T', ' ')
    case 'tai':
      return `${formatIsoTai(mjdTai(mjd), 1).replace('T', ' ')} TAI`
    case 'mjd':
      return mjd.toFixed(6)
    case 'sunset':
      return `${((mjd - sunset) * 86_400).toFixed(1)} s`
  }
}

/** A length of time, s, in the unit that reads best: '43.1 s', '12 min', '7.2 h', '3.1 d'. */
export function durationText(s: number): string {
  if (Number.isNaN(s)) return '—'
  const size = Math.abs(s)
  if (size < 120) return `${s.toFixed(1)} s`
  if (size < 7200) return `${(s / 60).toFixed(1)} min`
  return size < 172_800 ? `${(s / 3600).toFixed(1)} h` : `${(s / 86_400).toFixed(1)} d`
}
