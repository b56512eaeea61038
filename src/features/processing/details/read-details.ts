import { queryOptions } from '@tanstack/react-query'
import type { Table } from '../../../../vo/table/columns.ts'
import type { Archive } from '../../../api/archive.ts'
import { plainVotable, tapWhole } from '../../../api/tap.ts'
import { cellOf, textOf } from '../../../api/votable-answer.ts'
import { unwrap } from '../../../api/unwrap.ts'

/** What the columns of the night do not hold of an attempt. */
export interface AttemptDetails {
  readonly attempt: number
  readonly pipeline: string | null
  readonly exceptionMessage: string | null
  readonly quantum: string | null
  /** Why a product was not delivered, by product. */
  readonly why: Readonly<Record<string, string>>
}

export interface DetectorImage {
  readonly did: string
  readonly type: string
  readonly region: string | null
}

export interface DetectorSource {
  readonly id: string
  /** dia_object_id, else ss_object_id; null = of no object. */
  readonly object: string | null
  readonly snr: number | null
  readonly order: number | null
}

const row = <T>(table: Table, read: (i: number) => T): readonly T[] => Array.from({ length: table.length }, (_, i) => read(i))

/** One visit-detector as ADQL; numbers only, so that nothing needs quoting. */
const at = (visit: bigint, detector: number): string => `visit = ${visit} AND detector = ${Math.trunc(detector)}`

const options = <T>(archive: Archive, what: string, visit: bigint, detector: number, read: (signal: AbortSignal) => Promise<T>) =>
  queryOptions({
    queryKey: ['processing', what, archive.tap, String(visit), detector] as const,
    queryFn: ({ signal }) => read(signal),
    staleTime: 15_000,
  })

/** Exceptions, executions and reasons of every attempt at a visit-detector. */
export const attemptDetailsQuery = (archive: Archive, visit: bigint, detector: number) =>
  options(archive, 'attempt', visit, detector, async (signal) => {
    const ask = { tap: archive.tap, format: plainVotable, signal }
    const attempts = await unwrap(
      tapWhole({
        ...ask,
        adql: `SELECT attempt_id, attempt, pipeline, exception_message, quantum_id FROM ap.attempt WHERE ${at(visit, detector)} ORDER BY attempt`,
      }),
    )
    const why = await unwrap(
      tapWhole({
        ...ask,
        adql: `SELECT d.attempt_id, d.product, d.why FROM ap.delivery AS d JOIN ap.attempt AS a ON a.attempt_id = d.attempt_id WHERE a.visit = ${visit} AND a.detector = ${Math.trunc(detector)} AND d.why IS NOT NULL`,
      }),
    )
    return row(attempts, (i): AttemptDetails => {
      const id = textOf(attempts, 'attempt_id', i)
      const reasons = row(why, (k) => [textOf(why, 'attempt_id', k), textOf(why, 'product', k) ?? '', textOf(why, 'why', k) ?? ''] as const)
      return {
        attempt: Number(cellOf(attempts, 'attempt', i)),
        pipeline: textOf(attempts, 'pipeline', i),
        exceptionMessage: textOf(attempts, 'exception_message', i),
        quantum: textOf(attempts, 'quantum_id', i),
        why: Object.fromEntries(reasons.filter(([of]) => of === id).map(([, product, text]) => [product, text])),
      }
    })
  })

/** Images of a visit-detector that the archive holds. */
export const imagesQuery = (archive: Archive, visit: bigint, detector: number) =>
  options(archive, 'images', visit, detector, async (signal) => {
    const adql = `SELECT obs_publisher_did, dataproduct_subtype, s_region FROM ivoa.obscore WHERE lsst_visit = ${visit} AND lsst_detector = ${Math.trunc(detector)} ORDER BY calib_level, dataproduct_subtype`
    const table = await unwrap(tapWhole({ tap: archive.tap, format: plainVotable, adql, signal }))
    return row(table, (i): DetectorImage => ({
      did: textOf(table, 'obs_publisher_did', i) ?? '',
      type: (textOf(table, 'dataproduct_subtype', i) ?? 'image').replace(/^lsst\./u, '').replaceAll('_', ' '),
      region: textOf(table, 's_region', i),
    }))
  })

/** Sources that a list holds at most; the strongest come first. */
export const mostSources = 200

/** The strongest sources of a visit-detector. */
export const sourcesQuery = (archive: Archive, visit: bigint, detector: number) =>
  options(archive, 'sources', visit, detector, async (signal) => {
    const adql = `SELECT TOP ${mostSources} dia_source_id, dia_object_id, ss_object_id, snr, prv_proc_order FROM ap.dia_source WHERE ${at(visit, detector)} ORDER BY snr DESC, dia_source_id`
    const table = await unwrap(tapWhole({ tap: archive.tap, format: plainVotable, adql, maxrec: mostSources + 1, signal }))
    const number = (name: string, i: number): number | null => {
      const value = cellOf(table, name, i)
      return value === null ? null : Number(value)
    }
    return row(table, (i): DetectorSource => ({
      id: textOf(table, 'dia_source_id', i) ?? '',
      object: textOf(table, 'dia_object_id', i) ?? textOf(table, 'ss_object_id', i),
      snr: number('snr', i),
      order: number('prv_proc_order', i),
    }))
  })
