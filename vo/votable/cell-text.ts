import type { Result } from '../result.ts'
import { fail, ok } from '../result.ts'
import { columnKind } from '../table/build.ts'
import type { Cell } from '../table/columns.ts'
import type { Field } from '../table/field.ts'

/** The value of a TABLEDATA cell (or a PARAM): null where it is empty, 'NaN' of an integer column, or the field's null value. */
export function parseCell(field: Field, text: string): Result<Cell> {
  const kind = columnKind(field)
  if (kind === 'text') return ok(text === '' ? null : text)
  const t = text.trim()
  if (t === '' || t === field.nullValue) return ok(null)
  if (kind === 'array') {
    const parts = t.split(/[\s,]+/u)
    const values: (number | bigint)[] = []
    for (const part of parts) {
      const value = field.datatype === 'boolean' ? (/^(t|true|1)$/iu.test(part) ? 1 : 0) : numberOf(field, part)
      if (value === null) return fail(`"${clip(part)}" is not a ${field.datatype}`)
      values.push(value)
    }
    return ok(field.datatype === 'long' ? BigInt64Array.from(values as bigint[]) : Float64Array.from(values as number[]))
  }
  if (kind === 'bool') {
    if (/^(t|true|1)$/iu.test(t)) return ok(true)
    if (/^(f|false|0)$/iu.test(t)) return ok(false)
    return t === '?' ? ok(null) : fail(`"${clip(t)}" is not a boolean (true, false, T, F, 1, 0)`)
  }
  const value = numberOf(field, t)
  if (value !== null) return ok(value)
  if (/^nan$/iu.test(t)) return ok(null)
  return fail(`"${clip(t)}" is not a ${field.datatype}`)
}

const ranges: Readonly<Partial<Record<Field['datatype'], readonly [number, number]>>> = {
  unsignedByte: [0, 255],
  short: [-32768, 65535],
  int: [-2147483648, 4294967295],
}

function numberOf(field: Field, text: string): number | bigint | null {
  if (field.datatype === 'long') return longOf(text)
  if (field.datatype === 'float' || field.datatype === 'double') {
    const x = Number(text)
    if (!Number.isNaN(x)) return x
    if (/^nan$/iu.test(text)) return NaN
    if (/^[+]?inf(inity)?$/iu.test(text)) return Infinity
    return /^-inf(inity)?$/iu.test(text) ? -Infinity : null
  }
  const x = Number(text)
  const range = ranges[field.datatype]
  if (!Number.isInteger(x) || range === undefined || x < range[0] || x > range[1]) return null
  return x
}

function longOf(text: string): bigint | null {
  if (!/^[-+]?(\d+|0x[0-9a-f]+)$/iu.test(text)) return null
  const x = BigInt(text.replace(/^\+/u, ''))
  return x >= -9223372036854775808n && x <= 9223372036854775807n ? x : null
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
