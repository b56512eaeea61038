import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Table } from '../../../vo/table/columns.ts'
import type { ApiError } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { readOffer } from '../../api/offer.ts'
import { adqlText, tapSync } from '../../api/tap.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { textOf } from '../../api/votable-answer.ts'
import { buildFootprints } from '../../engine/sky/footprint-set.ts'
import type { FootprintSet } from '../../engine/sky/footprint-set.ts'
import { placesOf } from './row-places.ts'

/** Identifiers asked for at a time: a query of some 30 kB; and visits, each of which has some 200 detectors. */
const perQuery = 300
const visitsPerQuery = 40
/** More images are not looked up; the page says so. */
export const maxImages = 10_000

/** The footprints of what an answer names, by its rows. */
export interface Footprints {
  readonly set: FootprintSet | null
  /** Rows that name an image or a detector of a visit; of those, the ones that have a footprint. */
  readonly named: number
  readonly found: number
  /** Not all were looked up: there are more than `maxImages`. */
  readonly isCut: boolean
  readonly isBusy: boolean
  readonly error: ApiError | null
}

/**
 * Looks up, in ObsCore, where the rows of an answer are: by the identifier in `column`; a row that names no image (a failure made none) by its visit and
 * detector, as the raw image has them.
 */
export function useFootprints(table: Table | null, column: string | undefined, isOn: boolean): Footprints {
  const { current } = useArchives()
  const places = useMemo(() => placesOf(table, column), [table, column])
  const ids = useMemo(() => [...new Set(places.ids.filter((id) => id !== null))], [places])
  const asked = ids.slice(0, maxImages)
  const offer = useQuery({
    queryKey: ['offer', current.tap],
    queryFn: ({ signal }) => unwrap(readOffer(current.tap, signal)),
    enabled: isOn,
    staleTime: Infinity,
  })
  const images = offer.data?.table
  const byId = useQuery({
    queryKey: ['footprints', current.tap, images, asked],
    queryFn: async ({ signal }) => {
      const found = new Map<string, string>()
      for (let i = 0; i < asked.length; i += perQuery) {
        const part = asked
          .slice(i, i + perQuery)
          .map(adqlText)
          .join(', ')
        const adql = `SELECT obs_publisher_did, s_region FROM ${images ?? ''} WHERE obs_publisher_did IN (${part})`
        const { table: rows } = await unwrap(tapSync({ tap: current.tap, adql, maxrec: perQuery * 2, signal }))
        for (let row = 0; row < rows.length; row++) keep(found, textOf(rows, 'obs_publisher_did', row), textOf(rows, 's_region', row))
      }
      return found
    },
    enabled: isOn && images !== undefined,
    staleTime: 300_000,
    structuralSharing: false,
  })
  const visits = useMemo(() => {
    const found = byId.data
    if (found === undefined) return []
    return [...new Set(places.detectors.flatMap((d, row) => (d === null || found.has(places.ids[row] ?? '') ? [] : [d.visit])))].slice(0, 2000)
  }, [byId.data, places])
  const byVisit = useQuery({
    queryKey: ['detectors', current.tap, images, visits],
    queryFn: async ({ signal }) => {
      const found = new Map<string, string>()
      for (let i = 0; i < visits.length; i += visitsPerQuery) {
        const part = visits.slice(i, i + visitsPerQuery).join(', ')
        const adql = `SELECT lsst_visit, lsst_detector, s_region FROM ${images ?? ''} WHERE lsst_visit IN (${part}) AND calib_level <= 1`
        const { table: rows } = await unwrap(tapSync({ tap: current.tap, adql, maxrec: visitsPerQuery * 250, signal }))
        for (let row = 0; row < rows.length; row++)
          keep(found, `${textOf(rows, 'lsst_visit', row) ?? ''}/${textOf(rows, 'lsst_detector', row) ?? ''}`, textOf(rows, 's_region', row))
      }
      return found
    },
    enabled: isOn && visits.length > 0 && offer.data?.has.has('lsst_visit') === true,
    staleTime: 300_000,
    structuralSharing: false,
  })
  const isBusy = offer.isFetching || byId.isFetching || byVisit.isFetching
  const [first, second] = [byId.data, byVisit.data]
  const regions = useMemo(() => {
    if (isBusy || first === undefined) return null
    return places.ids.map((id, row) => {
      const detector = places.detectors[row] ?? null
      return (
        (id === null ? undefined : first.get(id)) ?? (detector === null ? undefined : second?.get(`${detector.visit}/${detector.detector}`)) ?? null
      )
    })
  }, [isBusy, first, second, places])
  const set = useMemo(() => (regions === null ? null : buildFootprints(regions)), [regions])
  const error = offer.error ?? byId.error ?? byVisit.error
  return {
    set,
    named: places.ids.filter((id, row) => id !== null || (places.detectors[row] ?? null) !== null).length,
    found: regions?.filter((r) => r !== null).length ?? 0,
    isCut: asked.length < ids.length,
    isBusy,
    error: error === null ? null : apiErrorOf(error),
  }
}

function keep(found: Map<string, string>, key: string | null, region: string | null): void {
  if (key !== null && region !== null && !found.has(key)) found.set(key, region)
}
