import { contains } from '../geometry.ts'
import type { Region } from '../region.ts'
import { destination, fromVector, separation, skyPos, toVector, type SkyPos } from '../sky-pos.ts'
import { plus, times, unitOf } from '../vec.ts'
import type { Wcs } from '../wcs.ts'

/** A box of pixels: x0 ≤ x < x1, y0 ≤ y < y1, 0-based whole numbers, not empty. */
export interface PixelBox {
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
}

type Point = readonly [number, number]

/**
 * The smallest box of pixels of an nx x ny image that holds all of its pixels that a region touches; null where it touches none.
 * Where the region's border cannot be drawn in the image (behind the tangent plane, around the back of a whole-sky map), the image is
 * sampled at 129 x 129 places instead, and the box may be one sample too wide.
 */
export function pixelBox(wcs: Wcs, nx: number, ny: number, region: Region): PixelBox | null {
  if (region.kind === 'union') {
    return region.parts.map((part) => pixelBox(wcs, nx, ny, part)).reduce((a, b) => (a === null ? b : b === null ? a : hull(a, b)), null)
  }
  if (region.kind === 'point') return boxOf(points(wcs, [region.at]) ?? [], nx, ny)
  const border = borderOf(region)
  const drawn = border === null ? null : points(wcs, border)
  if (drawn === null || tears(drawn, border!, wcs)) return sampledBox(wcs, nx, ny, region)
  const whole = sampledCorners(wcs, nx, ny).some((corner) => corner !== null && contains(region, corner))
  // A border drawn in the plane can enclose the wrong side (a cap around the far pole): then the corners tell.
  if (whole && !anyInside(drawn, nx, ny) && !encloses(drawn, [0, 0])) return sampledBox(wcs, nx, ny, region)
  return boxOf(clip(drawn, nx, ny), nx, ny)
}

function hull(a: PixelBox, b: PixelBox): PixelBox {
  return { x0: Math.min(a.x0, b.x0), x1: Math.max(a.x1, b.x1), y0: Math.min(a.y0, b.y0), y1: Math.max(a.y1, b.y1) }
}

/** The border as points close enough to each other to be joined by straight lines; null where there is none (a whole-sky range). */
function borderOf(region: Exclude<Region, { kind: 'union' } | { kind: 'point' }>): SkyPos[] | null {
  switch (region.kind) {
    case 'circle': {
      if (region.radius > 90) return null
      const n = 720
      // Through the corners of a polygon around the circle: its edges touch it, so that no pixel is missed.
      const radius = (Math.atan(Math.tan((Math.min(region.radius, 89.9) * Math.PI) / 180) / Math.cos(Math.PI / n)) * 180) / Math.PI
      return Array.from({ length: n }, (_, i) => destination(region.center, (360 * i) / n, radius))
    }
    case 'polygon':
      return region.vertices.flatMap((vertex, i) => along(vertex, region.vertices[(i + 1) % region.vertices.length]!, 64))
    case 'range': {
      const { raMin, raMax, decMin, decMax } = region
      const width = raMax >= raMin ? raMax - raMin : raMax - raMin + 360
      if (width >= 359.999) return null
      const steps = 128
      const south = Array.from({ length: steps }, (_, i) => skyPos(raMin + (width * i) / steps, decMin))
      const west = Array.from({ length: steps }, (_, i) => skyPos(raMin + width, decMin + ((decMax - decMin) * i) / steps))
      const north = Array.from({ length: steps }, (_, i) => skyPos(raMin + width - (width * i) / steps, decMax))
      const east = Array.from({ length: steps }, (_, i) => skyPos(raMin, decMax - ((decMax - decMin) * i) / steps))
      return [...south, ...west, ...north, ...east]
    }
  }
}

function along(a: SkyPos, b: SkyPos, steps: number): SkyPos[] {
  const [from, to] = [toVector(a), toVector(b)]
  return Array.from({ length: steps }, (_, i) => {
    const t = i / steps
    const middle = unitOf(plus(times(from, 1 - t), times(to, t)))
    return middle === null ? a : fromVector(middle)
  })
}

