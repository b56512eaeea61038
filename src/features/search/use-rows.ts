import { useMemo } from 'react'
import type { Table } from '../../../vo/table/columns.ts'
import { sorted } from '../../engine/results/sort-rows.ts'
import { columnNamed, facetsOf, passing } from './facets.ts'
import type { Facet, FacetPicks } from './facets.ts'
import type { Looks } from './explore-url.ts'

/** The rows of a result that are shown, in their order, and how they came to be. */
export interface Rows {
  readonly facets: readonly Facet[]
  readonly picks: FacetPicks
  /** Rows of the table, in order of display. */
  readonly rows: Uint32Array
  /** Place of each table row in `rows`; -1 = hidden by a facet. */
  readonly place: Int32Array
  /** Selected rows of the table. */
  readonly selection: readonly number[]
}

/** Facets, sort order and selection, each computed once per change of what it depends on. */
export function useRows(table: Table | null, params: URLSearchParams, looks: Looks): Rows {
  const facets = useMemo(() => (table === null ? [] : facetsOf(table)), [table])
  const ticks = [...params]
    .filter(([key]) => key.startsWith('f.'))
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
  const picks = useMemo(() => {
    const found = new Map<string, ReadonlySet<string>>()
    for (const facet of facets) {
      const values = params.get(`f.${facet.column}`)
      if (values !== null) found.set(facet.column, new Set(values.split('~')))
    }
    return found
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [facets, ticks])
  const sortColumn = looks.sort?.column ?? ''
  const descending = looks.sort?.descending ?? false
  const passed = useMemo(() => (table === null ? new Uint32Array(0) : passing(table.length, facets, picks)), [table, facets, picks])
  const rows = useMemo(
    () => (table === null || sortColumn === '' ? passed : sorted(passed, columnNamed(table, sortColumn), descending)),
    [table, passed, sortColumn, descending],
  )
  const place = useMemo(() => {
    const at = new Int32Array(table?.length ?? 0).fill(-1)
    rows.forEach((row, i) => (at[row] = i))
    return at
  }, [table, rows])
  const selected = [...looks.selection].join('~')
  const selection = useMemo(() => {
    const found: number[] = []
    const dids = table === null ? null : columnNamed(table, 'obs_publisher_did')
    if (dids?.kind === 'text' && selected !== '') {
      const wanted = new Set(selected.split('~'))
      dids.data.forEach((did, row) => did !== null && wanted.has(did) && found.push(row))
    }
    return found
  }, [table, selected])
  return { facets, picks, rows, place, selection }
}
