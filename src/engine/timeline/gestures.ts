/** What a pointer does on a drawing; x and y in CSS px from its corner. */
export interface Gestures {
  /** The wheel, or two fingers: factor > 1 = closer. */
  zoom(factor: number, x: number, y: number, what: 'time' | 'rows'): void
  /** Dragged by so much. */
  pan(dx: number, dy: number): void
  hover(x: number, y: number): void
  leave(): void
  tap(x: number, y: number): void
  /** A second tap at the same place soon after. */
  doubleTap(x: number, y: number): void
  /** Whether a drag that begins here brushes a range instead of moving the drawing. */
  brushes(x: number, y: number): boolean
  /** Brushed from x0, y0 to x1; `isDone` when the pointer is let go. */
  brush(x0: number, y0: number, x1: number, isDone: boolean): void
  /** A brush was given up. */
  brushEnd(): void
}

/** How far a pointer may move and still have tapped, px. */
const slack = 4

interface Held {
  readonly x0: number
  readonly y0: number
  x: number
  y: number
  hasMoved: boolean
  isBrush: boolean
}

/** Wheel zooms time (with Alt the rows, with Shift it moves), a drag moves, a drag with Shift brushes, two fingers zoom. Returns the undo. */
export function listenGestures(element: HTMLElement, to: Gestures): () => void {
  const held = new Map<number, Held>()
  let lastTap = { at: -Infinity, x: 0, y: 0 }
  const place = (event: MouseEvent): readonly [number, number] => {
    const box = element.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const wheel = (event: WheelEvent): void => {
    event.preventDefault()
    const [x, y] = place(event)
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit]
    // a sideways wheel moves; so does Shift, where the browser has not turned the wheel sideways itself
    if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) to.pan(-(Math.abs(dx) > Math.abs(dy) ? dx : dy), 0)
    else to.zoom(Math.exp(-Math.max(-200, Math.min(200, dy)) * 0.0025), x, y, event.altKey ? 'rows' : 'time')
  }
  const down = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return
    const [x, y] = place(event)
    element.setPointerCapture(event.pointerId)
    held.set(event.pointerId, { x0: x, y0: y, x, y, hasMoved: false, isBrush: held.size === 0 && (event.shiftKey || to.brushes(x, y)) })
    if (held.size < 2) return
    // two fingers pinch: neither taps or brushes any more, not even the one that is let go last
    to.brushEnd()
    for (const one of held.values()) [one.hasMoved, one.isBrush] = [true, false]
  }
  const move = (event: PointerEvent): void => {
    const [x, y] = place(event)
    const one = held.get(event.pointerId)
    if (one === undefined) {
      if (event.pointerType !== 'touch') to.hover(x, y)
      return
    }
    if (!one.hasMoved && Math.hypot(x - one.x0, y - one.y0) < slack) return
    one.hasMoved = true
    if (held.size === 2) pinch(held, event.pointerId, x, y, to)
    else if (one.isBrush) to.brush(one.x0, one.y0, x, false)
    else to.pan(x - one.x, y - one.y)
    one.x = x
    one.y = y
  }
  const up = (event: PointerEvent): void => {
    const one = held.get(event.pointerId)
    held.delete(event.pointerId)
    if (one === undefined) return
    if (event.type === 'pointercancel') {
      if (one.isBrush) to.brushEnd()
      return
    }
    if (one.hasMoved) {
      if (one.isBrush) to.brush(one.x0, one.y0, one.x, true)
      return
    }
    const isSecond = event.timeStamp - lastTap.at < 350 && Math.hypot(one.x - lastTap.x, one.y - lastTap.y) < 3 * slack
    lastTap = { at: isSecond ? -Infinity : event.timeStamp, x: one.x, y: one.y }
    if (isSecond) to.doubleTap(one.x, one.y)
    else to.tap(one.x, one.y)
  }
  const leave = (): void => to.leave()
  element.addEventListener('wheel', wheel, { passive: false })
  element.addEventListener('pointerdown', down)
  element.addEventListener('pointermove', move)
  element.addEventListener('pointerup', up)
  element.addEventListener('pointercancel', up)
  element.addEventListener('pointerleave', leave)
  return () => {
    element.removeEventListener('wheel', wheel)
    element.removeEventListener('pointerdown', down)
    element.removeEventListener('pointermove', move)
    element.removeEventListener('pointerup', up)
    element.removeEventListener('pointercancel', up)
    element.removeEventListener('pointerleave', leave)
  }
}

/** Two fingers: what their middle does moves, what their distance does zooms. */
function pinch(held: ReadonlyMap<number, Held>, id: number, x: number, y: number, to: Gestures): void {
  const other = [...held].find(([key]) => key !== id)?.[1]
  const one = held.get(id)
  if (other === undefined || one === undefined) return
  const before = Math.hypot(one.x - other.x, one.y - other.y)
  const after = Math.hypot(x - other.x, y - other.y)
  to.pan((x - one.x) / 2, (y - one.y) / 2)
  if (before > 8 && after > 8) to.zoom(after / before, (x + other.x) / 2, (y + other.y) / 2, 'time')
}
