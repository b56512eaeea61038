import type { Field } from '../../../vo/table/field.ts'

/** How a field of an upload is kept in a temporary table: a type of PostgreSQL. */
export function sqlType(field: Field): string {
  const text = field.datatype === 'char' || field.datatype === 'unicodeChar'
  if (text) return 'text'
  const scalar = {
    boolean: 'boolean', unsignedByte: 'smallint', short: 'smallint', int: 'integer', long: 'bigint', float: 'real', double: 'double precision',
  }[field.datatype as Exclude<Field['datatype'], 'char' | 'unicodeChar'>]
  return isArray(field) ? `${scalar}[]` : scalar
}

/** Whether a field that is not text holds arrays. */
export function isArray(field: Field): boolean {
  return field.arraysize !== undefined && field.arraysize !== '1'
}
