import type { CellFrame } from './cell-frame.ts'
import { insidePolygon } from './polygon-shape.ts'
import type { PolygonShape } from './polygon-shape.ts'
import type { Vec3 } from './vec.ts'

/** What a cell is to a region: surely apart, perhaps touching its boundary, surely inside (by the margin asked for). */
export const apart = 0
export const touching = 1
export const inside = 2
export type Verdict = typeof apart | typeof touching | typeof inside

/**
 * Says what cells are to one region. Asked in a descent: the parent cell right before its children (at depth − 1), so that a test may remember.
 * `margin` (in bows of the cell, see CellFrame) is how deep inside a cell must lie to be called inside.
 */
export interface CellTest {
  verdict(frame: CellFrame, order: number, face: number, x: number, y: number, depth: number): Verdict
}

/** A circle of at most 90°, or the outside of one. */
export class CircleTest implements CellTest {
  readonly center: Vec3
  readonly radius: number
  readonly complement: boolean
  readonly margin: number

  constructor(center: Vec3, radius: number, margin: number) {
    this.complement = radius > Math.PI / 2
    this.center = this.complement ? [-center[0], -center[1], -center[2]] : center
    this.radius = this.complement ? Math.PI - radius : radius
    this.margin = margin
  }

  verdict(frame: CellFrame, order: number, face: number, x: number, y: number): Verdict {
    if (this.complement && this.radius <= 0) return inside
    frame.setCenter(order, face, x, y)
    const slack = frame.bow * (1 + this.margin)
    const out = this.complement ? slack : frame.bow
    const full = this.complement ? frame.bow : slack
    const v = this.inCap(frame, order, face, x, y, this.radius + out, this.radius - full)
    return this.complement && v !== touching ? (v === apart ? inside : apart) : v
  }

  private inCap(frame: CellFrame, order: number, face: number, x: number, y: number, outer: number, inner: number): Verdict {
    const [cx, cy, cz] = this.center
    const c = frame.c
    const d2 = square(c[0]! - cx, c[1]! - cy, c[2]! - cz)
    if (d2 > chord2(outer + frame.radius)) return apart
    const deep = inner - frame.radius
    if (deep > 0 && d2 < chord2(deep)) return inside
    frame.setCorners(order, face, x, y)
    const v = frame.v
    const n = frame.n
    if (inner > 0) {
      const limit = chord2(inner)
      let all = true
      for (let i = 0; i < 12 && all; i += 3) all = square(v[i]! - cx, v[i + 1]! - cy, v[i + 2]! - cz) < limit
      if (all) return inside
    }
    return this.farFromQuad(v, n, outer) ? apart : touching
  }

  /** Is the centre outside the quadrilateral, and farther than `outer` from each of the edges that it is outside of? */
  private farFromQuad(v: Float64Array, n: Float64Array, outer: number): boolean {
    const [cx, cy, cz] = this.center
    const limit = chord2(outer)
    const sine = outer >= Math.PI / 2 ? 2 : Math.sin(outer)
    let anyOutside = false
    for (let i = 0; i < 12; i += 3) {
      const nx = n[i]!
      const ny = n[i + 1]!
      const nz = n[i + 2]!
      const s = nx * cx + ny * cy + nz * cz
      if (s >= 0) continue
      anyOutside = true
      if (-s > sine) continue
      const j = i === 9 ? 0 : i + 3
      // along the edge from a: (n × a)·c ≥ 0, and before b: (b × n)·c ≥ 0
      const fromA = (ny * v[i + 2]! - nz * v[i + 1]!) * cx + (nz * v[i]! - nx * v[i + 2]!) * cy + (nx * v[i + 1]! - ny * v[i]!) * cz
      const toB = (v[j + 1]! * nz - v[j + 2]! * ny) * cx + (v[j + 2]! * nx - v[j]! * nz) * cy + (v[j]! * ny - v[j + 1]! * nx) * cz
      if (fromA >= 0 && toB >= 0) return false
      if (square(v[i]! - cx, v[i + 1]! - cy, v[i + 2]! - cz) <= limit || square(v[j]! - cx, v[j + 1]! - cy, v[j + 2]! - cz) <= limit) return false
    }
    return anyOutside
  }
}

