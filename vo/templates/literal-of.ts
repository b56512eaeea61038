import { geometries, literal, numberText } from '../adql/build.ts'
import type { Result } from '../result.ts'
import { fail, ok, unreachable } from '../result.ts'
import { parseRegion } from '../sky/region-text.ts'
import { isDate } from '../time/calendar.ts'
import { utcToTai } from '../time/mjd.ts'
import { formatIso, formatIsoTai, parseTime } from '../time/parse-time.ts'
import type { ParameterType, TemplateParameter } from './template.ts'

/** A literal of ADQL, and what was converted to get it. */
export interface Literal {
  readonly text: string
  readonly note?: string
  /** Of a time: the moment as a text of ISO 8601 without a zone, in the parameter's scale, as a literal. */
  readonly iso?: string
}

/** Longest text value, in UTF-16 units. */
export const maxTextValue = 4000

const whole = /^[+-]?\d{1,30}$/u
const real = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/iu
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u

/** Ends of what a whole number of each type may be. */
const wholeEnds: Partial<Record<ParameterType, readonly [bigint, bigint]>> = {
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  visit: [0n, 2n ** 63n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  detector: [0n, 9999n],
  tract: [0n, 2n ** 31n - 1n],
  patch: [0n, 2n ** 31n - 1n],
}

/** A value as its message quotes it. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value)
}

/** The literal of one value (one element of a list, one end of a range) by the type of its parameter. Fails with a sentence about the value. */
export function literalOf(parameter: TemplateParameter, given: string): Result<Literal> {
  const value = given.trim()
  switch (parameter.type) {
    case 'long':
    case 'int':
    case 'visit':
    case 'detector':
    case 'tract':
    case 'patch':
      return wholeLiteral(parameter, value)
    case 'double':
      return realLiteral(parameter, value)
    case 'band': {
      const band = value.toLowerCase()
      return /^[ugrizy]$/u.test(band) ? ok({ text: literal(band) }) : fail(`${quoted(value)} is not a band: choose u, g, r, i, z or y`)
    }
    case 'day_obs':
      return nightLiteral(value)
    case 'time':
    case 'time_range':
      return timeLiteral(parameter, value)
    case 'uuid': {
      const uuid = value.toLowerCase()
      return uuidForm.test(uuid)
        ? ok({ text: literal(uuid) })
        : fail(`${quoted(value)} is not a UUID: write 32 hexadecimal digits as 8-4-4-4-12, such as 01890a5d-ac96-774b-bcce-b302099a8057`)
    }
    case 'sha': {
      const sha = value.toLowerCase()
      return /^[0-9a-f]{6,40}$/u.test(sha)
        ? ok({ text: literal(`${sha}%`), ...(sha.length < 40 ? { note: `commits that begin with ${sha}` } : {}) })
        : fail(`${quoted(value)} is not the beginning of a commit: give 6 to 40 hexadecimal digits`)
    }
    case 'enum': {
      const options = parameter.options ?? []
      return options.some((o) => o.value === value)
        ? ok({ text: literal(value) })
        : fail(`${quoted(value)} is not one of ${options.map((o) => o.value).join(', ')}`)
    }
    case 'region':
      return regionLiteral(value)
    case 'entity':
      // an id may be any text, but what is all but a UUID is one that lost or gained digits on its way, and would find nothing
      return /^[0-9a-f-]{30,42}$/iu.test(value) && value.includes('-') && !uuidForm.test(value.toLowerCase())
        ? fail(
            `${quoted(value)} is neither an id nor a whole UUID: a UUID has 32 hexadecimal digits as 8-4-4-4-12, such as 01890a5d-ac96-774b-bcce-b302099a8057`,
          )
        : textLiteral(value)
    case 'text':
      return textLiteral(value)
    default:
      return unreachable(parameter.type)
  }
}

function wholeLiteral(parameter: TemplateParameter, value: string): Result<Literal> {
  if (!whole.test(value)) return fail(`${quoted(value)} is not a whole number: write digits only`)
  const n = BigInt(value.replace(/^\+/u, ''))
  const [least, most] = wholeEnds[parameter.type]!
  const min = parameter.min === undefined ? least : bigMax(least, BigInt(parameter.min))
  const max = parameter.max === undefined ? most : -bigMax(-most, -BigInt(parameter.max))
  return n < min || n > max ? fail(`${value} is outside ${min} … ${max}`) : ok({ text: numberText(n) })
}

const bigMax = (a: bigint, b: bigint): bigint => (a > b ? a : b)

function realLiteral(parameter: TemplateParameter, value: string): Result<Literal> {
  const x = real.test(value) ? Number(value) : NaN
  if (!Number.isFinite(x))
    return fail(`${quoted(value)} is not a number: write 12.5 or 1.2e-3${parameter.unit === undefined ? '' : ` (${parameter.unit})`}`)
  if ((parameter.min !== undefined && x < Number(parameter.min)) || (parameter.max !== undefined && x > Number(parameter.max)))
    return fail(`${value} is outside ${parameter.min ?? '-∞'} … ${parameter.max ?? '∞'}${parameter.unit === undefined ? '' : ` ${parameter.unit}`}`)
  return ok({ text: numberText(x) })
}

function nightLiteral(value: string): Result<Literal> {
  const m = /^(\d{4})-?(\d{2})-?(\d{2})$/u.exec(value)
  if (m === null || !isDate(Number(m[1]), Number(m[2]), Number(m[3]))) return fail(`${quoted(value)} is not a night: write 20260317 or 2026-03-17`)
  const text = `${m[1]}${m[2]}${m[3]}`
  return ok({ text, ...(text === value ? {} : { note: `night ${text}` }) })
}

function timeLiteral(parameter: TemplateParameter, value: string): Result<Literal> {
  const parsed = parseTime(value)
  if (!parsed.ok) return fail(parsed.error.message)
  const isTai = /\bTAI\)?$/iu.test(value)
  const toTai = parameter.scale === 'tai'
  const bare = /^(?:MJD\s*)?([+-]?(?:\d+\.?\d*|\.\d+))(?:\s*\(?(?:UTC|TAI)\)?)?$/iu.exec(value)
  const utc = parsed.value.mjd
  const tai = utcToTai(utc)
  // an MJD in the column's own scale stays as it was given; what was converted is good to a microsecond, and shows no more
  const own = bare !== null && isTai === toTai && Number(bare[1]) < 2_400_000 ? Number(bare[1]) : Number((toTai ? tai : utc).toFixed(10))
  const iso = isTai ? `${formatIsoTai(tai)} TAI` : formatIso(utc)
  const target = toTai ? `MJD ${numberText(own)} (TAI)` : `MJD ${numberText(own)} (UTC)`
  const shift = isTai === toTai ? '' : toTai ? `; TAI is ${seconds(tai - utc)} s ahead of UTC` : `; UTC is ${seconds(tai - utc)} s behind TAI`
  return ok({ text: numberText(own), note: `${iso} = ${target}${shift}`, iso: literal(toTai ? formatIsoTai(tai) : formatIso(utc).slice(0, -1)) })
}

const seconds = (days: number): string => String(Number((days * 86_400).toFixed(3)))

function regionLiteral(value: string): Result<Literal> {
  const parsed = parseRegion(value)
  if (!parsed.ok) return fail(parsed.error.message)
  const kind = parsed.value.kind
  if (kind === 'point') return fail(`${quoted(value)} is a point: give a circle round it, such as CIRCLE 53.1 -28.1 0.1`)
  const shapes = geometries(parsed.value)
  if (kind === 'union' || shapes.length !== 1) return fail(`${quoted(value)} is more than one shape: give one circle or polygon`)
  return ok({ text: shapes[0]!, ...(kind === 'range' ? { note: 'a polygon whose sides follow the parallels within 5″' } : {}) })
}

function textLiteral(value: string): Result<Literal> {
  if (value.length > maxTextValue) return fail(`The text has ${value.length} characters; ${maxTextValue} are the most`)
  const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]/u.exec(value)
  if (odd !== null) {
    const code = odd[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
    return fail(`The text has the character U+${code}, which cannot stand in a query: leave it out`)
  }
  return ok({ text: literal(value) })
}
