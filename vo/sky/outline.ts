import { unreachable } from '../result.ts'
import { distanceToArc, fullCircle, greatArc } from './arc.ts'
import type { Arc } from './arc.ts'
import { rangeWidth } from './coverage.ts'
import { insidePolygon, onPolygonEdge, polygonShape, sameplace } from './polygon-shape.ts'
import type { PolygonShape } from './polygon-shape.ts'
import type { Region } from './region.ts'
import { skyPos, toVector } from './sky-pos.ts'
import { angleBetween, minus, plus, times, unitOf } from './vec.ts'
import type { Vec3 } from './vec.ts'

/** A region without unions, made ready for exact tests. All of it is closed: boundaries belong to it, within `sameplace`. */
export interface Outline {
  readonly kind: 'point' | 'circle' | 'polygon' | 'range'
  readonly contains: (p: Vec3) => boolean
  /** Boundary, inside on the left. None for a point and for the whole sky. */
  readonly arcs: readonly Arc[]
  /** Points that belong to it: at least one on each part of the boundary. */
  readonly seeds: readonly Vec3[]
  /** Points that do not: one in each part of the rest of the sky. */
  readonly outside: readonly Vec3[]
  /** A cap that holds it; rad. For a circle, the circle itself. */
  readonly center: Vec3
  readonly radius: number
  /** Solid angle, sr. */
  readonly area: number
  readonly polygon: PolygonShape | null
  /** Of a range: the mean of its directions, not of unit length. Null for the others, and for a range without area. */
  readonly mean: Vec3 | null
}

const radians = Math.PI / 180

function pointOutline(at: Vec3): Outline {
  const contains = (p: Vec3): boolean => angleBetween(p, at) <= sameplace
  return { kind: 'point', contains, arcs: [], seeds: [at], outside: [times(at, -1)], center: at, radius: 0, area: 0, polygon: null, mean: null }
}

function circleOutline(center: Vec3, radius: number): Outline {
  const contains = (p: Vec3): boolean => angleBetween(p, center) <= radius + sameplace
  const whole = radius >= Math.PI
  const arcs = whole || radius === 0 ? [] : [fullCircle(center, radius)]
  const s = Math.sin(radius / 2)
  const outside = whole ? [] : [times(center, -1)]
  return {
    kind: 'circle',
    contains,
    arcs,
    seeds: [center, ...arcs.map((c) => c.a)],
    outside,
    center,
    radius,
    area: 4 * Math.PI * s * s,
    polygon: null,
    mean: null,
  }
}

function polygonOutline(shape: PolygonShape): Outline {
  const v = shape.vertices
  const arcs = shape.normals.map((n, i): Arc => {
    const a = v[i]!
    const b = v[(i + 1) % v.length]!
    return greatArc(n, a, b, angleBetween(a, b))
  })
  const contains = (p: Vec3): boolean => {
    if (shape.radius < 1.5 && angleBetween(p, shape.center) > shape.radius + sameplace) return false
    return insidePolygon(shape, p) || onPolygonEdge(shape, p)
  }
  const pole = shape.axes[2]
  const first = arcs[0]
  const beyond = first === undefined ? pole : (unitOf(minus(plus(first.a, first.b), times(first.n, 1e-6))) ?? pole)
  const outside = [pole, times(pole, -1), beyond].find((p) => !insidePolygon(shape, p)) ?? beyond
  return {
    kind: 'polygon',
    contains,
    arcs,
    seeds: v,
    outside: [outside],
    center: shape.center,
    radius: shape.radius,
    area: shape.area,
    polygon: shape,
    mean: null,
  }
}

function corner(ra: number, dec: number): Vec3 {
  return toVector(skyPos(ra, dec))
}

function meridian(ra: number, fromDec: number, toDec: number, n: Vec3): Arc {
  return greatArc(n, corner(ra, fromDec), corner(ra, toDec), Math.abs(toDec - fromDec) * radians)
}

function eastAt(ra: number): Vec3 {
  return [-Math.sin(ra * radians), Math.cos(ra * radians), 0]
}

function rangeArcs(raMin: number, width: number, decMin: number, decMax: number): readonly Arc[] {
  const arcs: Arc[] = []
  const raMax = raMin + width
  const sweep = width * radians
  if (decMin > -90)
    arcs.push({ n: [0, 0, 1], d: Math.sin(decMin * radians), r: (90 - decMin) * radians, a: corner(raMin, decMin), b: corner(raMax, decMin), sweep })
  if (width < 360 && decMax > decMin) arcs.push(meridian(raMax, decMin, decMax, times(eastAt(raMax), -1)))
  if (decMax < 90)
    arcs.push({
      n: [0, 0, -1],
      d: -Math.sin(decMax * radians),
      r: (90 + decMax) * radians,
      a: corner(raMax, decMax),
      b: corner(raMin, decMax),
      sweep,
    })
  if (width < 360 && decMax > decMin) arcs.push(meridian(raMin, decMax, decMin, eastAt(raMin)))
  return arcs.filter((a) => a.sweep > 0)
}

