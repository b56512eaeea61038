import { cellOf } from '../../../vo/sky/healpix.ts'
import { parseRegion } from '../../../vo/sky/region-text.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'

/** HEALPix order of the buckets that are culled as one. */
export const bucketOrder = 4

/** Sets of more rings than this are ordered for thinning; a view of fewer shows every outline. */
export const thinAbove = 12_000

/**
 * Footprints of a result, packed for drawing and picking. Rings are sorted by the bucket of their centre, so that what a view
 * shows is a few contiguous runs; in large sets the rings of a bucket go from large to small (by powers of two) and at random among equals,
 * so that the first of them stand for all. Typed arrays only: it crosses from a worker by transfer.
 */
export interface FootprintSet {
  /** Number of rings (a union has several, each with the same row). */
  readonly rings: number
  /** Row of the result that ring i belongs to. */
  readonly row: Uint32Array
  /** First vertex of ring i; length rings + 1. */
  readonly start: Uint32Array
  /** Unit vectors x, y, z and one spare float per vertex; a ring repeats its first vertex at its end. A point is a ring of one. */
  readonly vertices: Float32Array
  /** Unit vector of the bounding cap and its radius in rad, 4 floats per ring. */
  readonly caps: Float32Array
  /** First ring of each bucket; length 12·4^bucketOrder + 1. */
  readonly buckets: Uint32Array
  /** HEALPix order at which a cell is as large as the middle one of the footprints; bucketOrder to 13. */
  readonly densityOrder: number
  /** Cell (nested, densityOrder) of each ring's centre. */
  readonly cell: Uint32Array
  /** Rows whose region could not be read (no footprint is drawn for them). */
  readonly unread: number
}

type Ring = readonly number[]

const toRad = Math.PI / 180
const maxEdge = 4 * toRad

function push(out: number[], ra: number, dec: number): void {
  const c = Math.cos(dec * toRad)
  out.push(c * Math.cos(ra * toRad), c * Math.sin(ra * toRad), Math.sin(dec * toRad))
}

/** Adds points along long great-circle edges, so that straight screen segments follow them, and closes the ring. */
function closed(ring: Ring): number[] {
  const n = ring.length / 3
  if (n < 2) return [...ring]
  const out: number[] = []
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n
    const a = [ring[3 * i]!, ring[3 * i + 1]!, ring[3 * i + 2]!] as const
    const b = [ring[3 * j]!, ring[3 * j + 1]!, ring[3 * j + 2]!] as const
    const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])))
    out.push(...a)
    const steps = Math.ceil(angle / maxEdge)
    for (let s = 1; s < steps; s++) {
      const f = s / steps
      const [wa, wb] = [Math.sin((1 - f) * angle) / Math.sin(angle), Math.sin(f * angle) / Math.sin(angle)]
      out.push(wa * a[0] + wb * b[0], wa * a[1] + wb * b[1], wa * a[2] + wb * b[2])
    }
  }
  out.push(out[0]!, out[1]!, out[2]!)
  return out
}

