import { useEffect, useMemo, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { gridCells } from '../../engine/timeline/grid-classes.ts'
import { gridDrawing } from '../../engine/timeline/grid-drawing.ts'
import type { GridPlace } from '../../engine/timeline/grid-drawing.ts'
import { moved, zoomed } from '../../engine/timeline/time-window.ts'
import type { Span } from '../../engine/timeline/time-window.ts'
import { visitScale } from '../../engine/timeline/visit-scale.ts'
import { useDark } from '../../platform/media.ts'
import { drawingKey } from './drawing-keys.ts'
import { GridLegend } from './grid-legend.tsx'
import { useNightHere, useView } from './night-context.ts'
import { samePlace } from './night-view.ts'
import type { Place } from './night-view.ts'
import { visitRow } from './place.ts'
import { useDrawing } from './use-drawing.ts'

/** Fewest visits that fill the drawing. */
const leastColumns = 3

/** Every visit against every detector: one look shows where alerts went out and images did not. */
export function GridView() {
  const { night, facts, store, mask } = useNightHere()
  const gridColour = useView((view) => view.gridColour)
  const cells = useMemo(() => gridCells(night, facts, gridColour, mask), [night, facts, gridColour, mask])
  const scale = useMemo(() => visitScale(night), [night])
  const [drawing] = useState(gridDrawing)
  const whole: Span = { from: 0, to: Math.max(1, night.visits.n) }
  const columns = (): Span => {
    const { range } = store.getState()
    return range === null ? whole : scale.columns(range)
  }
  const showColumns = (to: Span): void => store.setState({ range: to.from <= whole.from && to.to >= whole.to ? null : scale.range(to) })
  const placeOfCell = (cell: GridPlace | null): Place | null =>
    cell === null ? null : { visit: night.visits.visit[cell.visit]!, ...(cell.detector === null ? {} : { detector: cell.detector }) }
  const cellOf = (place: Place | null): GridPlace | null => {
    const visit = place?.visit === undefined ? -1 : visitRow(night, place.visit)
    return visit < 0 ? null : { visit, detector: place?.detector ?? null }
  }
  const columnAt = (x: number): number => {
    const { left, width } = drawing.frame()
    const now = columns()
    return now.from + ((Math.max(left, x) - left) / Math.max(1, width - left)) * (now.to - now.from)
  }
  const { ref, host, palette } = useDrawing(drawing, {
    zoom(factor, x, y, what) {
      if (what === 'time') showColumns(zoomed(columns(), factor, columnAt(x), whole, leastColumns))
      else {
        drawing.zoomRows(factor, y)
        host.ask('base')
      }
    },
    pan(dx, dy) {
      const { left, width } = drawing.frame()
      const now = columns()
      drawing.scroll(-dy)
      host.ask('base')
      if (dx !== 0) showColumns(moved(now, (-dx / Math.max(1, width - left)) * (now.to - now.from), whole))
    },
    hover(x, y) {
      const hover = placeOfCell(drawing.hit(x, y))
      if (!samePlace(hover, store.getState().hover)) store.setState({ hover })
    },
    leave: () => store.setState({ hover: null }),
    tap: (x, y) => store.setState({ selection: placeOfCell(drawing.hit(x, y)) }),
    doubleTap(x, y) {
      showColumns(zoomed(columns(), 4, columnAt(x), whole, leastColumns))
      drawing.zoomRows(4, y)
      host.ask('base')
    },
    brushes: (_x, y) => y < 36,
    brush(x0, x1, isDone) {
      if (isDone)
        showColumns({ from: columnAt(Math.min(x0, x1)), to: Math.max(columnAt(Math.max(x0, x1)), columnAt(Math.min(x0, x1)) + leastColumns) })
    },
    brushEnd: () => undefined,
  })
  const isDark = useDark()
  useEffect(() => {
    const colours = palette()
    if (colours === null) return undefined
    const show = (): void => {
      const view = store.getState()
      drawing.show({
        night,
        cells,
        palette: colours,
        columns: columns(),
        at: view.at === null ? null : scale.column(view.at),
        selected: cellOf(view.selection),
        hovered: samePlace(view.hover, view.selection) ? null : cellOf(view.hover),
      })
    }
    show()
    host.ask('base')
    return store.subscribe((now, before) => {
      if (now.range !== before.range) host.ask('base')
      else if (now.hover === before.hover && now.selection === before.selection && now.at === before.at) return
      show()
      host.ask('over')
    })
    // the helpers follow the night alone, the palette the theme
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [cells, scale, isDark, night, drawing, host, store])

  const key = (event: KeyboardEvent): void => {
    const pressed = drawingKey(event)
    if (pressed === null) return
    event.preventDefault()
    const now = columns()
    const middle = (now.from + now.to) / 2
    switch (pressed.what) {
      case 'zoom':
        showColumns(zoomed(now, pressed.factor, middle, whole, leastColumns))
        return
      case 'pan':
        showColumns(moved(now, pressed.share * (now.to - now.from), whole))
        return
      case 'zoom rows':
        drawing.zoomRows(pressed.factor, host.size().height / 2)
        host.ask('base')
        return
      case 'whole':
        store.setState({ range: null })
        drawing.zoomRows(0.001, 0)
        host.ask('base')
        return
      case 'clear':
        store.setState({ selection: null, hover: null })
        return
      case 'open':
        document.getElementById('night-selected')?.focus()
        return
      case 'walk': {
        const from = cellOf(store.getState().selection)
        const visit = from === null ? Math.floor(now.from) : Math.min(night.visits.n - 1, Math.max(0, from.visit + pressed.dx))
        const detector =
          from?.detector === undefined || from.detector === null ? 0 : Math.min(cells.detectors - 1, Math.max(0, from.detector + pressed.dy))
        drawing.reveal(detector)
        store.setState({ selection: placeOfCell({ visit, detector }) })
        if (visit < now.from || visit + 1 > now.to) showColumns(moved(now, visit + 0.5 - middle, whole))
        host.ask('base')
      }
    }
  }
  return (
    <div className="drawing-frame">
      <div
        ref={ref}
        role="application"
        aria-roledescription="drawing"
        aria-label="Grid of visits and detectors"
        aria-describedby="drawing-keys"
        tabIndex={0}
        className="drawing"
        data-idle
        onKeyDown={key}
      />
      <GridLegend cells={cells} />
    </div>
  )
}
