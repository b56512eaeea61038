import { cellOf, cellCenter } from '../../../vo/sky/healpix.ts'
import { toVector } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { bucketOrder } from './footprint-set.ts'
import type { FootprintSet } from './footprint-set.ts'

/** Answers which rings cover a point, at a cost that follows the answer and not the set. */
export interface PickIndex {
  /** Rings that contain the direction, in drawing order; points count within `slackRad`. */
  at(pos: SkyPos, slackRad: number): readonly number[]
}

/**
 * Index over a footprint set: its buckets hold rings by centre; a bucket is looked into only when the point lies within the
 * bucket's cap grown by its largest ring. Within a bucket rings are tried by their caps, then exactly.
 */
export function pickIndex(set: FootprintSet): PickIndex {
  const cells = 12 * 4 ** bucketOrder
  const used: number[] = []
  for (let b = 0; b < cells; b++) if (set.buckets[b + 1]! > set.buckets[b]!) used.push(b)
  const caps = new Float64Array(4 * used.length)
  used.forEach((b, i) => {
    const [x, y, z] = toVector(cellCenter(bucketOrder, b))
    let reach = 0
    for (let k = set.buckets[b]!; k < set.buckets[b + 1]!; k++) {
      const c = 4 * k
      const apart = angle(x, y, z, set.caps[c]!, set.caps[c + 1]!, set.caps[c + 2]!)
      reach = Math.max(reach, apart + set.caps[c + 3]!)
    }
    caps.set([x, y, z, Math.min(Math.PI, reach)], 4 * i)
  })
  return {
    at(pos, slackRad) {
      const [x, y, z] = toVector(pos)
      const found: number[] = []
      for (let i = 0; i < used.length; i++) {
        if (angle(x, y, z, caps[4 * i]!, caps[4 * i + 1]!, caps[4 * i + 2]!) > caps[4 * i + 3]! + slackRad) continue
        const b = used[i]!
        for (let k = set.buckets[b]!; k < set.buckets[b + 1]!; k++) {
          const c = 4 * k
          if (angle(x, y, z, set.caps[c]!, set.caps[c + 1]!, set.caps[c + 2]!) > set.caps[c + 3]! + slackRad) continue
          if (set.start[k + 1]! - set.start[k]! < 3 || inside(set, k, x, y, z)) found.push(k)
        }
      }
      return found
    },
  }
}

/** The bucket a direction falls in. */
export function bucketAt(pos: SkyPos): number {
  return cellOf(bucketOrder, pos)
}

/** Angle between unit vectors, stable for small ones (chord, not acos). */
function angle(ax: number, ay: number, az: number, bx: number, by: number, bz: number): number {
  return 2 * Math.asin(Math.min(1, Math.hypot(ax - bx, ay - by, az - bz) / 2))
}

/** Ray casting in the gnomonic plane about the point itself: exact for great-circle edges within its hemisphere. */
function inside(set: FootprintSet, ring: number, x: number, y: number, z: number): boolean {
  const [ex, ey] = Math.abs(z) < 0.9 ? [-y, x] : [0, -z]
  const ez = Math.abs(z) < 0.9 ? 0 : y
  const en = Math.hypot(ex, ey, ez)
  const [e0, e1, e2] = [ex / en, ey / en, ez / en]
  const [n0, n1, n2] = [y * e2 - z * e1, z * e0 - x * e2, x * e1 - y * e0]
  let odd = false
  const v = set.vertices
  for (let i = set.start[ring]!; i < set.start[ring + 1]! - 1; i++) {
    const [a, b] = [4 * i, 4 * i + 4]
    const da = v[a]! * x + v[a + 1]! * y + v[a + 2]! * z
    const db = v[b]! * x + v[b + 1]! * y + v[b + 2]! * z
    if (da <= 0 && db <= 0) continue
    // an edge that leaves the hemisphere is cut where it does: far enough out for any ray
    const fa = Math.max(da, 1e-6)
    const fb = Math.max(db, 1e-6)
    const ay = (v[a]! * n0 + v[a + 1]! * n1 + v[a + 2]! * n2) / fa
    const by = (v[b]! * n0 + v[b + 1]! * n1 + v[b + 2]! * n2) / fb
    if (ay > 0 === by > 0) continue
    const ax = (v[a]! * e0 + v[a + 1]! * e1 + v[a + 2]! * e2) / fa
    const bx = (v[b]! * e0 + v[b + 1]! * e1 + v[b + 2]! * e2) / fb
    if (ax + ((bx - ax) * -ay) / (by - ay) > 0) odd = !odd
  }
  return odd
}
