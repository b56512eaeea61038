import { useEffect, useMemo, useState } from 'react'
import { bandInkOf, bandInks, statusInks } from '../../engine/timeline/inks.ts'
import { dayParts } from '../../engine/timeline/day-parts.ts'
import { lanesDrawing } from '../../engine/timeline/lanes-drawing.ts'
import type { LanesDrawing } from '../../engine/timeline/lanes-drawing.ts'
import { lanesFrame, xOf } from '../../engine/timeline/lanes-frame.ts'
import type { LaidLanes } from '../../engine/timeline/night-messages.ts'
import type { Palette } from '../../engine/timeline/palette.ts'
import type { DrawingHost } from '../../engine/timeline/surface.ts'
import { within } from '../../engine/timeline/time-window.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { DrawingBox } from './drawing-box.tsx'
import { lanesGestures } from './lanes-gestures.ts'
import { pressLanes } from './lanes-keys.ts'
import { Legend } from './legend.tsx'
import { useNightHere, useView } from './night-context.ts'
import { axisClock } from './night-times.ts'
import { samePlace } from './night-view.ts'
import type { NightView, TimeRange } from './night-view.ts'
import { NoteStrip } from './notes/note-strip.tsx'
import type { TimeSpot } from './notes/note-strip.tsx'
import { useNotedPlaces } from './notes/use-notes.ts'
import { attemptAt, attemptsAt, markedAt } from './place.ts'
import { useDrawing } from './use-drawing.ts'
import { useLaid } from './use-laid.ts'

/** Time across: visits as observed above, and below them every attempt in lanes by detector, raft, node or status. */
export function LanesView() {
  const here = useNightHere()
  const { times, store } = here
  const { lanesBy, barColour } = useView((view) => ({ lanesBy: view.lanesBy, barColour: view.barColour }))
  const [drawing] = useState(lanesDrawing)
  const { laid, isBusy } = useLaid(lanesBy)
  const range = (): TimeRange => within(store.getState().range ?? times.usual, times.extent)
  const moved = (): void => host.ask('moved')
  const { ref, host, palette } = useDrawing(drawing, lanesGestures(here, drawing, range, moved))
  useShownLanes(drawing, host, laid, palette)
  const spotOf: TimeSpot = (time, chosen, width) => {
    const shown = within(chosen ?? times.usual, times.extent)
    const frame = lanesFrame(width, 0)
    if (time.to < shown.from || time.from > shown.to) return null
    return [Math.max(frame.left, xOf(frame, shown, time.from)), Math.min(width, xOf(frame, shown, time.to))]
  }
  return (
    <div className="drawing-frame" aria-busy={isBusy}>
      <DrawingBox
        label="Lanes of the night"
        boxRef={ref}
        isIdle={!isBusy}
        onKey={(pressed) => {
          if (laid !== null) pressLanes(pressed, here, { drawing, laid, now: range(), middle: host.size().height / 2, repaint: moved })
        }}
      />
      <NoteStrip spotOf={spotOf} />
      {laid === null ? <Waiting running words="Laying out the lanes" /> : null}
      {laid !== null && laid.lanes.undrawn.length > 0 ? (
        <p className="drawing-note">{laid.lanes.undrawn.length.toLocaleString('en')} without a bar: times missing or running backwards (see Table)</p>
      ) : null}
      <Legend by={barColour === 'band' ? 'band' : 'condition'} />
    </div>
  )
}

/** Keeps the drawing in step with what is laid out and with the view. */
function useShownLanes(drawing: LanesDrawing, host: DrawingHost, laid: LaidLanes | null, palette: Palette | null): void {
  const { night, facts, times, store } = useNightHere()
  const { barColour, clock } = useView((view) => ({ barColour: view.barColour, clock: view.clock }))
  const { extent, usual, sunset } = times
  const parts = useMemo(() => dayParts(extent.from, extent.to), [extent])
  const places = useNotedPlaces()
  const noted = useMemo(() => Uint32Array.from(places.flatMap((place) => [...attemptsAt(night, facts, place)])), [places, night, facts])
  useEffect(() => {
    if (laid === null || palette === null) return undefined
    const same = {
      night,
      facts,
      laid,
      palette,
      extent,
      dayParts: parts,
      noted,
      clock: axisClock(clock, extent, sunset),
      inks: barColour === 'band' ? bandInks(palette, night.dicts.band) : statusInks(palette),
      inkOf: barColour === 'band' ? bandInkOf(night, facts.condition) : facts.condition,
    }
    const show = ({ range, at, brush, selection, hover }: NightView): void =>
      drawing.show({
        ...same,
        range: within(range ?? usual, extent),
        at,
        brush,
        selected: markedAt(night, facts, selection),
        hovered: samePlace(hover, selection) ? null : markedAt(night, facts, hover),
      })
    show(store.getState())
    host.ask('base')
    return store.subscribe((now, before) => {
      const isOver = now.hover !== before.hover || now.selection !== before.selection || now.at !== before.at || now.brush !== before.brush
      if (now.range === before.range && !isOver) return
      show(now)
      const chosen = now.selection === before.selection ? null : attemptAt(night, facts, now.selection)
      const isScrolled = chosen !== null && drawing.reveal(chosen)
      host.ask(now.range === before.range && !isScrolled ? 'over' : 'moved')
    })
  }, [drawing, host, laid, palette, night, facts, extent, usual, sunset, parts, noted, barColour, clock, store])
}