/** Rings (unit vectors, open) that outline a region. */
function outlines(region: Region): Ring[] {
  const out: number[] = []
  switch (region.kind) {
    case 'point':
      push(out, region.at.ra, region.at.dec)
      return [out]
    case 'polygon':
      for (const v of region.vertices) push(out, v.ra, v.dec)
      return [out]
    case 'circle': {
      push(out, region.center.ra, region.center.dec)
      const c = out.splice(0) as [number, number, number]
      const [sinR, cosR] = [Math.sin(region.radius * toRad), Math.cos(region.radius * toRad)]
      const pole = Math.abs(c[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]
      let e = [c[1] * pole[2]! - c[2] * pole[1]!, c[2] * pole[0]! - c[0] * pole[2]!, c[0] * pole[1]! - c[1] * pole[0]!]
      const norm = Math.hypot(e[0]!, e[1]!, e[2]!)
      e = e.map((x) => x / norm)
      const n = [c[1] * e[2]! - c[2] * e[1]!, c[2] * e[0]! - c[0] * e[2]!, c[0] * e[1]! - c[1] * e[0]!]
      for (let i = 0; i < 48; i++) {
        const t = (i / 48) * 2 * Math.PI
        for (let k = 0; k < 3; k++) out.push(cosR * c[k]! + sinR * (Math.cos(t) * e[k]! + Math.sin(t) * n[k]!))
      }
      return [out]
    }
    case 'range': {
      const width = region.raMax >= region.raMin ? region.raMax - region.raMin : region.raMax - region.raMin + 360
      const steps = Math.max(1, Math.ceil(width / 2))
      for (let i = 0; i <= steps; i++) push(out, region.raMin + (width * i) / steps, region.decMin)
      for (let i = steps; i >= 0; i--) push(out, region.raMin + (width * i) / steps, region.decMax)
      return [out]
    }
    case 'union':
      return region.parts.flatMap(outlines)
  }
}

const simplePolygon =
  /^\s*polygon(?:\s+(?:icrs|fk5|j2000|unknownframe))?(?:\s+(?:geocenter|barycenter|topocenter))?((?:\s+[-+]?[\d.]+(?:e[-+]?\d+)?)+)\s*$/i

/** The common spelling by hand (ten times faster than the grammar), everything else through vo/sky. */
function ringsOf(text: string): Ring[] | null {
  const simple = simplePolygon.exec(text)
  if (simple !== null) {
    const numbers = simple[1]!.trim().split(/\s+/u)
    if (numbers.length >= 6 && numbers.length % 2 === 0) {
      const out: number[] = []
      for (let i = 0; i < numbers.length; i += 2) push(out, Number(numbers[i]), Number(numbers[i + 1]))
      const last = out.length - 3
      if (out[0] === out[last] && out[1] === out[last + 1] && out[2] === out[last + 2]) out.length = last
      return [out]
    }
  }
  const region = parseRegion(text)
  return region.ok ? outlines(region.value) : null
}

/** Packs the footprints of `regions` (s_region texts, null = none), row by row. */
export function buildFootprints(regions: Iterable<string | null>): FootprintSet {
  const rings: number[][] = []
  const rows: number[] = []
  let row = 0
  let unread = 0
  for (const text of regions) {
    if (text !== null && text !== '') {
      const found = ringsOf(text)
      if (found === null) unread += 1
      else {
        for (const ring of found) {
          rings.push(closed(ring))
          rows.push(row)
        }
      }
    }
    row += 1
  }
  return pack(rings, rows, unread)
}

function pack(rings: readonly number[][], rows: readonly number[], unread: number): FootprintSet {
  const count = rings.length
  const caps = new Float32Array(4 * count)
  for (let i = 0; i < count; i++) caps.set(capOf(rings[i]!), 4 * i)
  const densityOrder = densityOrderOf(caps)
  const cellOfRing = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    const ra = Math.atan2(caps[4 * i + 1]!, caps[4 * i]!) / toRad
    cellOfRing[i] = cellOf(densityOrder, skyPos(ra, Math.asin(Math.max(-1, Math.min(1, caps[4 * i + 2]!))) / toRad))
  }
  const toBucket = 4 ** (densityOrder - bucketOrder)
  const { order, starts: buckets } = sortedBy(count > thinAbove ? largeFirst(caps) : inTurn(count), 12 * 4 ** bucketOrder, (i) =>
    Math.floor(cellOfRing[i]! / toBucket),
  )
  const start = new Uint32Array(count + 1)
  for (let k = 0; k < count; k++) start[k + 1] = start[k]! + rings[order[k]!]!.length / 3
  const vertices = new Float32Array(4 * start[count]!)
  const row = new Uint32Array(count)
  const cell = new Uint32Array(count)
  const sortedCaps = new Float32Array(4 * count)
  for (let k = 0; k < count; k++) {
    const i = order[k]!
    const ring = rings[i]!
    row[k] = rows[i]!
    cell[k] = cellOfRing[i]!
    sortedCaps.set(caps.subarray(4 * i, 4 * i + 4), 4 * k)
    let at = 4 * start[k]!
    for (let v = 0; v < ring.length; v += 3, at += 4) {
      vertices[at] = ring[v]!
      vertices[at + 1] = ring[v + 1]!
      vertices[at + 2] = ring[v + 2]!
    }
  }
  return { rings: count, row, start, vertices, caps: sortedCaps, buckets, densityOrder, cell, unread }
}

/** Order whose cells are as wide as the middle one of (a sample of) the footprints. */
function densityOrderOf(caps: Float32Array): number {
  const count = caps.length / 4
  const step = Math.max(1, Math.floor(count / 10_000)) | 1
  const radii: number[] = []
  for (let i = 0; i < count; i += step) radii.push(caps[4 * i + 3]!)
  const middle = radii.sort((a, b) => a - b)[Math.floor(radii.length / 2)] ?? 0
  // cells of order 0 are some 58.6° wide
  const order = middle > 0 ? Math.floor(Math.log2((58.6 * toRad) / (1.5 * middle))) : 12
  return Math.max(bucketOrder, Math.min(13, order))
}

/** Stable counting sort: indices by key, and where each key starts (length keys + 1). */
function sortedBy(indices: Uint32Array, keys: number, keyOf: (i: number) => number): { readonly order: Uint32Array; readonly starts: Uint32Array } {
  const starts = new Uint32Array(keys + 1)
  for (const i of indices) starts[keyOf(i) + 1]! += 1
  for (let k = 1; k < starts.length; k++) starts[k]! += starts[k - 1]!
  const next = starts.slice()
  const order = new Uint32Array(indices.length)
  for (const i of indices) order[next[keyOf(i)]!++] = i
  return { order, starts }
}

function inTurn(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i)
}

/** Rings by falling powers of two of their radii, at random (the same each time) among equals. */
function largeFirst(caps: Float32Array): Uint32Array {
  const order = inTurn(caps.length / 4)
  let seed = 1
  for (let i = order.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    const j = Math.floor((seed / 2 ** 32) * (i + 1))
    const swap = order[i]!
    order[i] = order[j]!
    order[j] = swap
  }
  return sortedBy(order, 32, (i) => Math.min(31, Math.max(0, Math.floor(2 - Math.log2(Math.max(1e-9, caps[4 * i + 3]!)))))).order
}

/** Cap (unit vector, radius in rad) about the mean direction of the ring's vertices. */
function capOf(ring: readonly number[]): readonly [number, number, number, number] {
  let [x, y, z] = [0, 0, 0]
  const n = Math.max(1, ring.length / 3 - 1)
  for (let v = 0; v < 3 * n; v += 3) {
    x += ring[v]!
    y += ring[v + 1]!
    z += ring[v + 2]!
  }
  const norm = Math.hypot(x, y, z)
  if (norm < 1e-9) return [ring[0]!, ring[1]!, ring[2]!, Math.PI]
  x /= norm
  y /= norm
  z /= norm
  let chord = 0
  for (let v = 0; v < 3 * n; v += 3) chord = Math.max(chord, Math.hypot(ring[v]! - x, ring[v + 1]! - y, ring[v + 2]! - z))
  return [x, y, z, 2 * Math.asin(Math.min(1, chord / 2))]
}
