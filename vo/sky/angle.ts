import { fail, ok } from '../result.ts'
import type { Result } from '../result.ts'
import { deg } from './units.ts'
import type { Deg } from './units.ts'
import { wrap360 } from './sky-pos.ts'

/** Unit of an angle written without one. */
export type AngleUnit = 'deg' | 'arcmin' | 'arcsec'

const perDegree: Readonly<Record<string, number>> = {
  '': 1,
  d: 1,
  deg: 1,
  degs: 1,
  degree: 1,
  degrees: 1,
  '°': 1,
  m: 60,
  arcmin: 60,
  arcmins: 60,
  arcminute: 60,
  arcminutes: 60,
  amin: 60,
  "'": 60,
  '′': 60,
  '’': 60,
  s: 3600,
  arcsec: 3600,
  arcsecs: 3600,
  arcsecond: 3600,
  arcseconds: 3600,
  asec: 3600,
  '"': 3600,
  '″': 3600,
  '”': 3600,
  "''": 3600,
  mas: 3_600_000,
  rad: Math.PI / 180,
  radian: Math.PI / 180,
  radians: Math.PI / 180,
}

const part = /\s*(\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)\s*([a-z]+|°|''|['"′″’”])?/iuy

/**
 * An angle a person typed: `0.5` (in defaultUnit, degrees unless told), `5'`, `30"`, `1d 2m 3s`, `1° 30′`, `5 arcmin`, `20arcsec`, `1:30:00`.
 * A sign counts for the whole. Fails, with the place, on anything else.
 */
export function parseAngle(text: string, defaultUnit: AngleUnit = 'deg'): Result<Deg> {
  const shown = JSON.stringify(text)
  const body = text.replaceAll('−', '-').trimEnd()
  const sign = /^\s*([-+]?)/u.exec(body)
  const from = sign?.[0].length ?? 0
  const factor = sign?.[1] === '-' ? -1 : 1
  if (from >= body.length) return fail('An angle is missing: write 0.5 (degrees), 5\' or 30"', 0)
  const colons = /^(\d+):(\d+(?:\.\d*)?)(?::(\d+(?:\.\d*)?))?$/u.exec(body.slice(from))
  if (colons !== null) {
    const [, d = '0', m = '0', s = '0'] = colons
    if (Number(m) >= 60 || Number(s) >= 60) return fail(`${shown} is not an angle: minutes and seconds must be below 60`, from)
    return ok(deg(factor * (Number(d) + Number(m) / 60 + Number(s) / 3600)))
  }
  let sum = 0
  let at = from
  let last = 0
  while (at < body.length) {
    part.lastIndex = at
    const m = part.exec(body)
    if (m === null) return fail(`${shown} is not an angle: what is ${JSON.stringify(body.slice(at).trim())}? Write 0.5 (degrees), 5' or 30"`, at)
    const bare = m[2] === undefined
    if (bare && last !== 0) return fail(`${shown} is not an angle: give each number a unit (1d 2m 3s)`, at)
    const scale = bare ? perDegree[defaultUnit] : perDegree[(m[2] ?? '').toLowerCase()]
    if (scale === undefined) return fail(`${JSON.stringify(m[2])} is not a unit of angle: use deg, arcmin (') or arcsec (")`, at)
    if (scale <= last) return fail(`${shown} is not an angle: units must go from large to small (1d 2m 3s)`, at)
    last = scale
    sum += Number(m[1]) / scale
    at = part.lastIndex
  }
  if (!Number.isFinite(sum)) return fail(`${shown} is too large for an angle`, from)
  return ok(deg(factor * sum))
}

function sexagesimal(value: number, digits: number): readonly [whole: number, minutes: string, seconds: string] {
  const unit = 10 ** digits
  const total = Math.round(value * 3600 * unit)
  const seconds = total % (60 * unit)
  const minutes = Math.floor(total / (60 * unit)) % 60
  const text = (seconds / unit).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')
  return [Math.floor(total / (3600 * unit)), String(minutes).padStart(2, '0'), text]
}

/** Right ascension as hh:mm:ss.s, `digits` decimals of a second of time (0 to 9); rounds up through 24h to 00:00:00. */
export function formatRa(raDeg: number, digits = 2): string {
  const [h, m, s] = sexagesimal(wrap360(raDeg) / 15, digits)
  return `${String(h % 24).padStart(2, '0')}:${m}:${s}`
}

/** Declination as ±dd:mm:ss.s, `digits` decimals of an arc second (0 to 9). */
export function formatDec(decDeg: number, digits = 1): string {
  const [d, m, s] = sexagesimal(Math.abs(decDeg), digits)
  return `${decDeg < 0 ? '-' : '+'}${String(d).padStart(2, '0')}:${m}:${s}`
}

function show(x: number): string {
  return String(Number(x.toPrecision(Math.abs(x) >= 100 ? 4 : 3)))
}

/** An angle for people, in the unit that suits its size: 12.5°, 13.4′, 0.21″, 3.1 mas; three significant digits or more. */
export function formatAngle(angleDeg: number): string {
  const a = Math.abs(angleDeg)
  if (a === 0) return '0°'
  if (a >= 1) return `${show(angleDeg)}°`
  if (a >= 1 / 60) return `${show(angleDeg * 60)}′`
  if (a >= 0.1 / 3600) return `${show(angleDeg * 3600)}″`
  return `${show(angleDeg * 3_600_000)} mas`
}
