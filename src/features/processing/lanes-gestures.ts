import type { Gestures } from '../../engine/timeline/gestures.ts'
import type { LanesDrawing } from '../../engine/timeline/lanes-drawing.ts'
import { isIn, timeAt } from '../../engine/timeline/lanes-frame.ts'
import { moved, within, zoomed } from '../../engine/timeline/time-window.ts'
import type { NightHere } from './night-context.ts'
import { leastRange } from './night-times.ts'
import { samePlace } from './night-view.ts'
import type { Place, TimeRange } from './night-view.ts'
import { placeOf } from './place.ts'

/** What the pointer does on the lanes. `range` is what they show; `repaint` is asked for when the rows have moved. */
export function lanesGestures({ night, times, store }: NightHere, drawing: LanesDrawing, range: () => TimeRange, repaint: () => void): Gestures {
  const { extent } = times
  const show = (to: TimeRange): void => store.setState({ range: to })
  const placeAt = (x: number, y: number): Place | null => {
    const hit = drawing.hit(x, y)
    if (hit?.kind === 'attempt') return placeOf(night, hit.row)
    return hit?.kind === 'visit' ? { visit: night.visits.visit[hit.visit]! } : null
  }
  const brushed = (x0: number, y0: number, x1: number): TimeRange => {
    const over = isIn(drawing.frame().overview, y0) ? extent : range()
    const [a, b] = [timeAt(drawing.frame(), over, x0), timeAt(drawing.frame(), over, x1)]
    return within({ from: Math.max(extent.from, Math.min(a, b)), to: Math.min(extent.to, Math.max(a, b, Math.min(a, b) + leastRange)) }, extent)
  }
  return {
    zoom(factor, x, y, what) {
      if (what === 'time')
        return show(zoomed(range(), factor, timeAt(drawing.frame(), range(), Math.max(drawing.frame().left, x)), extent, leastRange))
      drawing.zoomRows(factor, y)
      repaint()
    },
    pan(dx, dy) {
      const now = range()
      const { width, left } = drawing.frame()
      if (dy !== 0 && drawing.scroll(-dy)) repaint()
      if (dx !== 0) show(moved(now, (-dx / Math.max(1, width - left)) * (now.to - now.from), extent))
    },
    hover(x, y) {
      const hover = placeAt(x, y)
      if (!samePlace(hover, store.getState().hover)) store.setState({ hover })
    },
    leave: () => store.setState({ hover: null }),
    tap(x, y) {
      const hit = drawing.hit(x, y)
      const now = range()
      if (hit?.kind === 'overview') show(moved(now, hit.at - (now.from + now.to) / 2, extent))
      else store.setState({ selection: placeAt(x, y) })
    },
    doubleTap: (x) => show(zoomed(range(), 4, timeAt(drawing.frame(), range(), x), extent, leastRange)),
    brushes: (x, y) => drawing.isBrushable(x, y),
    brush(x0, y0, x1, isDone) {
      const span = brushed(x0, y0, x1)
      store.setState(isDone ? { brush: null, range: span } : { brush: span })
    },
    brushEnd: () => store.setState({ brush: null }),
  }
}
