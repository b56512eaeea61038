import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Table } from '../../../vo/table/columns.ts'
import { useArchives } from '../../api/archive-context.ts'
import { readOffer } from '../../api/offer.ts'
import { adqlText, tapWhole } from '../../api/tap.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { columnAt, textOf } from '../../api/votable-answer.ts'
import type { ApiError } from '../../api/api-error.ts'
import { buildFootprints } from '../../engine/sky/footprint-set.ts'
import type { FootprintSet } from '../../engine/sky/footprint-set.ts'

/** Identifiers asked for at a time: a query of some 30 kB. */
const perQuery = 300
/** More images are not looked up; the page says so. */
export const maxImages = 10_000

/** The footprints of the images that an answer names, by its rows. */
export interface Footprints {
  readonly set: FootprintSet | null
  /** Different images named, those asked for, and those that have a footprint. */
  readonly named: number
  readonly asked: number
  readonly found: number
  readonly isBusy: boolean
  readonly error: ApiError | null
}

/** Looks up, in ObsCore, the footprints of the images that `column` names. */
export function useFootprints(table: Table | null, column: string | undefined, isOn: boolean): Footprints {
  const { current } = useArchives()
  const ids = useMemo(() => {
    if (table === null || column === undefined) return []
    const at = table.columns[columnAt(table, column)]
    return at?.kind === 'text' ? at.data : []
  }, [table, column])
  const wanted = useMemo(() => [...new Set(ids.filter((id) => id !== null))], [ids])
  const asked = wanted.slice(0, maxImages)
  const offer = useQuery({
    queryKey: ['offer', current.tap],
    queryFn: ({ signal }) => unwrap(readOffer(current.tap, signal)),
    enabled: isOn,
    staleTime: Infinity,
  })
  const images = offer.data?.table
  const regions = useQuery({
    queryKey: ['footprints', current.tap, images, asked],
    queryFn: async ({ signal }) => {
      const found = new Map<string, string>()
      for (let i = 0; i < asked.length; i += perQuery) {
        const part = asked
          .slice(i, i + perQuery)
          .map(adqlText)
          .join(', ')
        const adql = `SELECT obs_publisher_did, s_region FROM ${images ?? ''} WHERE obs_publisher_did IN (${part})`
        const rows = await unwrap(tapWhole({ tap: current.tap, adql, maxrec: perQuery * 2, signal }))
        for (let row = 0; row < rows.length; row++) {
          const [id, region] = [textOf(rows, 'obs_publisher_did', row), textOf(rows, 's_region', row)]
          if (id !== null && region !== null) found.set(id, region)
        }
      }
      return found
    },
    enabled: isOn && images !== undefined && asked.length > 0,
    staleTime: 300_000,
    structuralSharing: false,
  })
  const found = regions.data
  const set = useMemo(
    () => (found === undefined ? null : buildFootprints(ids.map((id) => (id === null ? null : (found.get(id) ?? null))))),
    [found, ids],
  )
  return {
    set,
    named: wanted.length,
    asked: asked.length,
    found: found?.size ?? 0,
    isBusy: offer.isFetching || regions.isFetching,
    error: (offer.error ?? regions.error) === null ? null : apiErrorOf(offer.error ?? regions.error),
  }
}