function rangeOutline(raMin: number, raMax: number, decMin: number, decMax: number): Outline {
  const width = rangeWidth(raMin, raMax)
  const contains = (p: Vec3): boolean => {
    const h = Math.hypot(p[0], p[1])
    const dec = Math.atan2(p[2], h)
    if (dec < decMin * radians - sameplace || dec > decMax * radians + sameplace) return false
    if (width >= 360 || h <= sameplace) return true
    const start = Math.atan2(p[1], p[0]) - raMin * radians
    const t = start - 2 * Math.PI * Math.floor(start / (2 * Math.PI))
    return t <= width * radians + sameplace / h || (2 * Math.PI - t) * h <= sameplace
  }
  const middle = corner(raMin + width / 2, (decMin + decMax) / 2)
  const arcs = rangeArcs(raMin, width, decMin, decMax)
  const seeds = [middle, corner(raMin, decMin), corner(raMin + width, decMin), corner(raMin + width, decMax), corner(raMin, decMax)]
  const outside: Vec3[] = []
  if (decMax < 90) outside.push([0, 0, 1])
  if (decMin > -90) outside.push([0, 0, -1])
  if (width < 360) outside.push(corner(raMin + width / 2 + 180, 0))
  const area = width * radians * 2 * Math.cos(((decMin + decMax) / 2) * radians) * Math.sin(((decMax - decMin) / 2) * radians)
  const caps = [middle, [0, 0, 1] as const, [0, 0, -1] as const].map((center) => ({ center, radius: farthest(center, contains, arcs, seeds) }))
  const cap = caps.reduce((best, c) => (c.radius < best.radius ? c : best))
  const mean = area > 0 ? times(rangeIntegral(raMin, width, decMin, decMax), 1 / area) : null
  return { kind: 'range', contains, arcs, seeds, outside, ...cap, area, polygon: null, mean }
}

/** ∫ direction dΩ over a range, in closed form: differences of sines as products, so that small ranges keep their digits. */
function rangeIntegral(raMin: number, width: number, decMin: number, decMax: number): Vec3 {
  const [half, middle] = [(width / 2) * radians, (raMin + width / 2) * radians]
  const [sum, height] = [(decMin + decMax) * radians, (decMax - decMin) * radians]
  const across = Math.sin(half) * (height + Math.cos(sum) * Math.sin(height))
  return [across * Math.cos(middle), across * Math.sin(middle), half * Math.sin(sum) * Math.sin(height)]
}

/** Angle in rad from a direction to the farthest point of what lies within arcs (and of the seeds). */
function farthest(from: Vec3, contains: (p: Vec3) => boolean, arcs: readonly Arc[], seeds: readonly Vec3[]): number {
  const back = times(from, -1)
  if (contains(back)) return Math.PI
  let nearest = Math.PI
  for (const arc of arcs) nearest = Math.min(nearest, distanceToArc(back, arc))
  for (const p of seeds) nearest = Math.min(nearest, angleBetween(back, p))
  return Math.PI - nearest
}

/** Angle in rad from a direction to the farthest point of an outline. */
export function farthestOf(outline: Outline, from: Vec3): number {
  if (outline.kind === 'circle') return Math.min(Math.PI, angleBetween(from, outline.center) + outline.radius)
  return farthest(from, outline.contains, outline.arcs, outline.seeds)
}

/** Angle in rad from a direction to the nearest point of an outline; 0 inside. */
export function nearestOf(outline: Outline, from: Vec3): number {
  if (outline.contains(from)) return 0
  if (outline.kind === 'circle' || outline.kind === 'point') return Math.max(0, angleBetween(from, outline.center) - outline.radius)
  return nearestBoundary(outline, from)
}

/** Angle in rad from a direction to the nearest point of an outline's boundary; infinite without one. */
export function nearestBoundary(outline: Outline, from: Vec3): number {
  let nearest =
    outline.arcs.length === 0 && outline.kind !== 'circle' ? Math.min(Infinity, ...outline.seeds.map((s) => angleBetween(from, s))) : Infinity
  for (const arc of outline.arcs) nearest = Math.min(nearest, distanceToArc(from, arc))
  return nearest
}

function build(region: Region): readonly Outline[] {
  switch (region.kind) {
    case 'point':
      return [pointOutline(toVector(region.at))]
    case 'circle':
      return [circleOutline(toVector(region.center), region.radius * radians)]
    case 'polygon':
      return [polygonOutline(polygonShape(region.vertices))]
    case 'range':
      return [rangeOutline(region.raMin, region.raMax, region.decMin, region.decMax)]
    case 'union':
      return region.parts.flatMap((part) => outlinesOf(part))
    default:
      return unreachable(region)
  }
}

const made = new WeakMap<Region, readonly Outline[]>()

/** The outlines of a region: one, or one per simple part of a union. Regions do not change, so each is made ready once. */
export function outlinesOf(region: Region): readonly Outline[] {
  const known = made.get(region)
  if (known !== undefined) return known
  const outlines = build(region)
  made.set(region, outlines)
  return outlines
}
