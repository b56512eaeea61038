import { barOf } from '../../engine/timeline/condition.ts'
import { moved, within } from '../../engine/timeline/time-window.ts'
import type { Night } from '../../api/night.ts'
import type { NightHere } from './night-context.ts'
import type { NightView, TimeRange } from './night-view.ts'
import { attemptAt, placeOf } from './place.ts'

/**
 * Row of the attempt after (`way` 1) or before (−1) the one at row `from` among those that pass: by visit as observed, detector, attempt; past the last comes
 * the first. From nowhere the first, or the last. Null where none passes.
 */
export function nextFound(night: Night, mask: Uint8Array | null, from: number | null, way: 1 | -1): number | null {
  const { n, visit, detector, attempt } = night.attempts
  const order = (i: number, k: number): number => way * (visit[i]! - visit[k]! || detector[i]! - detector[k]! || attempt[i]! - attempt[k]!)
  let first: number | null = null
  let next: number | null = null
  for (let i = 0; i < n; i++) {
    if (mask !== null && mask[i] === 0) continue
    if (first === null || order(i, first) < 0) first = i
    if (from !== null && order(i, from) > 0 && (next === null || order(i, next) < 0)) next = i
  }
  return next ?? first
}

/** Selects what a search goes to next, and moves the times that are shown there where it lies beside them. Nothing happens where nothing is found. */
export function jump(
  { night, facts, times, mask, store }: Pick<NightHere, 'night' | 'facts' | 'times' | 'mask' | 'store'>,
  by: 'bar' | 'visit',
  way: 1 | -1,
): void {
  const view = store.getState()
  const found = nextFound(night, mask, attemptAt(night, facts, view.selection), way)
  if (found === null) return
  const visit = night.attempts.visit[found]!
  const time = (by === 'bar' ? barOf(night, found, times.until)?.[0] : undefined) ?? night.visits.end[visit]!
  const range = rangeWith(time, view, times)
  store.setState({ selection: placeOf(night, found), ...(range === null ? {} : { range }) })
}

/** The range that is shown, moved so that a time is in its middle; null where it is shown already, or there is no time. */
function rangeWith(time: number, { range }: NightView, { usual, extent }: NightHere['times']): TimeRange | null {
  const shown = within(range ?? usual, extent)
  if (!(time < shown.from || time > shown.to)) return null
  return moved(shown, time - (shown.from + shown.to) / 2, extent)
}
