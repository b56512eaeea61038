import { cell } from '../../../vo/table/build.ts'
import type { Column, Table } from '../../../vo/table/columns.ts'

/** A facet: the values of one column with the number of rows that have each, most frequent first. */
export interface Facet {
  readonly column: string
  readonly title: string
  readonly values: readonly { readonly value: string; readonly count: number }[]
  /** Code of each row: index into `values`, or 65535 for null and values beyond the list. */
  readonly codes: Uint16Array
}

const facetColumns: readonly (readonly [string, string])[] = [
  ['lsst_band', 'Band'],
  ['band', 'Band'],
  ['dataproduct_subtype', 'Image type'],
  ['dataproduct_type', 'Product'],
  ['instrument_name', 'Instrument'],
  ['lsst_day_obs', 'Night'],
  ['target_name', 'Field'],
  ['obs_collection', 'Collection'],
  ['calib_level', 'Calibration level'],
]

/** Shown though they have one value only: it tells what the result is. */
const always: ReadonlySet<string> = new Set(['lsst_band', 'band', 'dataproduct_subtype', 'instrument_name', 'lsst_day_obs'])

const maxValues = 60

/** The column of this name; null where the table lacks it. */
export function columnNamed(table: Table, name: string): Column | null {
  const i = table.fields.findIndex((f) => f.name.toLowerCase() === name)
  return i < 0 ? null : (table.columns[i] ?? null)
}

/** The column of bands: the archive's own, else the one told from wavelengths. */
export function bandColumn(table: Table): Column | null {
  return columnNamed(table, 'lsst_band') ?? columnNamed(table, 'band')
}

/** Facets of the columns that are there and tell rows apart: one pass per column, then only codes are counted. */
export function facetsOf(table: Table): readonly Facet[] {
  const facets: Facet[] = []
  for (const [name, title] of facetColumns) {
    const column = columnNamed(table, name)
    if (column === null) continue
    const facet = facetOf(column, table.length, name, title)
    if (facet.values.length > (always.has(name) ? 0 : 1)) facets.push(facet)
  }
  return facets
}

function facetOf(column: Column, length: number, name: string, title: string): Facet {
  const known = new Map<unknown, number>()
  const first = new Uint32Array(length)
  const values: { value: string; count: number }[] = []
  for (let row = 0; row < length; row++) {
    const value = column.kind === 'text' ? (column.data[row] ?? null) : cell(column, row)
    let code = known.get(value)
    if (code === undefined) {
      code = values.length
      known.set(value, code)
      values.push({ value: value === null ? '' : String(value as string), count: 0 })
    }
    values[code]!.count += 1
    first[row] = code
  }
  const order = values
    .map((_, i) => i)
    .filter((i) => values[i]!.value !== '')
    .sort((a, b) => values[b]!.count - values[a]!.count)
  const place = new Uint16Array(values.length).fill(65_535)
  order.slice(0, maxValues).forEach((i, at) => (place[i] = at))
  const codes = new Uint16Array(length)
  for (let row = 0; row < length; row++) codes[row] = place[first[row]!]!
  return { column: name, title, values: order.slice(0, maxValues).map((i) => values[i]!), codes }
}

/** What is ticked: values per facet column. A facet without ticks narrows nothing. */
export type FacetPicks = ReadonlyMap<string, ReadonlySet<string>>

/** Rows that pass all ticked facets, in order. */
export function passing(length: number, facets: readonly Facet[], picks: FacetPicks): Uint32Array {
  const tests = facets.flatMap((f) => {
    const wanted = picks.get(f.column)
    if (wanted === undefined || wanted.size === 0) return []
    const allowed = new Uint8Array(65_536)
    f.values.forEach((v, i) => (allowed[i] = wanted.has(v.value) ? 1 : 0))
    return [{ codes: f.codes, allowed }]
  })
  const rows = new Uint32Array(length)
  let n = 0
  for (let row = 0; row < length; row++) {
    let pass = true
    for (const t of tests) if (t.allowed[t.codes[row]!] === 0) pass = false
    if (pass) rows[n++] = row
  }
  return rows.subarray(0, n)
}

/** Counts of a facet's values among the rows that pass all *other* facets: what a tick would add. */
export function countsFor(facet: Facet, length: number, facets: readonly Facet[], picks: FacetPicks): Uint32Array {
  const others = new Map(picks)
  others.delete(facet.column)
  const counts = new Uint32Array(facet.values.length + 1)
  for (const row of passing(length, facets, others)) {
    const code = facet.codes[row]!
    if (code < facet.values.length) counts[code]! += 1
  }
  return counts
}
