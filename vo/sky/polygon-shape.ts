import { toVector } from './sky-pos.ts'
import type { SkyPos } from './sky-pos.ts'
import { angleBetween, cross, dot, minus, perpendicular, plus, stableCross, times, unitOf } from './vec.ts'
import type { Vec3 } from './vec.ts'

/** Two directions closer than this (rad, 20 nano-arcsec) are the same place: what is on a boundary within it counts as inside. */
export const sameplace = 1e-13

/** A polygon made ready for tests: vertices without repeats, the inside on the left of every edge. */
export interface PolygonShape {
  readonly vertices: readonly Vec3[]
  /** Unit normal of edge i (from vertex i to i + 1), towards the inside. Empty for a point. */
  readonly normals: readonly Vec3[]
  /** Solid angle of the inside, sr, at most 2π; 0 for a degenerate polygon. */
  readonly area: number
  /** A cap that holds the polygon: its centre and angular radius in rad (π when nothing smaller was found). */
  readonly center: Vec3
  readonly radius: number
  /** Axes of the frame for contains(): the pole is far from every edge. */
  readonly axes: readonly [Vec3, Vec3, Vec3]
  readonly poleInside: boolean
}

const candidates: readonly Vec3[] = [-1, 0, 1]
  .flatMap((x) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((z): Vec3 => [x, y, z])))
  .filter((v) => dot(v, v) > 0)

function withoutRepeats(vertices: readonly SkyPos[]): Vec3[] {
  const kept: Vec3[] = []
  for (const p of vertices) {
    const v = toVector(p)
    const last = kept[kept.length - 1]
    if (last === undefined || apart(last, v)) kept.push(v)
  }
  while (kept.length > 1 && !apart(kept[0]!, kept[kept.length - 1]!)) kept.pop()
  return kept
}

function apart(a: Vec3, b: Vec3): boolean {
  const x = a[0] - b[0]
  const y = a[1] - b[1]
  const z = a[2] - b[2]
  return x * x + y * y + z * z > 1e-28
}

/** Signed solid angle of the triangle a, b, c (positive when counter-clockwise seen from outside), sr, in (−2π, 2π). */
export function triangleArea(a: Vec3, b: Vec3, c: Vec3): number {
  const det = dot(a, cross(minus(b, a), minus(c, a)))
  return 2 * Math.atan2(det, 1 + dot(a, b) + dot(b, c) + dot(c, a))
}

function fan(base: Vec3, v: readonly Vec3[]): number {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += triangleArea(base, v[i]!, v[i + 1 === v.length ? 0 : i + 1]!)
  return sum
}

/** The unit normal to the left of the way from a to b; some normal where they are the same place or opposite. */
function edgeNormal(a: Vec3, b: Vec3): Vec3 {
  return unitOf(stableCross(a, b)) ?? perpendicular(a)
}

/** Angle in rad from p to the nearest point of the great-circle arc a–b (shorter than 180°) with unit normal n. */
export function distanceToEdge(p: Vec3, a: Vec3, b: Vec3, n: Vec3): number {
  const s = dot(p, n)
  if (dot(cross(n, a), p) >= 0 && dot(cross(b, n), p) >= 0) return Math.abs(Math.asin(Math.max(-1, Math.min(1, s))))
  return Math.min(angleBetween(p, a), angleBetween(p, b))
}

/** The direction whose line is farthest from all edges: a safe base for areas and a safe pole for contains(). */
function farFromEdges(v: readonly Vec3[], normals: readonly Vec3[]): Vec3 {
  let best: Vec3 = [0, 0, 1]
  let bestDistance = -1
  for (const candidate of candidates) {
    const p = unitOf(candidate) ?? candidate
    const q = times(p, -1)
    let nearest = Infinity
    for (let i = 0; i < v.length; i++) {
      const [a, b, n] = [v[i]!, v[(i + 1) % v.length]!, normals[i]!]
      nearest = Math.min(nearest, distanceToEdge(p, a, b, n), distanceToEdge(q, a, b, n))
    }
    if (nearest > bestDistance) {
      best = p
      bestDistance = nearest
    }
  }
  return best
}

