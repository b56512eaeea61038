import type { Region } from '../sky/region.ts'
import { unreachable } from '../result.ts'
import { delimitedName } from './delimited-name.ts'
import { quoteText } from './print.ts'

declare const adql: unique symbol

/** A piece of ADQL that is a condition: made by the functions here only, so every value in it is a literal and every name is quoted where it must be. */
export interface Condition {
  readonly [adql]: 'condition'
  readonly text: string
  readonly isOr: boolean
}

const condition = (text: string, isOr = false): Condition => ({ text, isOr }) as Condition

/** A number as ADQL: shortest digits that give it back. Throws RangeError for NaN and infinities, which ADQL cannot say. */
export function numberText(x: number | bigint): string {
  if (typeof x === 'number' && !Number.isFinite(x)) throw new RangeError(`${x} is no number of ADQL`)
  return String(x).replace('e+', 'e')
}

/** A literal. Text must be without U+0000 and broken surrogates, which ADQL refuses: they are replaced by U+FFFD. */
export function literal(value: string | number | bigint): string {
  return typeof value === 'string' ? quoteText(value.replace(/[\u0000\ud800-\udfff]/gu, '\ufffd')) : numberText(value)
}

/** A name with dots, each part quoted where it must be: 'ivoa.obscore', 'size' → '"size"'. */
export function dottedName(name: string): string {
  return name.split('.').map(delimitedName).join('.')
}

/** column op value. */
export function compare(column: string, op: '=' | '<>' | '<' | '<=' | '>' | '>=', value: string | number | bigint): Condition {
  return condition(`${dottedName(column)} ${op} ${literal(value)}`)
}

/** column = one value, or IN several; null for none (nothing is asked). */
export function oneOf(column: string, values: readonly (string | number | bigint)[]): Condition | null {
  const [only] = values
  if (only === undefined) return null
  return values.length === 1 ? compare(column, '=', only) : condition(`${dottedName(column)} IN (${values.map(literal).join(', ')})`)
}

/** The intervals [lo, hi] of two columns and [from, to] of two values overlap; null ends are open. Null when both are. */
export function overlaps(loColumn: string, hiColumn: string, from: number | null, to: number | null): Condition | null {
  return all([from === null ? null : compare(hiColumn, '>=', from), to === null ? null : compare(loColumn, '<=', to)])
}

/** The column's text begins with another; its own % and _ are left out, since ADQL's LIKE cannot escape them. */
export function beginsWith(column: string, start: string): Condition {
  return condition(`${dottedName(column)} LIKE ${literal(`${start.replace(/[%_]/gu, '')}%`)}`)
}

/** All of the conditions (nulls left out); null for none. */
export function all(conditions: readonly (Condition | null)[]): Condition | null {
  const asked = conditions.filter((c) => c !== null)
  if (asked.length <= 1) return asked[0] ?? null
  return condition(asked.map((c) => (c.isOr ? `(${c.text})` : c.text)).join('\n  AND '))
}

/** Any of the conditions (nulls left out); null for none. */
export function any(conditions: readonly (Condition | null)[]): Condition | null {
  const asked = conditions.filter((c) => c !== null)
  if (asked.length <= 1) return asked[0] ?? null
  return condition(asked.map((c) => (c.text.includes(' AND ') ? `(${c.text})` : c.text)).join(' OR '), true)
}

const degrees = (x: number): string => numberText(Number(x.toPrecision(15)))

/**
 * A region as ADQL geometries (ICRS, deg): several for a union and for a range that is wide or near a pole. 2.0 adds the coordinate system, as
 * services of ADQL 2.0 want; those of 2.1 take both. A range becomes polygons, at most 60° wide, whose northern and southern sides follow its
 * parallels within 5″.
 */