function square(x: number, y: number, z: number): number {
  return x * x + y * y + z * z
}

/** Squared chord of an angle in rad; 4 from a half turn on. */
function chord2(angle: number): number {
  if (angle >= Math.PI) return 4.000001
  const s = Math.sin(angle / 2)
  return 4 * s * s
}

/** A polygon of any shape: an edge that comes nowhere near a cell comes near none of its children, so each depth keeps its own list of near edges. */
export class PolygonTest implements CellTest {
  private readonly shape: PolygonShape
  private readonly margin: number
  /** Edge i: from, to, normal, middle (x y z each) and half length: 13 numbers. */
  private readonly edges: readonly number[]
  private readonly near: number[][]

  constructor(shape: PolygonShape, margin: number) {
    this.shape = shape
    this.margin = margin
    const edges: number[] = []
    const v = shape.vertices
    const count = shape.normals.length
    const all: number[] = []
    for (let i = 0; i < count; i++) {
      const a = v[i]!
      const b = v[i + 1 === count ? 0 : i + 1]!
      const n = shape.normals[i]!
      const mx = a[0] + b[0]
      const my = a[1] + b[1]
      const mz = a[2] + b[2]
      const l = Math.sqrt(square(mx, my, mz)) || 1
      const half = Math.asin(Math.min(1, Math.sqrt(square(a[0] - b[0], a[1] - b[1], a[2] - b[2])) / 2))
      edges.push(a[0], a[1], a[2], b[0], b[1], b[2], n[0], n[1], n[2], mx / l, my / l, mz / l, half)
      all.push(i * 13)
    }
    this.edges = edges
    this.near = [all]
  }

  verdict(frame: CellFrame, order: number, face: number, x: number, y: number, depth: number): Verdict {
    frame.setCenter(order, face, x, y)
    const before = this.near[depth] ?? []
    const after = (this.near[depth + 1] ??= [])
    after.length = 0
    const reach = frame.bow * (1 + this.margin)
    for (let k = 0; k < before.length; k++) if (this.mayReach(frame, before[k]!, reach)) after.push(before[k]!)
    if (after.length === 0) return this.centerVerdict(frame)
    frame.setCorners(order, face, x, y)
    let kept = 0
    let touched = false
    for (let k = 0; k < after.length; k++) {
      const e = after[k]!
      if (this.separated(frame, e, reach)) continue
      after[kept++] = e
      touched ||= this.margin === 0 || !this.separated(frame, e, frame.bow)
    }
    after.length = kept
    if (touched) return touching
    const center = this.centerVerdict(frame)
    return kept > 0 && center === inside ? touching : center
  }

  private centerVerdict(frame: CellFrame): Verdict {
    const c = frame.c
    return insidePolygon(this.shape, [c[0]!, c[1]!, c[2]!]) ? inside : apart
  }

  /** Quick: can the edge come within `reach` of the cell's cap? */
  private mayReach(frame: CellFrame, e: number, reach: number): boolean {
    const g = this.edges
    const c = frame.c
    const far = frame.radius + reach
    const side = g[e + 6]! * c[0]! + g[e + 7]! * c[1]! + g[e + 8]! * c[2]!
    if (side > far || side < -far) return false
    const limit = far + g[e + 12]!
    return square(g[e + 9]! - c[0]!, g[e + 10]! - c[1]!, g[e + 11]! - c[2]!) <= limit * limit
  }

