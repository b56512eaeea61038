import { isNull } from '../../../vo/table/build.ts'
import type { Column } from '../../../vo/table/columns.ts'

/** Row order by a column: numbers, 64-bit integers and texts each by their own order, nulls last. Stable. */
export function sorted(rows: Uint32Array, column: Column | null, descending: boolean): Uint32Array {
  if (column === null) return rows
  const sign = descending ? -1 : 1
  if (column.kind === 'text') {
    const { data } = column
    return rows.slice().sort((a, b) => {
      const [x, y] = [data[a] ?? null, data[b] ?? null]
      if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1
      return sign * (x < y ? -1 : x > y ? 1 : 0) || a - b
    })
  }
  if (column.kind === 'array') return rows
  if (column.kind === 'i64') {
    const { data } = column
    return rows.slice().sort((a, b) => nullsLast(column, a, b) ?? (sign * (data[a]! < data[b]! ? -1 : data[a]! > data[b]! ? 1 : 0) || a - b))
  }
  const { data } = column
  return rows.slice().sort((a, b) => nullsLast(column, a, b) ?? (sign * (data[a]! - data[b]!) || a - b))
}

function nullsLast(column: Column, a: number, b: number): number | null {
  const [x, y] = [isNull(column, a), isNull(column, b)]
  return x || y ? (x === y ? a - b : x ? 1 : -1) : null
}
