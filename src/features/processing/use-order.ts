import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { placeOrder } from '../../../vo/sky/camera-cells.ts'
import type { Table } from '../../../vo/table/columns.ts'
import type { ApiError } from '../../api/api-error.ts'
import { tapWhole } from '../../api/tap.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { cellOf } from '../../api/votable-answer.ts'
import { orderPoints } from '../../engine/timeline/order-points.ts'
import type { OrderPoints } from '../../engine/timeline/order-points.ts'
import { useNightHere } from './night-context.ts'
import type { OrderScope, Place } from './night-view.ts'
import { attemptsAt, placeOf } from './place.ts'
import { placeCell } from './place-cell.ts'

/** What the order is about, as points, and where each of them leads. */
export interface Order {
  readonly points: OrderPoints
  readonly isIn: Uint8Array | null
  readonly placeOf: (i: number) => Place
  /** Points at a place. */
  readonly pointsAt: (place: Place) => Uint32Array
  /** What a point is: 'attempt', 'source'. */
  readonly noun: string
}

export interface OrderAnswer {
  readonly order: Order | null
  readonly isBusy: boolean
  readonly error: ApiError | null
  readonly again: () => void
}

/** Order of the night (from its columns), or of one object or one place on the sky (asked by TAP, as the database reckons it). */
export function useOrder(scope: OrderScope): OrderAnswer {
  const { night, facts, mask, archive } = useNightHere()
  const adql = adqlOf(scope)
  const query = useQuery({
    queryKey: ['order', archive.tap, adql],
    queryFn: ({ signal }) => unwrap(tapWhole({ tap: archive.tap, adql: adql ?? '', signal })),
    enabled: adql !== null,
    structuralSharing: false,
  })
  const ofNight = useNightOrder(adql === null)
  const ofTable = useMemo(
    () => (query.data === undefined || adql === null ? null : tableOrder(query.data, scope.of === 'cell' ? 'attempt' : 'source')),
    [query.data, adql, scope.of],
  )
  const order = useMemo((): Order | null => {
    if (adql !== null) return ofTable
    return ofNight === null
      ? null
      : {
          points: ofNight,
          isIn: mask,
          noun: 'attempt',
          placeOf: (i) => placeOf(night, i),
          pointsAt: (place) => attemptsAt(night, facts, place),
        }
  }, [adql, ofNight, ofTable, mask, night, facts])
  return {
    order,
    isBusy: adql === null ? ofNight === null : query.isFetching,
    error: adql === null || query.error === null ? null : apiErrorOf(query.error),
    again: () => void query.refetch(),
  }
}

/** The order of the whole night, from its worker; the older stays until the newer is there. */
function useNightOrder(isWanted: boolean): OrderPoints | null {
  const { night, engine } = useNightHere()
  const [points, setPoints] = useState<OrderPoints | null>(null)
  const [problem, setProblem] = useState<Error | null>(null)
  useEffect(() => {
    if (!isWanted) return undefined
    let isCurrent = true
    engine.order(night).then(
      (found) => isCurrent && setPoints(found),
      (error: unknown) => isCurrent && !isAbort(error) && setProblem(error instanceof Error ? error : new Error(String(error))),
    )
    return () => {
      isCurrent = false
    }
  }, [engine, night, isWanted])
  if (problem !== null) throw problem
  return points
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

function adqlOf(scope: OrderScope): string | null {
  if (scope.of === 'night') return null
  if (scope.of === 'object')
    return `SELECT visit, detector, observed_rank, processed_rank FROM ap.object_order WHERE object_id = ${scope.id} ORDER BY observed_rank`
  const cell = placeCell(scope.cell)
  return cell.ok
    ? `SELECT visit, detector, attempt, observed_rank, processed_rank FROM ap.cell_order WHERE cell = ${cell.value} ORDER BY observed_rank`
    : null
}

function tableOrder(table: Table, noun: string): Order {
  const rank = (name: string): Uint32Array => Uint32Array.from({ length: table.length }, (_, i) => Number(cellOf(table, name, i) ?? 0))
  const placeAt = (i: number): Place => {
    const attempt = cellOf(table, 'attempt', i)
    return {
      visit: BigInt(String(cellOf(table, 'visit', i) ?? 0)),
      detector: Number(cellOf(table, 'detector', i) ?? 0),
      ...(attempt === null ? {} : { attempt: Number(attempt) }),
    }
  }
  const isAt = (at: Place, place: Place, key: keyof Place): boolean => place[key] === undefined || at[key] === undefined || place[key] === at[key]
  return {
    points: orderPoints(rank('observed_rank'), rank('processed_rank')),
    isIn: null,
    noun,
    placeOf: placeAt,
    pointsAt: (place) =>
      Uint32Array.from({ length: table.length }, (_, i) => i).filter((i) => {
        const at = placeAt(i)
        return isAt(at, place, 'visit') && isAt(at, place, 'detector') && isAt(at, place, 'attempt')
      }),
  }
}

/** A place on the sky that a detector of a visit saw, 'order/cell'; null where the archive knows none. Fails with ApiFailure. */
export async function cellSeenBy(tap: string, visit: bigint, detector: number): Promise<string | null> {
  const table = await unwrap(tapWhole({ tap, adql: `SELECT MIN(cell) AS cell FROM ap.visit_cell WHERE visit = ${visit} AND detector = ${detector}` }))
  const cell = table.length === 0 ? null : cellOf(table, 'cell', 0)
  return cell === null ? null : `${placeOrder}/${String(cell)}`
}
