import { as, isWhole, wider } from './types.ts'
import type { SqlType, Typed } from './types.ts'

/** How a function of ADQL is written in SQL: number of arguments, what they must be, and the text. */
export interface FunctionRule {
  readonly min: number
  readonly max: number
  readonly args: 'number' | 'text'
  readonly type: (args: readonly Typed[]) => SqlType
  readonly sql: (args: readonly Typed[]) => string
}

const double = (): SqlType => 'double'
const d = (a: Typed): string => as(a, 'double')

function ofDoubles(name: string, count = 1): FunctionRule {
  return { min: count, max: count, args: 'number', type: double, sql: (a) => `${name}(${a.map(d).join(', ')})` }
}

function ofTexts(count: number, type: SqlType, sql: (...texts: readonly string[]) => string): FunctionRule {
  return { min: count, max: count, args: 'text', type: () => type, sql: (a) => sql(...a.map((x) => as(x, 'text'))) }
}

function rounding(name: 'round' | 'trunc'): FunctionRule {
  return {
    min: 1,
    max: 2,
    args: 'number',
    type: double,
    sql: ([x, digits]) => (digits === undefined ? `${name}(${d(x!)})` : `${name}((${d(x!)})::numeric, ${as(digits, 'int')})::float8`),
  }
}

const modType = (args: readonly Typed[]): SqlType => (args.every((a) => isWhole(a.type)) ? wider(args[0]!.type, args[1]!.type) : 'double')

/** Functions of ADQL 2.1 that map straight to SQL, and the UDFs that archives share. Aggregates, IN_UNIT, COALESCE and geometry have rules of their own. */
export const functions: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  [
    'ABS',
    {
      min: 1,
      max: 1,
      args: 'number',
      type: ([x]) => (x!.type === 'null' ? 'double' : x!.type),
      sql: ([x]) => `abs(${x!.type === 'null' ? d(x!) : x!.sql})`,
    },
  ],
  ['CEILING', ofDoubles('ceil')],
  ['DEGREES', ofDoubles('degrees')],
  ['EXP', ofDoubles('exp')],
  ['FLOOR', ofDoubles('floor')],
  ['LOG', ofDoubles('ln')],
  ['LOG10', ofDoubles('log')],
  ['RADIANS', ofDoubles('radians')],
  ['SQRT', ofDoubles('sqrt')],
  ['SIGN', ofDoubles('sign')],
  ['SIN', ofDoubles('sin')],
  ['COS', ofDoubles('cos')],
  ['TAN', ofDoubles('tan')],
  ['COT', ofDoubles('cot')],
  ['ASIN', ofDoubles('asin')],
  ['ACOS', ofDoubles('acos')],
  ['ATAN', ofDoubles('atan')],
  ['ATAN2', ofDoubles('atan2', 2)],
  ['POWER', ofDoubles('power', 2)],
  [
    'MOD',
    {
      min: 2,
      max: 2,
      args: 'number',
      type: modType,
      sql: (a) => {
        const type = modType(a)
        return type === 'double' ? `mod((${d(a[0]!)})::numeric, (${d(a[1]!)})::numeric)::float8` : `mod(${as(a[0]!, type)}, ${as(a[1]!, type)})`
      },
    },
  ],
  ['PI', { min: 0, max: 0, args: 'number', type: double, sql: () => 'pi()' }],
  // the seed is read and not used: PostgreSQL's setseed would outlive the query
  ['RAND', { min: 0, max: 1, args: 'number', type: double, sql: () => 'random()' }],
  ['ROUND', rounding('round')],
  ['TRUNCATE', rounding('trunc')],
  ['LOWER', ofTexts(1, 'text', (x) => `lower(${x})`)],
  ['UPPER', ofTexts(1, 'text', (x) => `upper(${x})`)],
  ['IVO_NOCASEMATCH', ofTexts(2, 'int', (x, pattern) => `(lower(${x}) LIKE lower(${pattern}) ESCAPE '')::integer`)],
  ['IVO_HASWORD', ofTexts(2, 'int', (x, words) => `(to_tsvector('simple', ${x}) @@ plainto_tsquery('simple', ${words}))::integer`)],
  ['IVO_HASHLIST_HAS', ofTexts(2, 'int', (list, x) => `(lower(${x}) = ANY (string_to_array(lower(${list}), '#')))::integer`)],
])
