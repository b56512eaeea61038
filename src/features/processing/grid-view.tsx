import { useEffect, useMemo, useState } from 'react'
import type { Gestures } from '../../engine/timeline/gestures.ts'
import { gridCells } from '../../engine/timeline/grid-classes.ts'
import type { GridCells } from '../../engine/timeline/grid-classes.ts'
import { gridDrawing, gridLeft } from '../../engine/timeline/grid-drawing.ts'
import type { GridDrawing, GridPlace } from '../../engine/timeline/grid-drawing.ts'
import type { Palette } from '../../engine/timeline/palette.ts'
import type { DrawingHost } from '../../engine/timeline/surface.ts'
import { moved, zoomed } from '../../engine/timeline/time-window.ts'
import type { Span } from '../../engine/timeline/time-window.ts'
import { visitScale } from '../../engine/timeline/visit-scale.ts'
import type { VisitScale } from '../../engine/timeline/visit-scale.ts'
import { cutRange } from './cut-range.ts'
import { DrawingBox } from './drawing-box.tsx'
import type { OwnKey } from './drawing-box.tsx'
import { GridLegend } from './grid-legend.tsx'
import { useNightHere, useView } from './night-context.ts'
import type { NightHere } from './night-context.ts'
import { samePlace } from './night-view.ts'
import type { NightView, Place } from './night-view.ts'
import { NoteStrip } from './notes/note-strip.tsx'
import type { TimeSpot } from './notes/note-strip.tsx'
import { useNotedPlaces } from './notes/use-notes.ts'
import { visitRow } from './place.ts'
import { useDrawing } from './use-drawing.ts'

/** Fewest visits that fill the drawing. */
const leastColumns = 3

/** Every visit against every detector: one look shows where alerts went out and images did not. */
export function GridView() {
  const here = useNightHere()
  const { night, facts, mask } = here
  const gridColour = useView((view) => view.gridColour)
  const cells = useMemo(() => gridCells(night, facts, gridColour, mask), [night, facts, gridColour, mask])
  const [drawing] = useState(gridDrawing)
  const columns = useColumns(here)
  const { ref, host, palette } = useDrawing(
    drawing,
    gridGestures(here, drawing, columns, () => host.ask('moved')),
  )
  useShownGrid(drawing, host, cells, columns, palette)
  const spotOf: TimeSpot = (time, _range, width) => {
    const [shown, left] = [columns.now(), gridLeft(width)]
    const xOf = (t: number): number => left + ((columns.scale.column(t) - shown.from) / (shown.to - shown.from)) * (width - left)
    const [from, to] = [xOf(time.from), xOf(time.to)]
    return to < left || from > width ? null : [Math.max(left, from), Math.min(width, to)]
  }
  return (
    <div className="drawing-frame">
      <DrawingBox
        label="Grid of visits and detectors"
        boxRef={ref}
        isIdle
        onKey={(pressed) => {
          pressGrid(pressed, here, drawing, columns, { detectors: cells.detectors, middle: host.size().height / 2 })
          host.ask('moved')
        }}
      />
      <NoteStrip spotOf={spotOf} />
      <GridLegend cells={cells} />
    </div>
  )
}

/** The visits that are shown, as columns of the drawing. */
interface Columns {
  readonly scale: VisitScale
  readonly whole: Span
  now(): Span
  show(to: Span): void
}

function useColumns({ night, store }: NightHere): Columns {
  return useMemo(() => {
    const scale = visitScale(night)
    const whole: Span = { from: 0, to: Math.max(1, night.visits.n) }
    return {
      scale,
      whole,
      now() {
        const { range } = store.getState()
        return range === null ? whole : scale.columns(range)
      },
      show: (to) => store.setState({ range: to.from <= whole.from && to.to >= whole.to ? null : scale.range(to) }),
    }
  }, [night, store])
}

function placeOfCell({ night }: NightHere, cell: GridPlace | null): Place | null {
  if (cell === null) return null
  return { visit: night.visits.visit[cell.visit]!, ...(cell.detector === null ? {} : { detector: cell.detector }) }
}

function cellOf({ night }: Pick<NightHere, 'night'>, place: Place | null): GridPlace | null {
  const visit = place?.visit === undefined ? -1 : visitRow(night, place.visit)
  return visit < 0 ? null : { visit, detector: place?.detector ?? null }
}

