import type { LanesDrawing } from '../../engine/timeline/lanes-drawing.ts'
import type { LaidLanes } from '../../engine/timeline/night-messages.ts'
import { moved, zoomed } from '../../engine/timeline/time-window.ts'
import { cutRange } from './cut-range.ts'
import type { OwnKey } from './drawing-box.tsx'
import type { NightHere } from './night-context.ts'
import { leastRange } from './night-times.ts'
import type { TimeRange } from './night-view.ts'
import { attemptAt, placeOf } from './place.ts'
import { walkLanes } from './walk-lanes.ts'

/** What a key does on the lanes. `now` is what they show, `middle` half of their height, `repaint` is asked for when the rows have moved. */
export function pressLanes(pressed: OwnKey, { night, facts, times, store }: NightHere, { drawing, laid, now, middle, repaint }: LanesNow): void {
  const { extent } = times
  const half = (now.from + now.to) / 2
  switch (pressed.what) {
    case 'zoom':
      return store.setState({ range: zoomed(now, pressed.factor, half, extent, leastRange) })
    case 'pan':
      return store.setState({ range: moved(now, pressed.share * (now.to - now.from), extent) })
    case 'cut':
      return store.setState({ range: cutRange({ night, facts, times }, store.getState(), now, pressed.side) ?? store.getState().range })
    case 'whole':
      return store.setState({ range: null })
    case 'zoom rows': {
      const chosen = attemptAt(night, facts, store.getState().selection)
      drawing.zoomRows(pressed.factor, (chosen === null ? null : drawing.yOf(chosen)) ?? middle)
      return repaint()
    }
    case 'walk': {
      const from = attemptAt(night, facts, store.getState().selection)
      const next = walkLanes(laid.lanes, from, pressed.dx, pressed.dy, (half - laid.lanes.origin) * 86_400)
      if (next === null) return
      const at = laid.lanes.origin + next.from / 86_400
      store.setState({
        selection: placeOf(night, next.attempt),
        ...(at < now.from || at > now.to ? { range: moved(now, at - half, extent) } : {}),
      })
    }
  }
}

/** The lanes as they are when a key is pressed. */
interface LanesNow {
  readonly drawing: LanesDrawing
  readonly laid: LaidLanes
  readonly now: TimeRange
  readonly middle: number
  readonly repaint: () => void
}
