import { distanceToEdge, sameplace, triangleArea } from './polygon-shape.ts'
import { angleBetween, cross, dot, minus, perpendicular, plus, stableCross, times, unitOf } from './vec.ts'
import type { Vec3 } from './vec.ts'

/**
 * A piece of the circle n·x = d, walked counter-clockwise about n from a to b; great where d is 0. What it bounds lies on its left, where n·x > d.
 * sweep: angle about n in rad, (0, 2π]; 2π is the whole circle, and then a = b.
 */
export interface Arc {
  readonly n: Vec3
  readonly d: number
  /** Angular radius of the circle about n, rad: d is its cosine, too coarse for small circles. */
  readonly r: number
  readonly a: Vec3
  readonly b: Vec3
  readonly sweep: number
}

/** The great-circle arc from a to b over `sweep` rad, n its unit normal to the left. */
export function greatArc(n: Vec3, a: Vec3, b: Vec3, sweep: number): Arc {
  return { n, d: 0, r: Math.PI / 2, a, b, sweep }
}

/** The whole circle of angular radius `radius` (rad) about n. */
export function fullCircle(n: Vec3, radius: number): Arc {
  const a = plus(times(n, Math.cos(radius)), times(perpendicular(n), Math.sin(radius)))
  return { n, d: Math.cos(radius), r: radius, a, b: a, sweep: 2 * Math.PI }
}

/** Azimuth of p about an arc's axis, from the arc's start: rad in [0, 2π). */
function azimuth(arc: Arc, p: Vec3): number {
  const u = minus(arc.a, times(arc.n, arc.d))
  const v = minus(p, times(arc.n, dot(arc.n, p)))
  const angle = Math.atan2(dot(arc.n, cross(u, v)), dot(u, v))
  return angle < 0 ? angle + 2 * Math.PI : angle
}

/** `sameplace` as an angle of azimuth on an arc. */
function azimuthSlack(arc: Arc): number {
  return sameplace / Math.max(Math.sin(arc.r), sameplace)
}

/** Where p lies along the arc (rad of azimuth from its start), or null when beyond the ends by more than `sameplace`. */
function along(arc: Arc, p: Vec3): number | null {
  const t = azimuth(arc, p)
  if (t <= arc.sweep) return t
  const slack = azimuthSlack(arc)
  if (t - arc.sweep <= slack) return arc.sweep
  return 2 * Math.PI - t <= slack ? 0 : null
}

/** The point of the arc at azimuth t from its start. */
export function pointOnArc(arc: Arc, t: number): Vec3 {
  const middle = times(arc.n, arc.d)
  const u = minus(arc.a, middle)
  const w = cross(arc.n, u)
  return plus(middle, plus(times(u, Math.cos(t)), times(w, Math.sin(t))))
}

/** Angle in rad from p to the nearest point of an arc. */
export function distanceToArc(p: Vec3, arc: Arc): number {
  if (arc.d === 0 && arc.sweep <= Math.PI) return distanceToEdge(p, arc.a, arc.b, arc.n)
  if (azimuth(arc, p) <= arc.sweep) return Math.abs(angleBetween(p, arc.n) - arc.r)
  return Math.min(angleBetween(p, arc.a), angleBetween(p, arc.b))
}

/** Do two great-circle arcs (each below 180°) cross at a point inner to both? Ends that only touch are not told. */
export function edgesCross(p: Arc, q: Arc): boolean {
  const s1 = dot(p.n, q.a)
  const s2 = dot(p.n, q.b)
  if (s1 >= 0 === s2 >= 0) return false
  const t1 = dot(q.n, p.a)
  const t2 = dot(q.n, p.b)
  return t1 >= 0 !== t2 >= 0 && s2 >= 0 === t1 >= 0
}