/** Makes a polygon ready: either winding, repeated vertices dropped, the inside taken as the smaller part. Needs at least one vertex. */
export function polygonShape(positions: readonly SkyPos[]): PolygonShape {
  const v = withoutRepeats(positions)
  if (v.length === 0) throw new RangeError('a polygon needs vertices')
  let sum: Vec3 = [0, 0, 0]
  for (const p of v) sum = plus(sum, p)
  let center = unitOf(sum) ?? v[0]!
  let low = 1
  let far = 0
  for (const p of v) {
    low = Math.min(low, dot(center, p))
    far = Math.max(far, angleBetween(center, p))
  }
  const normals = v.length === 1 ? [] : v.map((a, i) => edgeNormal(a, v[(i + 1) % v.length]!))
  const compact = low > 0.02
  const base = compact ? center : farFromEdges(v, normals)
  // The fan of triangles from base never covers −base: its sum is the area on the left when −base lies on the right, and less by 4π when not.
  const left = v.length < 3 ? 0 : fan(base, v)
  const flipped = compact ? left < 0 : (left >= 0 ? left : left + 4 * Math.PI) > 2 * Math.PI
  const poleInside = !compact && (flipped ? left > 0 : left < 0)
  const area = Math.min(Math.abs(left), 4 * Math.PI - Math.abs(left))
  if (!compact) {
    center = base
    far = Math.PI
  }
  const pole = times(base, -1)
  const e1 = perpendicular(pole)
  const axes = [e1, cross(pole, e1), pole] as const
  if (!flipped) return { vertices: v, normals, area, center, radius: far, axes, poleInside }
  // reversed: vertex i was vertex n−1−i, so edge i is the old edge n−2−i walked backwards
  const n = v.length
  const turned = normals.map((_, i) => times(normals[(2 * n - 2 - i) % n]!, -1))
  return { vertices: v.toReversed(), normals: turned, area, center, radius: far, axes, poleInside }
}

/** Is p inside, edges not specially treated? Counts the edges that the meridian from p to the pole of the polygon's frame crosses. */
export function insidePolygon(shape: PolygonShape, p: Vec3): boolean {
  const v = shape.vertices
  if (v.length < 3) return false
  const [e1, e2, pole] = shape.axes
  let px = dot(p, e1)
  let py = dot(p, e2)
  const pz = dot(p, pole)
  const ph = Math.sqrt(px * px + py * py)
  if (ph === 0) {
    px = 1 // opposite the pole every meridian is as good
  } else {
    px /= ph
    py /= ph
  }
  let inside = shape.poleInside
  const last = v[v.length - 1]!
  let ax = dot(last, e1)
  let ay = dot(last, e2)
  let az = dot(last, pole)
  let sa = px * ay - py * ax
  for (let i = 0; i < v.length; i++) {
    const b = v[i]!
    const bx = dot(b, e1)
    const by = dot(b, e2)
    const bz = dot(b, pole)
    const sb = px * by - py * bx
    if (sa >= 0 !== sb >= 0) {
      // the point of the edge on the meridian's plane, up to a positive factor
      const wa = Math.abs(sb)
      const wb = Math.abs(sa)
      const h = px * (wa * ax + wb * bx) + py * (wa * ay + wb * by)
      if (h > 0 && (wa * az + wb * bz) * ph > pz * h) inside = !inside
    }
    ax = bx
    ay = by
    az = bz
    sa = sb
  }
  return inside
}

/** Is p on an edge or a vertex, within `sameplace`? */
export function onPolygonEdge(shape: PolygonShape, p: Vec3): boolean {
  const v = shape.vertices
  if (v.length === 1) return angleBetween(p, v[0]!) <= sameplace
  for (let i = 0; i < v.length; i++) {
    const n = shape.normals[i]!
    if (Math.abs(dot(p, n)) <= sameplace && distanceToEdge(p, v[i]!, v[(i + 1) % v.length]!, n) <= sameplace) return true
  }
  return false
}
