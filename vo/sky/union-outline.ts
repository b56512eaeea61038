import { areaFrom, besideArc, distanceToArc, splitArc } from './arc.ts'
import type { Arc } from './arc.ts'
import { nearestBoundary } from './outline.ts'
import type { Outline } from './outline.ts'
import { sameplace } from './polygon-shape.ts'
import { times, unitOf } from './vec.ts'
import type { Vec3 } from './vec.ts'

/** Gaps narrower than this (rad, 2 micro-arcsec) between parts of a union count as closed. */
const step = 1e-11

function anyContains(outlines: readonly Outline[], p: Vec3): boolean {
  return outlines.some((o) => o.contains(p))
}

/** The boundary of several outlines taken together: the pieces that no other outline covers, inside on the left. */
export function outerArcs(outlines: readonly Outline[]): readonly Arc[] {
  const kept: Arc[] = []
  for (const [i, outline] of outlines.entries()) {
    const others = outlines.filter((_, j) => j !== i)
    const earlier = outlines.slice(0, i)
    const cutters = others.flatMap((o) => o.arcs)
    for (const arc of outline.arcs)
      for (const piece of splitArc(arc, cutters)) {
        const { left, right } = besideArc(piece, step)
        // where an earlier outline has the very same boundary, its piece is the one that counts
        if (!anyContains(others, right) && !anyContains(earlier, left)) kept.push(piece)
      }
  }
  return kept
}

/** A point near the outlines (small triangles keep their digits) whose antipode is on none of the arcs (there the sum would break). */
function areaBase(outlines: readonly Outline[], arcs: readonly Arc[]): Vec3 {
  const candidates: Vec3[] = [...outlines.slice(0, 8).map((o) => o.center), [0.3412, -0.7021, 0.6249], [0, 0, 1], [0, 1, 0], [-1, 0, 0]]
  const units = candidates.map((c) => unitOf(c) ?? c)
  return units.find((c) => arcs.every((arc) => distanceToArc(times(c, -1), arc) > 1e-3)) ?? units[0] ?? [0, 0, 1]
}

/** Solid angle of several outlines taken together, sr: overlaps count once. */
export function jointArea(outlines: readonly Outline[]): number {
  const sum = outlines.reduce((total, o) => total + o.area, 0)
  const most = outlines.reduce((m, o) => Math.max(m, o.area), 0)
  const arcs = outerArcs(outlines)
  const base = areaBase(outlines, arcs)
  let area = 0
  for (const arc of arcs) area += areaFrom(base, arc)
  // known up to whole spheres: the one between the largest part and the sum of all
  const turns = Math.round(((most + Math.min(sum, 4 * Math.PI)) / 2 - area) / (4 * Math.PI))
  return Math.min(sum, 4 * Math.PI, Math.max(most, area + 4 * Math.PI * turns))
}

/** Do several outlines taken together hold all of one? */
export function jointlyCover(outlines: readonly Outline[], inner: Outline): boolean {
  if (!inner.seeds.every((p) => anyContains(outlines, p))) return false
  const cutters = outlines.flatMap((o) => o.arcs)
  for (const arc of inner.arcs) for (const piece of splitArc(arc, cutters)) if (!anyContains(outlines, besideArc(piece, 0).on)) return false
  const [first] = inner.arcs
  if (first !== undefined && inner.area > 0 && !anyContains(outlines, besideArc(first, step).left)) return false
  for (const arc of outerArcs(outlines))
    for (const piece of splitArc(arc, inner.arcs)) {
      const { on } = besideArc(piece, 0)
      if (inner.contains(on) && nearestBoundary(inner, on) > 100 * sameplace) return false
    }
  return true
}
