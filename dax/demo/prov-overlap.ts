import { separation, skyPos, type SkyPos } from '../../vo/sky/sky-pos.ts'
import type { Visit } from './cadence.ts'
import { coaddScale, patchPixels, tractField, type Patch } from './plan.ts'
import { toPlane } from './tan.ts'

/** Side of a patch in deg on the tract's tangent plane. */
const side = (patchPixels * coaddScale) / 3600
/** deg: farther from the boresight than this reaches no detector. */
const cameraRadius = 1.9

type Point = readonly [x: number, y: number]

/** A patch that a detector's image overlaps, with the share of the patch that it covers. */
export interface Overlap {
  readonly patch: number
  readonly share: number
}

/** Patches of a tract as a grid on its tangent plane: which of them an image overlaps is exact, since great circles are straight lines there. */
export class TractGrid {
  readonly tract: number
  private readonly ra: number
  private readonly dec: number
  private readonly count: number
  private readonly patches: ReadonlySet<number>

  /** `patches`: those that count, of a grid of `count` × `count`. */
  constructor(tract: number, count: number, patches: readonly Patch[]) {
    const field = tractField(tract)!
    this.tract = tract
    this.ra = field.ra
    this.dec = field.dec
    this.count = count
    this.patches = new Set(patches.map(({ patch }) => patch))
  }

  /** False where no detector of the visit can reach the tract. */
  near(visit: Visit): boolean {
    return separation(skyPos(visit.ra, visit.dec), skyPos(this.ra, this.dec)) < cameraRadius + (this.count * side) / Math.SQRT2
  }

  /** Patches that an image with these corners overlaps, and whether they cover all of it. */
  overlaps(vertices: readonly SkyPos[]): { readonly found: readonly Overlap[]; readonly covered: boolean } {
    const corners: Point[] = []
    for (const vertex of vertices) {
      const plane = toPlane(this.ra, this.dec, vertex)
      if (plane === null) return { found: [], covered: false }
      // x grows to the west, as columns do
      corners.push([-plane[0] / side + this.count / 2, plane[1] / side + this.count / 2])
    }
    const xs = corners.map((corner) => corner[0])
    const ys = corners.map((corner) => corner[1])
    const found: Overlap[] = []
    let covered = 0
    for (let row = Math.max(0, Math.floor(Math.min(...ys))); row <= Math.min(this.count - 1, Math.floor(Math.max(...ys))); row++)
      for (let column = Math.max(0, Math.floor(Math.min(...xs))); column <= Math.min(this.count - 1, Math.floor(Math.max(...xs))); column++) {
        const patch = row * this.count + column
        if (!this.patches.has(patch)) continue
        const share = Math.abs(area(clip(corners, column, row)))
        if (share > 1e-9) found.push({ patch, share })
        covered += share
      }
    return { found, covered: covered > Math.abs(area(corners)) * (1 - 1e-6) }
  }
}

/** The part of a convex polygon inside the unit square at (x, y): Sutherland and Hodgman. */
function clip(corners: readonly Point[], x: number, y: number): readonly Point[] {
  let points = corners
  for (const [axis, bound, sign] of [
    [0, x, 1],
    [0, x + 1, -1],
    [1, y, 1],
    [1, y + 1, -1],
  ] as const) {
    const next: Point[] = []
    for (let k = 0; k < points.length; k++) {
      const a = points[k]!
      const b = points[(k + 1) % points.length]!
      const da = sign * (a[axis] - bound)
      const db = sign * (b[axis] - bound)
      if (da >= 0) next.push(a)
      if (da > 0 !== db > 0 && da !== db && da * db < 0) next.push([a[0] + ((b[0] - a[0]) * da) / (da - db), a[1] + ((b[1] - a[1]) * da) / (da - db)])
    }
    points = next
  }
  return points
}

function area(points: readonly Point[]): number {
  let sum = 0
  for (let k = 0; k < points.length; k++) {
    const [x0, y0] = points[k]!
    const [x1, y1] = points[(k + 1) % points.length]!
    sum += x0 * y1 - x1 * y0
  }
  return sum / 2
}
