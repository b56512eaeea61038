import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent as ReactPointerEvent } from 'react'
import { boxesIn, boxSize, centred, fitted, seen, zoomed, type Palette, type Picture, type View } from '../../../engine/graph/picture.ts'
import type { Box } from './collapse.ts'
import { GraphBox } from './graph-box.tsx'
import type { BoxActs } from './graph-box.tsx'
import { TimeAxis } from './time-axis.tsx'
import { useCanvas } from './use-canvas.ts'
import type { LaidOut } from './use-layout.ts'
import { walkFrom } from './walk.ts'

/** From this scale on boxes can be read, and are elements of the page; smaller ones are painted, unless they are few. */
const legible = 0.55
const few = 150
/** A first view does not get smaller than this: it shows what was asked for, not all. */
const smallestFirst = 0.45

export interface GraphStageProps {
  readonly laidOut: LaidOut
  readonly picture: Picture
  readonly palette: Palette
  /** The box that keys act on. */
  readonly selected: string
  readonly more: (box: Box) => { readonly in: number; readonly out: number }
  readonly pending: (box: Box) => boolean
  readonly onSelect: (key: string) => void
  readonly onOpen: (box: Box, side: 'in' | 'out' | 'both') => void
  readonly timeAxis: boolean
}

/** The graph to look at and to walk in: drag and wheel, + − 0, arrows along edges, Enter expands. */
export function GraphStage(props: GraphStageProps) {
  const { laidOut, picture, palette, selected, onSelect, onOpen } = props
  const host = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [view, setView] = useState<View | null>(null)
  const wantsFocus = useRef(false)
  const at = laidOut.drawn.boxes.findIndex((box) => box.key === selected)
  const isFew = laidOut.drawn.boxes.length <= few
  const asElements = isFew || (view !== null && view.scale >= legible)

  useLayoutEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useAnchoredView(laidOut, at, size, view, setView)
  const canvas = useCanvas({ picture, palette, view, size, boxes: asElements ? 'none' : 'blocks' })
  useWheel(host, setView)
  useEffect(() => {
    if (!wantsFocus.current) return
    // what was opened comes with the next layout: until then there is nothing to focus
    const button = host.current?.querySelector<HTMLElement>('[data-at] > button[tabindex="0"]') ?? null
    if (button === null) return
    wantsFocus.current = false
    button.focus({ preventScroll: true })
  })

  function show(box: number): void {
    setView((now) => {
      if (now === null) return now
      const [x, y] = [laidOut.laid.x[box]! * now.scale + now.left, laidOut.laid.y[box]! * now.scale + now.top]
      const inside = x >= 8 && y >= 8 && x + boxSize.width * now.scale <= size.width - 8 && y + boxSize.height * now.scale <= size.height - 8
      if (inside && now.scale >= legible) return now
      return centred(laidOut.laid, box, size.width, size.height, Math.max(now.scale, 0.8))
    })
  }
  function onKeyDown(event: KeyboardEvent): void {
    const box = laidOut.drawn.boxes[at]
    const to = at < 0 ? null : walkFrom(laidOut, at, event.key)
    if (to !== null) {
      wantsFocus.current = true
      onSelect(laidOut.drawn.boxes[to]!.key)
      show(to)
    } else if (event.key === 'Enter' && box !== undefined) {
      wantsFocus.current = box.isGroup
      onOpen(box, 'both')
    } else if (event.key === '+' || event.key === '=' || event.key === '-')
      setView((now) => (now === null ? now : zoomed(now, event.key === '-' ? 0.8 : 1.25, size.width / 2, size.height / 2)))
    else if (event.key === '0') setView(fitted(laidOut.laid, size.width, size.height))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const drag = useDrag(view, setView, (x, y) => {
    if (view === null || asElements) return
    const [hit] = boxesIn(laidOut.laid, {
      x0: (x - view.left) / view.scale,
      y0: (y - view.top) / view.scale,
      x1: (x - view.left) / view.scale,
      y1: (y - view.top) / view.scale,
    })
    if (hit !== undefined) onSelect(laidOut.drawn.boxes[hit]!.key)
  })
  const now = useRef({ select: onSelect, open: onOpen, show, boxes: laidOut.drawn.boxes, asElements })
  useLayoutEffect(() => {
    now.current = { select: onSelect, open: onOpen, show, boxes: laidOut.drawn.boxes, asElements }
  })
  const acts = useMemo(
    (): BoxActs => ({
      select: (i) => now.current.select(now.current.boxes[i]!.key),
      focus: (i) => {
        now.current.select(now.current.boxes[i]!.key)
        if (!now.current.asElements) now.current.show(i)
      },
      open: (i, side) => now.current.open(now.current.boxes[i]!, side),
    }),
    [],
  )
  const zoom = (factor: number): void => setView((now) => (now === null ? now : zoomed(now, factor, size.width / 2, size.height / 2)))
  const near =
    view === null || !asElements ? [] : isFew ? [...laidOut.drawn.boxes.keys()] : boxesIn(laidOut.laid, seen(view, size.width, size.height, 60))
  const shown = at >= 0 && !near.includes(at) ? [...near, at].sort((a, b) => a - b) : near
  return (
    <div ref={host} className="lineage-stage" role="group" aria-label="Graph" onKeyDown={onKeyDown} {...drag}>
      <canvas ref={canvas} aria-hidden="true" />
      {view === null ? null : (
        <div className="lineage-boxes" style={{ transform: `translate(${view.left}px, ${view.top}px) scale(${view.scale})` }}>
          {shown.map((i) => {
            const box = laidOut.drawn.boxes[i]!
            const further = props.more(box)
            return (
              <GraphBox
                key={box.key}
                at={i}
                box={box}
                x={laidOut.laid.x[i]!}
                y={laidOut.laid.y[i]!}
                isSelected={i === at}
                isStrong={picture.boxes[i]?.isStrong === true}
                withHandles={view.scale >= 0.86}
                isFaint={!asElements}
                moreIn={further.in}
                moreOut={further.out}
                isPending={props.pending(box)}
                acts={acts}
              />
            )
          })}
        </div>
      )}
      {props.timeAxis && view !== null && laidOut.laid.scale !== null ? <TimeAxis scale={laidOut.laid.scale} view={view} width={size.width} /> : null}
      <div className="lineage-zoom">
        <button type="button" onClick={() => zoom(1.25)} aria-label="Zoom in" title="Zoom in (+)">
          +
        </button>
        <button type="button" onClick={() => zoom(0.8)} aria-label="Zoom out" title="Zoom out (−)">
          −
        </button>
        <button type="button" onClick={() => setView(fitted(laidOut.laid, size.width, size.height))} title="Show all (0)">
          Fit
        </button>
      </div>
    </div>
  )
}

/** The first view shows all, or, of a large graph, the selected box; a new layout leaves the selected box where it was on the screen. */
function useAnchoredView(
  laidOut: LaidOut,
  at: number,
  size: { readonly width: number; readonly height: number },
  view: View | null,
  setView: (change: (now: View | null) => View | null) => void,
): void {
  const last = useRef<LaidOut | null>(null)
  useLayoutEffect(() => {
    if (size.width === 0 || size.height === 0 || last.current === laidOut) return
    const before = last.current
    last.current = laidOut
    setView((now) => {
      // a member of a group that was opened comes from where the group was
      const old = before?.drawn.boxOf.get(laidOut.drawn.boxes[at]?.members[0] ?? '') ?? -1
      if (now !== null && before !== null && old >= 0 && at >= 0 && before.laid.scale === laidOut.laid.scale)
        return {
          scale: now.scale,
          left: now.left + (before.laid.x[old]! - laidOut.laid.x[at]!) * now.scale,
          top: now.top + (before.laid.y[old]! - laidOut.laid.y[at]!) * now.scale,
        }
      const all = fitted(laidOut.laid, size.width, size.height)
      return all.scale >= smallestFirst || at < 0 || laidOut.drawn.boxes.length > 300 ? all : centred(laidOut.laid, at, size.width, size.height, 0.8)
    })
  }, [laidOut, at, size, view, setView])
}

function useWheel(host: React.RefObject<HTMLDivElement | null>, setView: (change: (now: View | null) => View | null) => void): void {
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const frame = element.getBoundingClientRect()
      const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015))
      setView((now) => (now === null ? now : zoomed(now, factor, event.clientX - frame.left, event.clientY - frame.top)))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [host, setView])
}