/** The points where the circles of two arcs meet: none, or two (close to equal where they touch, within `sameplace`); none for parallel circles. */
function circlesMeet(p: Arc, q: Arc): readonly Vec3[] {
  const k = stableCross(p.n, q.n)
  const axis = unitOf(k)
  if (axis === null || dot(k, k) < 1e-28) return []
  if (p.d === 0 && q.d === 0) return [axis, times(axis, -1)]
  // from the axis of the smaller circle: the spherical triangle of both axes and the meeting point, by half angles, which keeps its digits
  const [first, second, side] = Math.sin(p.r) <= Math.sin(q.r) ? [p, q, axis] : [q, p, times(axis, -1)]
  const s = angleBetween(p.n, q.n)
  const half = (first.r + second.r + s) / 2
  const gaps = [half - s, half - first.r, half - second.r, Math.PI - half]
  if (gaps.some((g) => g < -sameplace)) return []
  const [ga, gb, gc, gd] = gaps.map((g) => Math.sin(Math.max(0, g)))
  const angle = 2 * Math.atan2(Math.sqrt(ga! * gb!), Math.sqrt(gc! * gd!))
  const towards = cross(side, first.n)
  const away = times(first.n, Math.cos(first.r))
  const r = Math.sin(first.r)
  return [angle, -angle].map((t) => plus(away, plus(times(towards, r * Math.cos(t)), times(side, r * Math.sin(t)))))
}

/** Do two arcs have a point in common? Arcs of one and the same circle are left to the test of their ends. */
export function arcsMeet(p: Arc, q: Arc): boolean {
  if (p.d === 0 && q.d === 0 && p.sweep < Math.PI && q.sweep < Math.PI) return edgesCross(p, q)
  return circlesMeet(p, q).some((x) => along(p, x) !== null && along(q, x) !== null)
}

/** The parts of an arc between its meetings with other arcs, and with their ends that lie on it; each at most a third of a turn long. */
export function splitArc(arc: Arc, others: readonly Arc[]): readonly Arc[] {
  const cuts = [0, arc.sweep]
  const steps = Math.ceil(arc.sweep / ((2 * Math.PI) / 3) - 1e-9)
  for (let i = 1; i < steps; i++) cuts.push((arc.sweep * i) / steps)
  for (const other of others) {
    for (const x of circlesMeet(arc, other)) {
      const t = along(arc, x)
      if (t !== null && along(other, x) !== null) cuts.push(t)
    }
    for (const end of [other.a, other.b]) if (Math.abs(dot(arc.n, end) - arc.d) <= 2 * sameplace) cuts.push(along(arc, end) ?? 0)
  }
  cuts.sort((x, y) => x - y)
  const slack = 4 * azimuthSlack(arc)
  const pieces: Arc[] = []
  let from = 0
  for (const t of cuts) {
    if (t - from <= slack) continue
    pieces.push({ ...arc, a: pointOnArc(arc, from), b: t === arc.sweep ? arc.b : pointOnArc(arc, t), sweep: t - from })
    from = t
  }
  return pieces
}

/** Middle of an arc, and the points beside it at a distance (rad) to its left (inside) and right. */
export function besideArc(arc: Arc, distance: number): { readonly on: Vec3; readonly left: Vec3; readonly right: Vec3 } {
  const on = pointOnArc(arc, arc.sweep / 2)
  const inward = unitOf(minus(arc.n, times(on, dot(arc.n, on)))) ?? arc.n
  return { on, left: plus(on, times(inward, distance)), right: minus(on, times(inward, distance)) }
}

/** Signed solid angle between a base point and an arc (at most a third of a turn), sr, up to multiples of 4π: the sum over a closed boundary is the area on its left. */
export function areaFrom(base: Vec3, arc: Arc): number {
  const straight = triangleArea(base, arc.a, arc.b)
  if (arc.d === 0) return straight
  const s = Math.sin(arc.r / 2)
  return straight + arc.sweep * 2 * s * s - triangleArea(arc.n, arc.a, arc.b)
}