export function geometries(region: Region, version: '2.0' | '2.1' = '2.0'): readonly string[] {
  const frame = version === '2.0' ? "'ICRS', " : ''
  switch (region.kind) {
    case 'point':
      return [`POINT(${frame}${degrees(region.at.ra)}, ${degrees(region.at.dec)})`]
    case 'circle':
      return [`CIRCLE(${frame}${degrees(region.center.ra)}, ${degrees(region.center.dec)}, ${degrees(region.radius)})`]
    case 'polygon':
      return [`POLYGON(${frame}${region.vertices.map((v) => `${degrees(v.ra)}, ${degrees(v.dec)}`).join(', ')})`]
    case 'range': {
      const width = region.raMax >= region.raMin ? Math.min(360, region.raMax - region.raMin) : region.raMax - region.raMin + 360
      const strips = Math.max(1, Math.ceil(width / 60))
      return Array.from({ length: strips }, (_, i) => strip(region.raMin + (i * width) / strips, width / strips, region.decMin, region.decMax, frame))
    }
    case 'union':
      return region.parts.flatMap((part) => geometries(part, version))
    default:
      return unreachable(region)
  }
}

/** Between two meridians and two parallels, at most 60° wide. */
function strip(raMin: number, width: number, decMin: number, decMax: number, frame: string): string {
  const along = (dec: number): readonly number[] => {
    if (Math.abs(dec) >= 90) return [width / 2]
    // the chord of an arc of w deg of a parallel leaves it by about w² sin 2δ / 16 rad²: here at most 1″
    const most = Math.sqrt((16 * (1 / 3600) * (Math.PI / 180)) / Math.max(1e-9, Math.abs(Math.sin((2 * dec * Math.PI) / 180)))) * (180 / Math.PI)
    const steps = Math.min(59, Math.max(1, Math.ceil(width / Math.min(60, most))))
    return Array.from({ length: steps + 1 }, (_, i) => (width * i) / steps)
  }
  const corners = [
    ...along(decMin).map((x) => [x, decMin] as const),
    ...along(decMax)
      .toReversed()
      .map((x) => [x, decMax] as const),
  ]
  return `POLYGON(${frame}${corners.map(([x, dec]) => `${degrees((raMin + x) % 360)}, ${degrees(dec)}`).join(', ')})`
}

/** The column's footprint meets the region. */
export function meets(column: string, region: Region, version: '2.0' | '2.1' = '2.0'): Condition {
  const tests = geometries(region, version).map((g) =>
    condition(`1 = ${g.startsWith('POINT') ? `CONTAINS(${g}, ${dottedName(column)})` : `INTERSECTS(${dottedName(column)}, ${g})`}`),
  )
  return any(tests) ?? condition('1 = 0')
}

/** The position in two columns is in the region. */
export function positionIn(raColumn: string, decColumn: string, region: Region, version: '2.0' | '2.1' = '2.0'): Condition {
  const point = `POINT(${version === '2.0' ? "'ICRS', " : ''}${dottedName(raColumn)}, ${dottedName(decColumn)})`
  return any(geometries(region, version).map((g) => condition(`1 = CONTAINS(${point}, ${g})`))) ?? condition('1 = 0')
}

/** What a simple query asks for. */
export interface SimpleQuery {
  /** Names of columns; '*' alone for all. */
  readonly columns: readonly string[]
  readonly table: string
  readonly where?: Condition | null
  readonly orderBy?: readonly { readonly column: string; readonly descending: boolean }[]
  readonly top?: number
}

function tail(query: Pick<SimpleQuery, 'table' | 'where'>): string {
  return `\nFROM ${dottedName(query.table)}${query.where === undefined || query.where === null ? '' : `\nWHERE ${query.where.text}`}`
}

/** SELECT columns FROM table WHERE … ORDER BY …, on lines of their own. */
export function selectAdql(query: SimpleQuery): string {
  const top = query.top === undefined ? '' : `TOP ${Math.max(0, Math.trunc(query.top))} `
  const columns = query.columns.length === 1 && query.columns[0] === '*' ? '*' : query.columns.map(delimitedName).join(', ')
  const order =
    query.orderBy === undefined || query.orderBy.length === 0
      ? ''
      : `\nORDER BY ${query.orderBy.map((o) => `${delimitedName(o.column)}${o.descending ? ' DESC' : ''}`).join(', ')}`
  return `SELECT ${top}${columns}${tail(query)}${order}`
}

/** How many rows a query would give, as n. */
export function countAdql(query: Pick<SimpleQuery, 'table' | 'where'>): string {
  return `SELECT COUNT(*) AS n${tail(query)}`
}
