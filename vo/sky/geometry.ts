import { arcsMeet, besideArc, splitArc } from './arc.ts'
import { farthestOf, nearestBoundary, nearestOf, outlinesOf } from './outline.ts'
import type { Outline } from './outline.ts'
import { sameplace, triangleArea } from './polygon-shape.ts'
import type { PolygonShape } from './polygon-shape.ts'
import type { Region } from './region.ts'
import { fromVector, toVector } from './sky-pos.ts'
import type { SkyPos } from './sky-pos.ts'
import { deg } from './units.ts'
import type { Deg } from './units.ts'
import { jointArea, jointlyCover } from './union-outline.ts'
import { angleBetween, plus, times, unitOf } from './vec.ts'
import type { Vec3 } from './vec.ts'

const degrees = 180 / Math.PI

/** Is the position in the region? Regions are closed: a boundary belongs to it, within 20 nano-arcsec. */
export function contains(region: Region, pos: SkyPos): boolean {
  const p = toVector(pos)
  return outlinesOf(region).some((o) => o.contains(p))
}

/** Have the two regions a point in common (touching is enough)? Symmetric. */
export function intersects(a: Region, b: Region): boolean {
  const right = outlinesOf(b)
  return outlinesOf(a).some((p) => right.some((q) => meet(p, q)))
}

function meet(a: Outline, b: Outline): boolean {
  const between = angleBetween(a.center, b.center)
  if (between > a.radius + b.radius + 2 * sameplace) return false
  if (a.kind === 'circle' && b.kind === 'circle') return true
  if (a.kind === 'point' || a.kind === 'circle') return nearestOf(b, a.center) <= a.radius + sameplace
  if (b.kind === 'point' || b.kind === 'circle') return nearestOf(a, b.center) <= b.radius + sameplace
  // Both boundaries in one piece or seeded in each: they meet where a boundary enters the other, or boundaries cross.
  if (a.seeds.some(b.contains) || b.seeds.some(a.contains)) return true
  return a.arcs.some((p) => b.arcs.some((q) => arcsMeet(p, q)))
}

/** Does region a hold all of region b? True for equal regions. Parts of a union may hold b together. */
export function covers(a: Region, b: Region): boolean {
  const outer = outlinesOf(a)
  return outlinesOf(b).every((q) => outer.some((p) => holds(p, q)) || (outer.length > 1 && jointlyCover(outer, q)))
}

function holds(a: Outline, b: Outline): boolean {
  if (a.kind === 'circle' || a.kind === 'point') return farthestOf(b, a.center) <= a.radius + sameplace
  if (b.kind === 'point') return a.contains(b.center)
  if (b.kind === 'circle') return a.contains(b.center) && nearestBoundary(a, b.center) >= b.radius - 2 * sameplace
  if (!b.seeds.every(a.contains)) return false
  for (const arc of b.arcs) for (const piece of splitArc(arc, a.arcs)) if (!a.contains(besideArc(piece, 0).on)) return false
  return !a.outside.some((p) => b.contains(p) && !a.contains(p))
}

/** Solid angle in deg²; of a union each patch of sky once. */
export function area(region: Region): number {
  const outlines = outlinesOf(region)
  const [only] = outlines
  const sr = outlines.length === 1 && only !== undefined ? only.area : jointArea(outlines)
  return sr * degrees * degrees
}

/** Centre of mass on the sphere; where it has no direction (a whole sky, a ring), the centre of the bounding circle. Of a union: of its parts, weighted by area. */
export function centroid(region: Region): SkyPos {
  const outlines = outlinesOf(region)
  const weighted = outlines.some((o) => o.area > 0)
  let sum: Vec3 = [0, 0, 0]
  for (const o of outlines) sum = plus(sum, times(massCenter(o), weighted ? o.area : 1))
  const l2 = sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]
  const total = weighted ? outlines.reduce((t, o) => t + o.area, 0) : outlines.length
  if (Math.sqrt(l2) < 1e-9 * total) return boundingCircle(region).center
  return fromVector(sum)
}

/** Mean direction of an outline's points, not of unit length where they are spread; its centre for a degenerate one. */
function massCenter(o: Outline): Vec3 {
  if (o.polygon !== null && o.area > 0) return polygonCenter(o.polygon)
  if (o.kind === 'circle') return times(o.center, Math.cos(o.radius / 2) ** 2)
  return o.mean ?? o.center
}

function polygonCenter(shape: PolygonShape): Vec3 {
  const v = shape.vertices
  let sum: Vec3 = [0, 0, 0]
  if (shape.radius < 1e-3) {
    // small: the boundary integral below would cancel; flat triangles are exact enough
    for (const [i, a] of v.entries()) {
      const b = v[(i + 1) % v.length] ?? a
      sum = plus(sum, times(unitOf(plus(shape.center, plus(a, b))) ?? a, triangleArea(shape.center, a, b)))
    }
    return unitOf(sum) ?? shape.center
  }
  for (const [i, n] of shape.normals.entries()) sum = plus(sum, times(n, angleBetween(v[i] ?? n, v[(i + 1) % v.length] ?? n) / 2))
  return times(sum, 1 / shape.area)
}

/** A circle that holds the region: exact for points and circles, close to the smallest for others. */
export function boundingCircle(region: Region): { readonly center: SkyPos; readonly radius: Deg } {
  const outlines = outlinesOf(region)
  const reach = (c: Vec3): number => outlines.reduce((far, o) => Math.max(far, farthestOf(o, c)), 0)
  const [only] = outlines
  if (only !== undefined && outlines.length === 1 && (only.kind === 'circle' || only.kind === 'point'))
    return {
      center: region.kind === 'circle' ? region.center : region.kind === 'point' ? region.at : fromVector(only.center),
      radius: deg(only.radius * degrees),
    }
  let sum: Vec3 = [0, 0, 0]
  for (const o of outlines) sum = plus(sum, o.center)
  const starts = [unitOf(sum), ...outlines.slice(0, 16).map((o) => o.center)].filter((c) => c !== null)
  let best = starts.map((center) => ({ center, radius: reach(center) })).reduce((a, b) => (b.radius < a.radius ? b : a))
  // pull the centre towards what sticks out most, in ever smaller steps
  let at = best.center
  for (let i = 1; i <= 24 && best.radius < Math.PI / 2; i++) {
    const far = farthestSeed(outlines, at)
    at = unitOf(plus(at, times(plus(far, times(at, -1)), 1 / (i + 2)))) ?? at
    const radius = reach(at)
    if (radius < best.radius) best = { center: at, radius }
  }
  return { center: fromVector(best.center), radius: deg(Math.min(180, (best.radius + sameplace) * degrees)) }
}

function farthestSeed(outlines: readonly Outline[], from: Vec3): Vec3 {
  let far = from
  let most = -1
  for (const o of outlines) {
    const center = o.kind === 'circle' ? [o.center] : o.seeds
    for (const seed of center) {
      const d = angleBetween(from, seed) + (o.kind === 'circle' ? o.radius : 0)
      if (d > most) {
        most = d
        far = seed
      }
    }
  }
  return far
}
