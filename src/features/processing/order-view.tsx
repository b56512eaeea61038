import { useEffect, useMemo, useState } from 'react'
import { headline, sentence } from '../../api/api-error.ts'
import { orderDrawing } from '../../engine/timeline/order-drawing.ts'
import type { OrderPoints } from '../../engine/timeline/order-points.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { DrawingBox } from './drawing-box.tsx'
import type { OwnKey } from './drawing-box.tsx'
import { useNightHere, useView } from './night-context.ts'
import type { OrderScope as Scope, Place } from './night-view.ts'
import { samePlace } from './night-view.ts'
import { OrderScope } from './order-scope.tsx'
import { useDrawing } from './use-drawing.ts'
import { useOrder } from './use-order.ts'
import type { Order } from './use-order.ts'

/** Rank by observation against rank by processing: on the diagonal lies what kept its order, off it what was overtaken. */
export function OrderView() {
  const scope = useView((view) => view.order)
  const { order, isBusy, error, again } = useOrder(scope)
  return (
    <div className="order-frame" aria-busy={isBusy}>
      <div className="order-head">
        <OrderScope />
        <p role="status">{order === null ? '' : wordsOf(order.points, order.noun, scope)}</p>
      </div>
      {error === null ? null : <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={again} />}
      {order === null ? <Waiting running={isBusy} words="Asking for the order" /> : <OrderCanvas order={order} />}
    </div>
  )
}

function wordsOf(points: OrderPoints, noun: string, scope: Scope): string {
  const many = (n: number, one: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : `${one}s`}`
  let ranked = 0
  let late = 0
  let furthest = 0
  for (let i = 0; i < points.n; i++) {
    if (points.observed[i] === 0 || points.processed[i] === 0) continue
    ranked++
    if (points.overtakenBy[i] === 0) continue
    late++
    furthest = Math.max(furthest, points.overtakenBy[i]!)
  }
  const where = scope.of === 'night' ? ' at the same detector' : ''
  const without = points.n - ranked
  const rest = without === 0 ? '' : `; ${many(without, noun)} without a place in the order`
  if (ranked === 0) return `No ${noun} takes part in an order${rest}`
  if (late === 0) return `${many(ranked, noun)}: order kept${rest}`
  return `${many(ranked, noun)}: ${late.toLocaleString('en')} processed after what was observed later${where}, by ${furthest.toLocaleString('en')} at most; ${many(points.inversions, 'inversion')}${rest}`
}

const nothing = new Uint32Array()

function OrderCanvas({ order }: { readonly order: Order }) {
  const { store } = useNightHere()
  const [drawing] = useState(orderDrawing)
  const [hovered, setHovered] = useState<number | null>(null)
  const selection = useView((view) => view.selection)
  const selected = useMemo(() => (selection === null ? nothing : order.pointsAt(selection)), [order, selection])
  const at = (i: number | null): Place | null => (i === null ? null : order.placeOf(i))
  const { ref, host, palette } = useDrawing(drawing, {
    zoom(factor, x, y) {
      drawing.zoom(factor, x, y)
      host.ask('moved')
    },
    pan(dx, dy) {
      drawing.pan(dx, dy)
      host.ask('moved')
    },
    hover(x, y) {
      const hit = drawing.hit(x, y)
      if (hit === hovered) return
      setHovered(hit)
      if (!samePlace(at(hit), store.getState().hover)) store.setState({ hover: at(hit) })
    },
    leave() {
      setHovered(null)
      store.setState({ hover: null })
    },
    tap: (x, y) => store.setState({ selection: at(drawing.hit(x, y)) }),
    doubleTap(x, y) {
      drawing.zoom(4, x, y)
      host.ask('moved')
    },
    brushes: () => false,
    brush: () => undefined,
    brushEnd: () => undefined,
  })
  useEffect(() => {
    if (palette === null) return
    drawing.show({ points: order.points, isIn: order.isIn, palette, selected, hovered })
    host.ask('over')
  }, [drawing, host, order, palette, selected, hovered])
  useEffect(() => host.ask('base'), [host, order, palette])
  const press = (pressed: OwnKey): void => {
    const { width, height } = host.size()
    if (pressed.what === 'zoom' || pressed.what === 'zoom rows') drawing.zoom(pressed.factor, width / 2, height / 2)
    else if (pressed.what === 'pan') drawing.pan(-pressed.share * width, 0)
    else if (pressed.what === 'whole') drawing.whole()
    else if (pressed.what === 'walk') {
      const next = walk(order.points, selected, pressed.dx !== 0 ? pressed.dx : -pressed.dy, pressed.dx !== 0 ? 'observed' : 'processed')
      if (next !== null) store.setState({ selection: order.placeOf(next) })
    }
    host.ask('moved')
  }
  return (
    <>
      <DrawingBox label="Observed order against processed order" boxRef={ref} isIdle onKey={press} />
      <div className="legend" role="note" aria-label="Colours">
        <span>
          <span aria-hidden="true" className="swatch solid" style={{ color: 'var(--good)' }} />
          order kept
        </span>
        <span>
          <span aria-hidden="true" className="swatch solid" style={{ color: 'var(--warn)' }} />
          processed after what was observed later (larger)
        </span>
        <span>dashed: both ranks equal. A box as wide as it is tied: one visit was observed at once</span>
      </div>
    </>
  )
}

/** The next point by one of the ranks, from the first that is selected; the first of all where none is. */
function walk(points: OrderPoints, selected: Uint32Array, step: number, by: 'observed' | 'processed'): number | null {
  const from = selected[0] ?? -1
  const key = (i: number): number => points[by][i]! * points.n + i
  let best: number | null = null
  for (let i = 0; i < points.n; i++) {
    if (points.observed[i] === 0 || points.processed[i] === 0 || i === from) continue
    if (from >= 0 && Math.sign(key(i) - key(from)) !== Math.sign(step)) continue
    if (best === null || (from < 0 || step > 0 ? key(i) < key(best) : key(i) > key(best))) best = i
  }
  return best
}
