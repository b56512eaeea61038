import type { Column, Table } from '../../../vo/table/columns.ts'
import type { FootprintSet } from '../sky/footprint-set.ts'
import type { ResultSet, WireColumn, WireResult } from './result-set.ts'

const none = 0xffffffff
/** Up to so many different words a column crosses as codes. */
const maxWords = 4096

/** Packs a result for the crossing, with the buffers to transfer. */
export function toWire(table: Table, footprints: FootprintSet): { readonly result: WireResult; readonly transfer: readonly ArrayBuffer[] } {
  const keep = table.fields.map((f) => f.name.toLowerCase() !== 's_region')
  const columns = table.columns.filter((_, i) => keep[i]).map(packColumn)
  const buffers = new Set<ArrayBuffer>()
  const take = (view: ArrayBufferView): void => {
    if (view.buffer instanceof ArrayBuffer) buffers.add(view.buffer)
  }
  for (const c of columns) {
    if (c.kind === 'words') take(c.codes)
    else if (c.kind !== 'text' && c.kind !== 'array') {
      take(c.data)
      if (c.nulls !== undefined) take(c.nulls)
    }
  }
  for (const view of [footprints.row, footprints.start, footprints.vertices, footprints.caps, footprints.buckets, footprints.cell]) take(view)
  return {
    result: { fields: table.fields.filter((_, i) => keep[i]), columns, length: table.length, overflow: table.overflow, footprints },
    transfer: [...buffers],
  }
}

/** The result as the page uses it: rows with the same word share one string. */
export function fromWire(wire: WireResult): ResultSet {
  const columns = wire.columns.map((c): Column => {
    if (c.kind !== 'words') return c
    const data: (string | null)[] = Array.from({ length: c.codes.length })
    for (let row = 0; row < c.codes.length; row++) data[row] = c.codes[row] === none ? null : (c.words[c.codes[row]!] ?? null)
    return { kind: 'text', data }
  })
  return { table: { fields: wire.fields, columns, length: wire.length, overflow: wire.overflow }, footprints: wire.footprints }
}

function packColumn(column: Column): WireColumn {
  if (column.kind !== 'text') return column
  const words = new Map<string, number>()
  const codes = new Uint32Array(column.data.length)
  for (let row = 0; row < column.data.length; row++) {
    const word = column.data[row]
    if (word === null || word === undefined) {
      codes[row] = none
      continue
    }
    let code = words.get(word)
    if (code === undefined) {
      if (words.size === maxWords) return column
      code = words.size
      words.set(word, code)
    }
    codes[row] = code
  }
  return { kind: 'words', codes, words: [...words.keys()] }
}