/** Drag to pan, two fingers to zoom; a press that does not move is a click at (x, y) of the stage. */
function useDrag(view: View | null, setView: (view: View) => void, onClick: (x: number, y: number) => void) {
  const pointers = useRef(new Map<number, { x: number; y: number }>())
  const start = useRef<{ view: View; x: number; y: number; spread: number; moved: boolean } | null>(null)
  const middle = (): { x: number; y: number; spread: number } => {
    const [a, b] = [...pointers.current.values()]
    if (a === undefined) return { x: 0, y: 0, spread: 1 }
    return b === undefined ? { ...a, spread: 1 } : { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) }
  }
  const begin = (): void => {
    start.current = view === null || pointers.current.size === 0 ? null : { view, ...middle(), moved: false }
  }
  const place = (event: ReactPointerEvent<HTMLDivElement>): { x: number; y: number } => {
    const frame = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - frame.left, y: event.clientY - frame.top }
  }
  const end = (event: ReactPointerEvent<HTMLDivElement>): void => {
    const was = start.current
    if (!pointers.current.delete(event.pointerId)) return
    if (was !== null && !was.moved && event.type === 'pointerup' && !(event.target as Element).closest('button')) onClick(was.x, was.y)
    begin()
  }
  return {
    onPointerDown(event: ReactPointerEvent<HTMLDivElement>) {
      if (event.button !== 0 || (event.target as Element).closest('.lineage-zoom') !== null) return
      pointers.current.set(event.pointerId, place(event))
      begin()
    },
    onPointerMove(event: ReactPointerEvent<HTMLDivElement>) {
      if (!pointers.current.has(event.pointerId)) return
      pointers.current.set(event.pointerId, place(event))
      const was = start.current
      if (was === null) return
      const now = middle()
      if (!was.moved && Math.hypot(now.x - was.x, now.y - was.y) < 4 && pointers.current.size === 1) return
      if (!was.moved) event.currentTarget.setPointerCapture(event.pointerId)
      was.moved = true
      const moved = zoomed(was.view, now.spread / was.spread, was.x, was.y)
      setView({ ...moved, left: moved.left + now.x - was.x, top: moved.top + now.y - was.y })
    },
    onPointerUp: end,
    onPointerCancel: end,
  }
}
