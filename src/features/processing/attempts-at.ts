import type { Night } from '../../api/night.ts'
import type { Place } from './night-view.ts'

/** Rows of the log at a place, at most so many. */
export function attemptsAt(night: Night, place: Place, most = Infinity): readonly number[] {
  const { n, visit, detector, attempt } = night.attempts
  const row = place.visit === undefined ? -1 : night.visits.visit.indexOf(place.visit)
  if (place.visit !== undefined && row === -1) return []
  const found: number[] = []
  for (let i = 0; i < n && found.length < most; i++)
    if (
      (place.visit === undefined || visit[i] === row) &&
      (place.detector === undefined || detector[i] === place.detector) &&
      (place.attempt === undefined || attempt[i] === place.attempt)
    )
      found.push(i)
  return found
}