function points(wcs: Wcs, border: readonly SkyPos[]): Point[] | null {
  const out: Point[] = []
  for (const pos of border) {
    const pixel = wcs.toPixel(pos)
    if (pixel === null) return null
    out.push(pixel)
  }
  return out
}

/** Whether the drawn border jumps: two near places on the sky that lie far apart in the image (the seam of a whole-sky map). */
function tears(drawn: readonly Point[], border: readonly SkyPos[], wcs: Wcs): boolean {
  return drawn.some((point, i) => {
    const j = (i + 1) % drawn.length
    const jump = Math.hypot(point[0] - drawn[j]![0], point[1] - drawn[j]![1])
    return jump > 50 && jump * wcs.pixelScale > 20 * separation(border[i]!, border[j]!)
  })
}

function sampledCorners(wcs: Wcs, nx: number, ny: number): (SkyPos | null)[] {
  return [wcs.toSky(0, 0), wcs.toSky(nx - 1, 0), wcs.toSky(0, ny - 1), wcs.toSky(nx - 1, ny - 1)]
}

function anyInside(drawn: readonly Point[], nx: number, ny: number): boolean {
  return drawn.some(([x, y]) => x >= -0.5 && y >= -0.5 && x <= nx - 0.5 && y <= ny - 0.5)
}

function encloses(ring: readonly Point[], [x, y]: Point): boolean {
  let inside = false
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  })
  return inside
}

/** The part of a ring inside the image (Sutherland & Hodgman). */
function clip(ring: readonly Point[], nx: number, ny: number): readonly Point[] {
  let points = ring
  const edges: readonly (readonly [axis: 0 | 1, bound: number, above: boolean])[] = [
    [0, -0.5, true],
    [0, nx - 0.5, false],
    [1, -0.5, true],
    [1, ny - 0.5, false],
  ]
  for (const [axis, bound, above] of edges) {
    const keeps = (p: Point) => (above ? p[axis] >= bound : p[axis] <= bound)
    const next: Point[] = []
    points.forEach((a, i) => {
      const b = points[(i + 1) % points.length]!
      if (keeps(a)) next.push(a)
      if (keeps(a) !== keeps(b)) {
        const t = (bound - a[axis]) / (b[axis] - a[axis])
        next.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])
      }
    })
    points = next
  }
  return points
}

/** A pixel covers ± 0.5; a border that only touches one does not take it in. */
function firstPixel(low: number): number {
  return Math.max(0, Math.floor(low + 0.5))
}

function endPixel(low: number, high: number, length: number): number {
  return Math.min(length, Math.max(Math.ceil(high + 0.5), Math.floor(low + 0.5) + 1))
}

function boxOf(points: readonly Point[], nx: number, ny: number): PixelBox | null {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [x, y] of points) {
    x0 = Math.min(x0, x)
    x1 = Math.max(x1, x)
    y0 = Math.min(y0, y)
    y1 = Math.max(y1, y)
  }
  const box = { x0: firstPixel(x0), x1: endPixel(x0, x1, nx), y0: firstPixel(y0), y1: endPixel(y0, y1, ny) }
  return box.x0 < box.x1 && box.y0 < box.y1 ? box : null
}

function sampledBox(wcs: Wcs, nx: number, ny: number, region: Region): PixelBox | null {
  const n = 128
  const found: Point[] = []
  for (let j = 0; j <= n; j++) {
    for (let i = 0; i <= n; i++) {
      const [x, y] = [((nx - 1) * i) / n, ((ny - 1) * j) / n]
      const sky = wcs.toSky(x, y)
      if (sky !== null && contains(region, sky)) found.push([x, y])
    }
  }
  if (found.length === 0) return null
  const box = boxOf(found, nx, ny)
  const [dx, dy] = [Math.ceil(nx / n), Math.ceil(ny / n)]
  return box && { x0: Math.max(0, box.x0 - dx), x1: Math.min(nx, box.x1 + dx), y0: Math.max(0, box.y0 - dy), y1: Math.min(ny, box.y1 + dy) }
}
