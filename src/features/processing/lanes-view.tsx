import { useEffect, useMemo, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { bandInkOf, bandInks, statusInks } from '../../engine/timeline/inks.ts'
import { dayParts } from '../../engine/timeline/day-parts.ts'
import { lanesDrawing } from '../../engine/timeline/lanes-drawing.ts'
import type { LanesDrawing } from '../../engine/timeline/lanes-drawing.ts'
import { timeAt } from '../../engine/timeline/lanes-frame.ts'
import type { LanesScene } from '../../engine/timeline/lanes-scene.ts'
import type { Gestures } from '../../engine/timeline/gestures.ts'
import { moved, within, zoomed } from '../../engine/timeline/time-window.ts'
import { useDark } from '../../platform/media.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { drawingKey } from './drawing-keys.ts'
import { Legend } from './legend.tsx'
import { useNightHere, useView } from './night-context.ts'
import type { NightHere } from './night-context.ts'
import { axisClock, leastRange } from './night-times.ts'
import { samePlace } from './night-view.ts'
import type { Place, TimeRange } from './night-view.ts'
import { NoteStrip } from './notes/note-strip.tsx'
import { attemptAt, markedAt, placeOf } from './place.ts'
import { useDrawing } from './use-drawing.ts'
import { useLaid } from './use-laid.ts'
import { walkLanes } from './walk-lanes.ts'

/** Time across: visits as observed above, and below them every attempt in lanes by detector, raft, node or status. */
export function LanesView() {
  const here = useNightHere()
  const { night, facts, times, store } = here
  const { extent, usual, sunset } = times
  const { lanesBy, barColour, clock } = useView((view) => ({ lanesBy: view.lanesBy, barColour: view.barColour, clock: view.clock }))
  const parts = useMemo(() => dayParts(extent.from, extent.to), [extent])
  const [drawing] = useState(lanesDrawing)
  const { laid, isBusy } = useLaid(lanesBy)
  const [brush, setBrush] = useState<TimeRange | null>(null)
  const range = (): TimeRange => store.getState().range ?? usual
  const { ref, host, palette } = useDrawing(
    drawing,
    useLanesGestures(here, drawing, range, extent, setBrush, () => host.ask('base')),
  )
  const isDark = useDark()

  useEffect(() => {
    const colours = palette()
    if (laid === null || colours === null) return undefined
    const inks = barColour === 'band' ? bandInks(colours, night.dicts.band) : statusInks(colours)
    const inkOf = barColour === 'band' ? bandInkOf(night, facts.condition) : facts.condition
    const show = (): void => {
      const view = store.getState()
      const scene: LanesScene = {
        night,
        facts,
        laid,
        inks,
        inkOf,
        palette: colours,
        clock: axisClock(clock, extent, sunset),
        dayParts: parts,
        range: within(view.range ?? usual, extent),
        extent,
        at: view.at,
        selected: markedAt(night, facts, view.selection),
        hovered: samePlace(view.hover, view.selection) ? null : markedAt(night, facts, view.hover),
        brush,
      }
      drawing.show(scene)
    }
    show()
    host.ask('base')
    return store.subscribe((now, before) => {
      if (now.range !== before.range) host.ask('base')
      else if (now.hover === before.hover && now.selection === before.selection && now.at === before.at) return
      show()
      host.ask('over')
    })
    // `palette` changes with the theme alone
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [laid, barColour, clock, brush, isDark, night, facts, extent, usual, sunset, parts, drawing, host, store])

  const key = (event: KeyboardEvent): void => {
    const pressed = drawingKey(event)
    if (pressed === null || laid === null) return
    event.preventDefault()
    const now = range()
    const middle = (now.from + now.to) / 2
    switch (pressed.what) {
      case 'zoom':
        store.setState({ range: zoomed(now, pressed.factor, middle, extent, leastRange) })
        return
      case 'pan':
        store.setState({ range: moved(now, pressed.share * (now.to - now.from), extent) })
        return
      case 'zoom rows': {
        const chosen = attemptAt(night, facts, store.getState().selection)
        drawing.zoomRows(pressed.factor, (chosen === null ? null : drawing.yOf(chosen)) ?? host.size().height / 2)
        host.ask('base')
        return
      }
      case 'whole':
        store.setState({ range: null })
        return
      case 'clear':
        store.setState({ selection: null, hover: null })
        return
      case 'open':
        document.getElementById('night-selected')?.focus()
        return
      case 'walk': {
        const next = walkLanes(
          laid.lanes,
          attemptAt(night, facts, store.getState().selection),
          pressed.dx,
          pressed.dy,
          (middle - laid.lanes.origin) * 86_400,
        )
        if (next === null) return
        drawing.reveal(next.attempt)
        const at = laid.lanes.origin + next.from / 86_400
        store.setState({
          selection: placeOf(night, next.attempt),
          ...(at < now.from || at > now.to ? { range: moved(now, at - middle, extent) } : {}),
        })
        host.ask('base')
      }
    }
  }
  return (
    <div className="drawing-frame" aria-busy={isBusy}>
      <div
        ref={ref}
        role="application"
        aria-roledescription="drawing"
        aria-label="Lanes of the night"
        aria-describedby="drawing-keys"
        tabIndex={0}
        className="drawing"
        data-idle={!isBusy || undefined}
        onKeyDown={key}
      />
      <NoteStrip />
      {laid === null ? <Waiting running words="Laying out the lanes" /> : null}
      {laid !== null && laid.lanes.undrawn.length > 0 ? (
        <p className="drawing-note">{laid.lanes.undrawn.length.toLocaleString('en')} without a bar: times missing or running backwards (see Table)</p>
      ) : null}
      <Legend by={barColour === 'band' ? 'band' : 'condition'} />
    </div>
  )
}

/** What the pointer does on the lanes. */
function useLanesGestures(
  { night, store }: NightHere,
  drawing: LanesDrawing,
  range: () => TimeRange,
  extent: TimeRange,
  setBrush: (brush: TimeRange | null) => void,
  repaint: () => void,
): Gestures {
  const placeAt = (x: number, y: number): Place | null => {
    const hit = drawing.hit(x, y)
    if (hit?.kind === 'attempt') return placeOf(night, hit.row)
    return hit?.kind === 'visit' ? { visit: night.visits.visit[hit.visit]! } : null
  }
  const brushed = (x0: number, x1: number, over: TimeRange): TimeRange => {
    const [a, b] = [timeAt(drawing.frame(), over, x0), timeAt(drawing.frame(), over, x1)]
    return within({ from: Math.max(extent.from, Math.min(a, b)), to: Math.min(extent.to, Math.max(a, b, Math.min(a, b) + leastRange)) }, extent)
  }
  const start = { isOverview: false }
  return {
    zoom(factor, x, y, what) {
      if (what === 'rows') {
        drawing.zoomRows(factor, y)
        repaint()
      } else
        store.setState({ range: zoomed(range(), factor, timeAt(drawing.frame(), range(), Math.max(drawing.frame().left, x)), extent, leastRange) })
    },
    pan(dx, dy) {
      const now = range()
      const { width, left } = drawing.frame()
      if (dy !== 0 && drawing.scroll(-dy)) repaint()
      if (dx !== 0) store.setState({ range: moved(now, (-dx / Math.max(1, width - left)) * (now.to - now.from), extent) })
    },
    hover(x, y) {
      const hover = placeAt(x, y)
      if (!samePlace(hover, store.getState().hover)) store.setState({ hover })
    },
    leave: () => store.setState({ hover: null }),
    tap(x, y) {
      const hit = drawing.hit(x, y)
      if (hit?.kind === 'overview') {
        const now = range()
        store.setState({ range: moved(now, hit.at - (now.from + now.to) / 2, extent) })
      } else store.setState({ selection: placeAt(x, y) })
    },
    doubleTap: (x) => store.setState({ range: zoomed(range(), 4, timeAt(drawing.frame(), range(), x), extent, leastRange) }),
    brushes: (x, y) => {
      start.isOverview = drawing.hit(x, y)?.kind === 'overview'
      return drawing.isBrushable(x, y)
    },
    brush(x0, x1, isDone) {
      const span = brushed(x0, x1, start.isOverview ? extent : range())
      if (!isDone) {
        setBrush(span)
        return
      }
      setBrush(null)
      store.setState({ range: span })
    },
    brushEnd: () => setBrush(null),
  }
}
