import type { Laid } from './layout-engine.ts'

/** What a curve is drawn onto: a canvas, a Path2D, or the text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void
}

/** Draws an edge of a layout: smooth from point to point, level at each. */
export function drawRoute(pen: Pen, laid: Laid, edge: number): void {
  const { route, routeAt } = laid
  const [start, end] = [routeAt[edge]!, routeAt[edge + 1]!]
  pen.moveTo(route[2 * start]!, route[2 * start + 1]!)
  for (let i = start + 1; i < end; i++) {
    const [ax, ay, x, y] = [route[2 * i - 2]!, route[2 * i - 1]!, route[2 * i]!, route[2 * i + 1]!]
    const reach = x > ax ? (x - ax) / 2 : Math.max(40, (ax - x) / 3)
    pen.bezierCurveTo(ax + reach, ay, x - reach, y, x, y)
  }
}

/** Whether an edge may touch the area (by the box of its points). */
export function routeTouches(laid: Laid, edge: number, x0: number, y0: number, x1: number, y1: number): boolean {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = laid.routeAt[edge]!; i < laid.routeAt[edge + 1]!; i++) {
    const [x, y] = [laid.route[2 * i]!, laid.route[2 * i + 1]!]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return left <= x1 && right >= x0 && top <= y1 && bottom >= y0
}
