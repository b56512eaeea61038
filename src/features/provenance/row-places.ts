import type { Table } from '../../../vo/table/columns.ts'
import { columnAt, textOf } from '../../api/votable-answer.ts'

/** What tells where a row is: the image it names, and the detector of a visit. */
export interface RowPlaces {
  readonly ids: readonly (string | null)[]
  readonly detectors: readonly ({ readonly visit: string; readonly detector: string } | null)[]
}

/** The places of an answer's rows; `column` holds identifiers of datasets. */
export function placesOf(table: Table | null, column: string | undefined): RowPlaces {
  if (table === null) return { ids: [], detectors: [] }
  const named = (names: readonly string[]): string | undefined => names.find((name) => columnAt(table, name) >= 0)
  const visit = named(['visit', 'lsst_visit'])
  const detector = named(['detector', 'lsst_detector'])
  const rows = Array.from({ length: table.length }, (_, row) => row)
  return {
    ids: rows.map((row) => (column === undefined ? null : textOf(table, column, row))),
    detectors: rows.map((row) => {
      const [v, d] = [visit === undefined ? null : textOf(table, visit, row), detector === undefined ? null : textOf(table, detector, row)]
      return v === null || d === null || !/^\d{1,19}$/u.test(v) ? null : { visit: v, detector: d }
    }),
  }
}