  /** Does a great circle part the edge from the cell's quadrilateral by more than `reach`: the edge's own, or one of the cell's edges? */
  private separated(frame: CellFrame, e: number, reach: number): boolean {
    const g = this.edges
    const v = frame.v
    const n = frame.n
    let above = 0
    let below = 0
    for (let i = 0; i < 12; i += 3) {
      const s = g[e + 6]! * v[i]! + g[e + 7]! * v[i + 1]! + g[e + 8]! * v[i + 2]!
      if (s > reach) above++
      else if (s < -reach) below++
    }
    if (above === 4 || below === 4) return true
    for (let i = 0; i < 12; i += 3) {
      if (n[i]! * g[e]! + n[i + 1]! * g[e + 1]! + n[i + 2]! * g[e + 2]! >= -reach) continue
      if (n[i]! * g[e + 3]! + n[i + 1]! * g[e + 4]! + n[i + 2]! * g[e + 5]! < -reach) return true
    }
    return false
  }
}

const longitudeOfFace = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7] as const
const ringOfFace = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4] as const

/** A coordinate range: a cell's extent in dec is that of its N and S corners, in ra that of its W and E corners, both exactly. Angles in rad. */
export class RangeTest implements CellTest {
  private readonly raMin: number
  private readonly width: number
  private readonly decMin: number
  private readonly decMax: number
  private readonly margin: number

  /** raMin in [0, 2π], width (eastwards) in [0, 2π]; 2π is the full circle. */
  constructor(raMin: number, width: number, decMin: number, decMax: number, margin: number) {
    this.raMin = raMin
    this.width = width
    this.decMin = decMin
    this.decMax = decMax
    this.margin = margin
  }

  verdict(frame: CellFrame, order: number, face: number, x: number, y: number): Verdict {
    frame.setCenter(order, face, x, y)
    const side = 2 ** order
    const ring = ringOfFace[face]!
    const top = latitude(ring - (x + 1 + y + 1) / side)
    const bottom = latitude(ring - (x + y) / side)
    const slack = 1e-12
    if (bottom > this.decMax + slack || top < this.decMin - slack) return apart
    const margin = frame.bow * this.margin + slack
    const decInside = (bottom - margin >= this.decMin || this.decMin <= -Math.PI / 2) && (top + margin <= this.decMax || this.decMax >= Math.PI / 2)
    if (this.width >= 2 * Math.PI) return decInside ? inside : touching
    const high = Math.max(Math.abs(top), Math.abs(bottom))
    // at a pole every ra is the same place
    if (high > Math.PI / 2 - slack && (top + bottom > 0 ? this.decMax : -this.decMin) > Math.PI / 2 - slack) return touching
    const raSlack = slack / Math.cos(Math.min(high, Math.PI / 2 - slack))
    const west = longitude(face, x / side, (y + 1) / side)
    const span = longitude(face, (x + 1) / side, y / side) - west
    const start = turn(west - this.raMin)
    // start is how far east of raMin the cell begins; it may also begin before and reach over raMin
    if (start > this.width + raSlack && start + span < 2 * Math.PI - raSlack) return apart
    if (!decInside) return touching
    const pad = high + margin >= Math.PI / 2 ? Infinity : margin / Math.cos(high + margin)
    return start - pad >= 0 && start + span + pad <= this.width ? inside : touching
  }
}

function turn(angle: number): number {
  return angle - 2 * Math.PI * Math.floor(angle / (2 * Math.PI))
}

/** Latitude in rad of a ring coordinate (0 at the north pole, 4 at the south pole). */
function latitude(ring: number): number {
  if (ring < 1) return Math.atan2(1 - (ring * ring) / 3, ring * Math.sqrt((2 - (ring * ring) / 3) / 3))
  if (ring > 3) return -latitude(4 - ring)
  return Math.asin(((2 - ring) * 2) / 3)
}

/** Longitude in rad of a point of a face; the W or E corner of a cell at a pole lies on the edge of its face. */
function longitude(face: number, u: number, v: number): number {
  const ring = ringOfFace[face]! - u - v
  const nr = ring < 1 ? ring : ring > 3 ? 4 - ring : 1
  if (nr < 1e-15) return 0
  return (Math.PI / 4) * (longitudeOfFace[face]! + (u - v) / nr)
}