/** What the pointer does on the grid. */
function gridGestures(here: NightHere, drawing: GridDrawing, columns: Columns, repaint: () => void): Gestures {
  const { store } = here
  const columnAt = (x: number): number => {
    const { left, width } = drawing.frame()
    const now = columns.now()
    return now.from + ((Math.max(left, x) - left) / Math.max(1, width - left)) * (now.to - now.from)
  }
  return {
    zoom(factor, x, y, what) {
      if (what === 'time') return columns.show(zoomed(columns.now(), factor, columnAt(x), columns.whole, leastColumns))
      drawing.zoomRows(factor, y)
      repaint()
    },
    pan(dx, dy) {
      const { left, width } = drawing.frame()
      const now = columns.now()
      drawing.scroll(-dy)
      repaint()
      if (dx !== 0) columns.show(moved(now, (-dx / Math.max(1, width - left)) * (now.to - now.from), columns.whole))
    },
    hover(x, y) {
      const hover = placeOfCell(here, drawing.hit(x, y))
      if (!samePlace(hover, store.getState().hover)) store.setState({ hover })
    },
    leave: () => store.setState({ hover: null }),
    tap: (x, y) => store.setState({ selection: placeOfCell(here, drawing.hit(x, y)) }),
    doubleTap(x, y) {
      columns.show(zoomed(columns.now(), 4, columnAt(x), columns.whole, leastColumns))
      drawing.zoomRows(4, y)
      repaint()
    },
    brushes: (x, y) => drawing.isBrushable(x, y),
    brush(x0, _y0, x1, isDone) {
      const [from, to] = [columnAt(Math.min(x0, x1)), columnAt(Math.max(x0, x1))]
      if (!isDone) return store.setState({ brush: columns.scale.range({ from, to }) })
      store.setState({ brush: null })
      columns.show({ from, to: Math.max(to, from + leastColumns) })
    },
    brushEnd: () => store.setState({ brush: null }),
  }
}

/** What a key does on the grid. */
function pressGrid(
  pressed: OwnKey,
  here: NightHere,
  drawing: GridDrawing,
  columns: Columns,
  size: { readonly detectors: number; readonly middle: number },
): void {
  const { night, store } = here
  const { whole } = columns
  const now = columns.now()
  const half = (now.from + now.to) / 2
  switch (pressed.what) {
    case 'zoom':
      return columns.show(zoomed(now, pressed.factor, half, whole, leastColumns))
    case 'pan':
      return columns.show(moved(now, pressed.share * (now.to - now.from), whole))
    case 'zoom rows':
      return drawing.zoomRows(pressed.factor, size.middle)
    case 'cut':
      return store.setState({ range: cutRange(here, store.getState(), columns.scale.range(now), pressed.side) ?? store.getState().range })
    case 'whole':
      store.setState({ range: null })
      return drawing.zoomRows(0.001, 0)
    case 'walk': {
      const from = cellOf(here, store.getState().selection)
      const visit = from === null ? Math.floor(now.from) : Math.min(night.visits.n - 1, Math.max(0, from.visit + pressed.dx))
      const before = from?.detector ?? null
      const detector = before === null ? 0 : Math.min(size.detectors - 1, Math.max(0, before + pressed.dy))
      drawing.reveal(detector)
      store.setState({ selection: placeOfCell(here, { visit, detector }) })
      if (visit < now.from || visit + 1 > now.to) columns.show(moved(now, visit + 0.5 - half, whole))
    }
  }
}

/** Keeps the drawing in step with its cells and with the view. */
function useShownGrid(drawing: GridDrawing, host: DrawingHost, cells: GridCells, columns: Columns, palette: Palette | null): void {
  const { night, store } = useNightHere()
  const places = useNotedPlaces()
  const noted = useMemo(() => places.flatMap((place) => cellOf({ night }, place) ?? []), [places, night])
  useEffect(() => {
    if (palette === null) return undefined
    const show = ({ at, brush, selection, hover }: NightView): void =>
      drawing.show({
        night,
        cells,
        palette,
        columns: columns.now(),
        at: at === null ? null : columns.scale.column(at),
        brush: brush === null ? null : columns.scale.columns(brush),
        noted,
        selected: cellOf({ night }, selection),
        hovered: samePlace(hover, selection) ? null : cellOf({ night }, hover),
      })
    show(store.getState())
    host.ask('base')
    return store.subscribe((now, before) => {
      const isOver = now.hover !== before.hover || now.selection !== before.selection || now.at !== before.at || now.brush !== before.brush
      if (now.range === before.range && !isOver) return
      show(now)
      host.ask(now.range === before.range ? 'over' : 'moved')
    })
  }, [drawing, host, cells, columns, palette, night, noted, store])
}
