import { fail, ok, type Result } from '../result.ts'
import type { Hdu } from './file.ts'

/** One column of a binary table: where it lies in a row. */
export interface BinaryColumn {
  readonly name: string
  /** TFORM letter: B I J K E D, P and Q for arrays in the heap … */
  readonly code: string
  readonly repeat: number
  /** Bytes from the start of the row. */
  readonly offset: number
}

/** A binary table's layout, and its heap. */
export interface BinaryTable {
  readonly rows: number
  readonly rowBytes: number
  readonly columns: ReadonlyMap<string, BinaryColumn>
  readonly view: DataView
  readonly heap: Uint8Array
}

const widths: Readonly<Record<string, number>> = { L: 1, B: 1, A: 1, I: 2, J: 4, K: 8, E: 4, D: 8, C: 8, M: 16, P: 8, Q: 16 }

/** Reads the layout of a BINTABLE. Columns are keyed by name in upper case. */
export function binaryTable(hdu: Hdu): Result<BinaryTable> {
  const { header, data } = hdu
  const rowBytes = header.number('NAXIS1') ?? 0
  const rows = header.number('NAXIS2') ?? 0
  const fields = header.number('TFIELDS') ?? 0
  if (!Number.isInteger(fields) || fields < 0 || fields > 999) return fail(`TFIELDS is ${fields}; 0 to 999 expected`)
  const columns = new Map<string, BinaryColumn>()
  let offset = 0
  for (let i = 1; i <= fields; i++) {
    const form = /^(\d*)([LXBIJKAEDCMPQ])/.exec((header.text(`TFORM${i}`) ?? '').toUpperCase())
    if (form === null) return fail(`TFORM${i} is ${header.text(`TFORM${i}`) ?? 'absent'}; a format such as 1J or 1PB(100) expected`)
    const repeat = form[1] === '' ? 1 : Number(form[1])
    const code = form[2]!
    const name = (header.text(`TTYPE${i}`) ?? `COL${i}`).toUpperCase()
    if (!columns.has(name)) columns.set(name, { name, code, repeat, offset })
    offset += code === 'X' ? Math.ceil(repeat / 8) : repeat * widths[code]!
  }
  if (offset > rowBytes) return fail(`the columns take ${offset} bytes, a row (NAXIS1) has ${rowBytes}`)
  const heapAt = header.number('THEAP') ?? rowBytes * rows
  if (!Number.isInteger(heapAt) || heapAt < rowBytes * rows || heapAt > data.length)
    return fail(`THEAP is ${heapAt}, outside the table's data of ${data.length} bytes`)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return ok({ rows, rowBytes, columns, view, heap: data.subarray(heapAt) })
}

/** A heap array of one row: number of elements and the bytes from where it starts (null: outside the heap). `elementBytes` from the element's type. */
export function heapArray(table: BinaryTable, column: BinaryColumn, row: number, elementBytes: number): Uint8Array | null {
  const at = row * table.rowBytes + column.offset
  const count = column.code === 'Q' ? Number(table.view.getBigInt64(at)) : table.view.getInt32(at)
  const start = column.code === 'Q' ? Number(table.view.getBigInt64(at + 8)) : table.view.getInt32(at + 4)
  if (count < 0 || start < 0 || start + count * elementBytes > table.heap.length) return null
  return table.heap.subarray(start, start + count * elementBytes)
}

/** A real or whole number of one row. */
export function numberCell(table: BinaryTable, column: BinaryColumn, row: number): number {
  const at = row * table.rowBytes + column.offset
  switch (column.code) {
    case 'B':
      return table.view.getUint8(at)
    case 'I':
      return table.view.getInt16(at)
    case 'J':
      return table.view.getInt32(at)
    case 'K':
      return Number(table.view.getBigInt64(at))
    case 'E':
      return table.view.getFloat32(at)
    case 'D':
      return table.view.getFloat64(at)
    default:
      return NaN
  }
}
