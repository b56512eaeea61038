import { barOf } from '../../engine/timeline/condition.ts'
import type { NightHere } from './night-context.ts'
import { leastRange } from './night-times.ts'
import type { NightView, TimeRange } from './night-view.ts'
import { attemptAt, visitRow } from './place.ts'

/**
 * The range that a brush by keyboard leaves: `shown`, begun or ended (`side`) at what is selected, a bar or a visit; without a selection at the cursor of time.
 * Null where there is neither, or nothing would be left.
 */
export function cutRange(
  here: Pick<NightHere, 'night' | 'facts' | 'times'>,
  view: NightView,
  shown: TimeRange,
  side: 'from' | 'to',
): TimeRange | null {
  const mark = markOf(here, view)
  if (mark === null) return null
  const cut = { ...shown, [side]: mark[side] }
  return cut.to - cut.from < leastRange ? null : cut
}

function markOf({ night, facts, times }: Pick<NightHere, 'night' | 'facts' | 'times'>, { selection, at }: NightView): TimeRange | null {
  const attempt = attemptAt(night, facts, selection)
  const bar = attempt === null ? null : barOf(night, attempt, times.until)
  if (bar !== null) return { from: bar[0], to: bar[1] }
  const visit = selection?.visit === undefined ? -1 : visitRow(night, selection.visit)
  if (visit >= 0) return { from: night.visits.begin[visit]!, to: night.visits.end[visit]! }
  return at === null ? null : { from: at, to: at }
}
