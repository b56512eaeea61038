import { queryOptions } from '@tanstack/react-query'
import type { Archive } from '../../../api/archive.ts'
import { tapWhole } from '../../../api/tap.ts'
import { unwrap } from '../../../api/unwrap.ts'
import { cellOf, textOf } from '../../../api/votable-answer.ts'
import type { ObjectSource } from './object-order.ts'

/** Sources of an object that the page compares, pair by pair. */
export const mostObjectSources = 4000

/** The sources of a DIA object or, by ss_object_id, of a solar-system object, as observed. One that was moved to a solar-system object is that one's. */
export const objectQuery = (archive: Archive, id: bigint) =>
  queryOptions({
    queryKey: ['processing', 'object', archive.tap, String(id)] as const,
    queryFn: async ({ signal }): Promise<readonly ObjectSource[]> => {
      const adql = `SELECT TOP ${mostObjectSources} * FROM ap.dia_source WHERE (dia_object_id = ${id} AND ss_object_id IS NULL) OR ss_object_id = ${id} ORDER BY midpoint_mjd_tai, dia_source_id`
      const table = await unwrap(tapWhole({ tap: archive.tap, adql, maxrec: mostObjectSources + 1, signal }))
      const number = (name: string, i: number): number | null => {
        const value = cellOf(table, name, i)
        return value === null ? null : Number(value)
      }
      return Array.from({ length: table.length }, (_, i) => ({
        id: textOf(table, 'dia_source_id', i) ?? '',
        visit: textOf(table, 'visit', i) ?? '',
        detector: number('detector', i) ?? 0,
        band: textOf(table, 'band', i) ?? '',
        observed: number('midpoint_mjd_tai', i) ?? Number.NaN,
        made: number('time_processed_mjd_tai', i),
        stored: number('time_stored_mjd_tai', i),
        replicated: number('time_replicated_mjd_tai', i),
        explicit: number('prv_proc_order', i),
        snr: number('snr', i),
      }))
    },
    staleTime: 15_000,
  })
