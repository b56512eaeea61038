import type { Region } from '../region.ts'
import { fromVector, separation, toVector, type SkyPos } from '../sky-pos.ts'
import { cross, dot, minus, plus, unitOf, type Vec3 } from '../vec.ts'
import type { Wcs } from '../wcs.ts'

/** How far, in pixels, the straight edge of a footprint may lie from the image's true border. */
const tolerancePixels = 0.25
/** Most vertices along one side. */
const maxPerSide = 32
/** Widest part that one polygon may span, deg: beyond, great circles and "the smaller side" stop being safe. */
const maxSpan = 60

/**
 * The part of the sky that an image of nx x ny pixels covers, to a quarter of a pixel: a polygon, seen from inside the sphere turning
 * counter-clockwise (north up, east left), with as many vertices as curved borders need; a union of polygons where the image is wider
 * than 60°; null where none of its pixels is on the sky.
 */
export function footprintOf(wcs: Wcs, nx: number, ny: number): Region | null {
  const parts = partsOf(wcs, -0.5, -0.5, nx - 0.5, ny - 0.5, 0)
  if (parts.length === 0) return null
  return parts.length === 1 ? parts[0]! : { kind: 'union', parts }
}

function partsOf(wcs: Wcs, x0: number, y0: number, x1: number, y1: number, depth: number): Region[] {
  const corners = [wcs.toSky(x0, y0), wcs.toSky(x1, y0), wcs.toSky(x1, y1), wcs.toSky(x0, y1)]
  const middle = wcs.toSky((x0 + x1) / 2, (y0 + y1) / 2)
  if (corners.every((corner) => corner !== null) && middle !== null && spanFrom(wcs, middle, x0, y0, x1, y1) <= maxSpan / 2) {
    const polygon = polygonOf(wcs, x0, y0, x1, y1, middle)
    return polygon === null ? [] : [polygon]
  }
  if (depth >= 5 || (x1 - x0 <= 1 && y1 - y0 <= 1)) return []
  const xs = x1 - x0 >= (y1 - y0) / 2 ? [x0, (x0 + x1) / 2, x1] : [x0, x1]
  const ys = y1 - y0 >= (x1 - x0) / 2 ? [y0, (y0 + y1) / 2, y1] : [y0, y1]
  return xs.slice(1).flatMap((x, i) => ys.slice(1).flatMap((y, j) => partsOf(wcs, xs[i]!, ys[j]!, x, y, depth + 1)))
}

/** Largest distance of the border from the middle, deg; Infinity where the border leaves the map. */
function spanFrom(wcs: Wcs, middle: SkyPos, x0: number, y0: number, x1: number, y1: number): number {
  let span = 0
  for (let i = 0; i <= 4; i++) {
    const [x, y] = [x0 + ((x1 - x0) * i) / 4, y0 + ((y1 - y0) * i) / 4]
    for (const sky of [wcs.toSky(x, y0), wcs.toSky(x, y1), wcs.toSky(x0, y), wcs.toSky(x1, y)])
      span = Math.max(span, sky === null ? Infinity : separation(middle, sky))
  }
  return span
}

function polygonOf(wcs: Wcs, x0: number, y0: number, x1: number, y1: number, middle: SkyPos): Region | null {
  const border = [...side(wcs, x0, y0, x1, y0), ...side(wcs, x1, y0, x1, y1), ...side(wcs, x1, y1, x0, y1), ...side(wcs, x0, y1, x0, y0)]
  const vertices = border.filter((vertex, i) => separation(vertex, border[(i + 1) % border.length]!) > 1e-10)
  if (vertices.length < 3) return null
  return { kind: 'polygon', vertices: windsLeft(vertices, toVector(middle)) ? vertices : vertices.toReversed() }
}

/** Vertices from one corner up to, not including, the next: halved until the great circle lies on the border. */
function side(wcs: Wcs, x0: number, y0: number, x1: number, y1: number): SkyPos[] {
  for (let n = 1; ; n *= 2) {
    const at = (t: number) => wcs.toSky(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t)
    const points = Array.from({ length: n + 1 }, (_, i) => at(i / n))
    const bent = points.slice(1).some((next, i) => {
      const [from, to, middle] = [points[i] ?? null, next, at((i + 0.5) / n)]
      return from !== null && to !== null && middle !== null && offset(from, to, middle) > tolerancePixels * wcs.pixelScale
    })
    if (!bent || n >= maxPerSide) return points.slice(0, -1).filter((point) => point !== null)
  }
}

/** Distance in deg of a point from the great circle through two others. */
function offset(a: SkyPos, b: SkyPos, point: SkyPos): number {
  const pole = unitOf(cross(toVector(a), toVector(b)))
  return pole === null ? 0 : Math.abs((Math.asin(Math.max(-1, Math.min(1, dot(pole, toVector(point))))) * 180) / Math.PI)
}

/** Whether the ring turns counter-clockwise around a point inside it, as seen from the centre of the sphere (DALI 1.1 §3.3.6): north through east. */
function windsLeft(vertices: readonly SkyPos[], inside: Vec3): boolean {
  let sum: Vec3 = [0, 0, 0]
  const origin = toVector(vertices[0]!)
  vertices.forEach((vertex, i) => {
    const next = vertices[(i + 1) % vertices.length]!
    sum = plus(sum, cross(minus(toVector(vertex), origin), minus(toVector(next), origin)))
  })
  return dot(sum, inside) < 0
}

/** The middle of the image on the sky: its central pixel, or where that is off the map the mean of what is on it; null where nothing is. */
export function imageCenter(wcs: Wcs, nx: number, ny: number): SkyPos | null {
  const middle = wcs.toSky((nx - 1) / 2, (ny - 1) / 2)
  if (middle !== null) return middle
  let sum: Vec3 = [0, 0, 0]
  for (let i = 0; i <= 16; i++) {
    for (let j = 0; j <= 16; j++) {
      const sky = wcs.toSky(((nx - 1) * i) / 16, ((ny - 1) * j) / 16)
      if (sky !== null) sum = plus(sum, toVector(sky))
    }
  }
  return Math.hypot(...sum) < 1e-9 ? null : fromVector(sum)
}
