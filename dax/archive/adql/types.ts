import type { Field } from '../../../vo/table/field.ts'

/** Types that expressions have in the translator. 'shape' and 'point' are geometries (float8[] code), 'array' any other array, 'null' the word NULL. */
export type SqlType = 'boolean' | 'short' | 'int' | 'long' | 'float' | 'double' | 'text' | 'timestamp' | 'shape' | 'point' | 'array' | 'null'

/** Names of the types in PostgreSQL. */
const pgNames: Readonly<Record<Exclude<SqlType, 'array'>, string>> = {
  boolean: 'boolean',
  short: 'smallint',
  int: 'integer',
  long: 'bigint',
  float: 'real',
  double: 'float8',
  text: 'text',
  timestamp: 'timestamp',
  shape: 'float8[]',
  point: 'float8[]',
  null: 'text',
}

/** SQL with its type. */
export interface Typed {
  readonly sql: string
  readonly type: SqlType
}

/** The expression as another type; NULL gets the type written, so that PostgreSQL need not guess. */
export function as(e: Typed, type: SqlType): string {
  if (e.type === type && type !== 'null') return e.sql
  if (type === 'array' || (e.type === 'point' && type === 'shape')) return e.sql
  return `(${e.sql})::${pgNames[type]}`
}

const widths: readonly SqlType[] = ['short', 'int', 'long', 'float', 'double']

/** A number, or NULL. */
export function isNumeric(type: SqlType): boolean {
  return type === 'null' || widths.includes(type)
}

/** A whole number, or NULL. */
export function isWhole(type: SqlType): boolean {
  return type === 'null' || type === 'short' || type === 'int' || type === 'long'
}

/** Text, or NULL. */
export function isText(type: SqlType): boolean {
  return type === 'text' || type === 'null'
}

/** The type that two numbers have together: whole ones stay whole (int at least), a float with anything else is a double. */
export function wider(a: SqlType, b: SqlType): SqlType {
  if (a === 'float' && b === 'float') return 'float'
  const w = Math.max(widths.indexOf(a), widths.indexOf(b), 1)
  return w >= widths.indexOf('float') ? 'double' : (widths[w] ?? 'double')
}

/** The type that both can take in a comparison, a UNION, a CASE; null where they have none. */
export function commonType(a: SqlType, b: SqlType): SqlType | null {
  if (a === b) return a
  if (a === 'null') return b
  if (b === 'null') return a
  if (isNumeric(a) && isNumeric(b)) return wider(a, b)
  if ((a === 'timestamp' && b === 'text') || (a === 'text' && b === 'timestamp')) return 'timestamp'
  if ((a === 'shape' && b === 'point') || (a === 'point' && b === 'shape')) return 'shape'
  return null
}

/** Whether values can be compared, ordered and grouped by size. */
export function isOrdered(type: SqlType): boolean {
  return type !== 'shape' && type !== 'point' && type !== 'array'
}

/** What a message calls a value of the type. */
export function wordFor(type: SqlType): string {
  if (type === 'null') return 'NULL'
  if (isNumeric(type)) return 'a number'
  if (type === 'text') return 'text'
  if (type === 'timestamp') return 'a timestamp'
  if (type === 'boolean') return 'a condition'
  if (type === 'shape' || type === 'point') return 'a geometry'
  return 'an array'
}

/** The type of a column with this field, as the database keeps it (timestamps of tables are text). */
export function typeOfField(field: Field): SqlType {
  if (field.datatype === 'char' || field.datatype === 'unicodeChar') return 'text'
  if (field.arraysize !== undefined && field.arraysize !== '1') return 'array'
  return field.datatype === 'unsignedByte' ? 'short' : field.datatype
}

/** The field of a result of this type that has the meaning of another field, where that is given: what contradicts the type is left out. */
export function fieldFor(name: string, type: SqlType, meaning?: Field): Field {
  if (meaning !== undefined && typeOfField(meaning) === type) return { ...meaning, name }
  const { xtype: _x, arraysize: _a, nullValue: _n, options: _o, id: _i, ...rest } = meaning ?? { name, datatype: 'char' }
  switch (type) {
    case 'boolean':
    case 'short':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return { ...rest, name, datatype: type }
    case 'shape':
      return { ...rest, name, datatype: 'char', arraysize: '*', xtype: 'adql:REGION' }
    case 'point':
      return { ...rest, name, datatype: 'char', arraysize: '*', xtype: 'adql:POINT' }
    case 'timestamp':
      return { ...rest, name, datatype: 'char', arraysize: '*', xtype: 'timestamp' }
    default:
      return { ...rest, name, datatype: 'char', arraysize: '*' }
  }
}
