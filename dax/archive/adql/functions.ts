import type { SqlType } from './scope.ts'

/** An argument as SQL with its type. */
export interface Arg {
  readonly sql: string
  readonly type: SqlType
}

/** How a function of ADQL is written in SQL: number of arguments, what they must be, and the text. */
export interface FunctionRule {
  readonly min: number
  readonly max: number
  readonly args: 'number' | 'text' | 'any'
  readonly type: SqlType | ((args: readonly Arg[]) => SqlType)
  readonly sql: (args: readonly Arg[]) => string
}

const d = (a: Arg | undefined): string => `(${a?.sql ?? '0'})::float8`
const exact = (type: SqlType): boolean => type === 'short' || type === 'int' || type === 'long'
const sameOrDouble = (args: readonly Arg[]): SqlType => (args[0] !== undefined && exact(args[0].type) ? args[0].type : 'double')

function double1(name: string): FunctionRule {
  return { min: 1, max: 1, args: 'number', type: 'double', sql: (a) => `${name}(${d(a[0])})` }
}

function rounding(name: 'round' | 'trunc'): FunctionRule {
  return {
    min: 1,
    max: 2,
    args: 'number',
    type: 'double',
    sql: (a) => (a.length === 1 ? `${name}(${d(a[0])})` : `${name}((${a[0]!.sql})::numeric, (${a[1]!.sql})::integer)::float8`),
  }
}

/** Functions of ADQL 2.1 that map straight to SQL, and the UDFs that archives share. Aggregates and geometry have rules of their own. */
export const functions: Readonly<Record<string, FunctionRule>> = {
  ABS: { min: 1, max: 1, args: 'number', type: (a) => a[0]?.type ?? 'double', sql: (a) => `abs(${a[0]!.sql})` },
  CEILING: double1('ceil'),
  CEIL: double1('ceil'),
  DEGREES: double1('degrees'),
  EXP: double1('exp'),
  FLOOR: double1('floor'),
  LOG: double1('ln'),
  LOG10: double1('log'),
  RADIANS: double1('radians'),
  SQRT: double1('sqrt'),
  SIN: double1('sin'),
  COS: double1('cos'),
  TAN: double1('tan'),
  COT: double1('cot'),
  ASIN: double1('asin'),
  ACOS: double1('acos'),
  ATAN: double1('atan'),
  SIGN: double1('sign'),
  ATAN2: { min: 2, max: 2, args: 'number', type: 'double', sql: (a) => `atan2(${d(a[0])}, ${d(a[1])})` },
  POWER: { min: 2, max: 2, args: 'number', type: 'double', sql: (a) => `power(${d(a[0])}, ${d(a[1])})` },
  MOD: {
    min: 2,
    max: 2,
    args: 'number',
    type: (a) => (a.every((x) => exact(x.type)) ? sameOrDouble(a) : 'double'),
    sql: (a) => (a.every((x) => exact(x.type)) ? `mod(${a[0]!.sql}, ${a[1]!.sql})` : `(${d(a[0])} - ${d(a[1])} * trunc(${d(a[0])} / ${d(a[1])}))`),
  },
  PI: { min: 0, max: 0, args: 'any', type: 'double', sql: () => 'pi()' },
  RAND: { min: 0, max: 1, args: 'number', type: 'double', sql: () => 'random()' },
  ROUND: rounding('round'),
  TRUNCATE: rounding('trunc'),
  LOWER: { min: 1, max: 1, args: 'text', type: 'text', sql: (a) => `lower(${a[0]!.sql})` },
  UPPER: { min: 1, max: 1, args: 'text', type: 'text', sql: (a) => `upper(${a[0]!.sql})` },
  COALESCE: {
    min: 1,
    max: 100,
    args: 'any',
    type: (a) => a.find((x) => x.type !== 'unknown')?.type ?? 'unknown',
    sql: (a) => `coalesce(${a.map((x) => x.sql).join(', ')})`,
  },
  IVO_NOCASEMATCH: { min: 2, max: 2, args: 'text', type: 'int', sql: (a) => `(lower(${a[0]!.sql}) LIKE lower(${a[1]!.sql}))::integer` },
  IVO_HASWORD: {
    min: 2,
    max: 2,
    args: 'text',
    type: 'int',
    sql: (a) => `(to_tsvector('simple', ${a[0]!.sql}) @@ plainto_tsquery('simple', ${a[1]!.sql}))::integer`,
  },
  IVO_HASHLIST_HAS: {
    min: 2,
    max: 2,
    args: 'text',
    type: 'int',
    sql: (a) => `(lower(${a[1]!.sql}) = ANY (string_to_array(lower(${a[0]!.sql}), '#')))::integer`,
  },
}

/** Units that IN_UNIT can turn into each other: factor to a common unit, by dimension. */
const units: Readonly<Record<string, readonly [dimension: string, factor: number]>> = {
  deg: ['angle', Math.PI / 180],
  arcmin: ['angle', Math.PI / 10_800],
  arcsec: ['angle', Math.PI / 648_000],
  mas: ['angle', Math.PI / 648_000_000],
  rad: ['angle', 1],
  m: ['length', 1],
  cm: ['length', 1e-2],
  mm: ['length', 1e-3],
  um: ['length', 1e-6],
  nm: ['length', 1e-9],
  Angstrom: ['length', 1e-10],
  s: ['time', 1],
  min: ['time', 60],
  h: ['time', 3600],
  d: ['time', 86_400],
  yr: ['time', 31_557_600],
  byte: ['data', 1],
  kbyte: ['data', 1000],
  Mbyte: ['data', 1e6],
  mag: ['magnitude', 1],
}

/** Factor that turns values in `from` into `to`; a sentence where that makes no sense. */
export function unitFactor(
  from: string | undefined,
  to: string,
): { readonly ok: true; readonly value: number } | { readonly ok: false; readonly message: string } {
  if (from === undefined || from === '') return { ok: false, message: 'IN_UNIT needs a column with a unit, and this value has none' }
  const [a, b] = [units[from], units[to]]
  if (b === undefined) return { ok: false, message: `IN_UNIT does not know the unit '${to}'; it knows ${Object.keys(units).join(', ')}` }
  if (a === undefined) return { ok: false, message: `IN_UNIT cannot turn '${from}' into '${to}'` }
  if (a[0] !== b[0]) return { ok: false, message: `IN_UNIT cannot turn '${from}' (${a[0]}) into '${to}' (${b[0]})` }
  return { ok: true, value: a[1] / b[1] }
}
