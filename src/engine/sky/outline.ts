import { boundingCircle } from '../../../vo/sky/geometry.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { formatStcs } from '../../../vo/sky/region-text.ts'
import type { Deg } from '../../../vo/sky/units.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { buildFootprints } from './footprint-set.ts'
import type { FootprintSet } from './footprint-set.ts'
import { projectVector } from './view-model.ts'
import type { ViewModel } from './view-model.ts'

/** Adds ring `k` of a set to a 2D path; parts that the projection does not show are left out. */
export function traceRing(path: CanvasRenderingContext2D, view: ViewModel, set: FootprintSet, k: number): void {
  let pen = false
  let before: readonly [number, number] | null = null
  for (let v = set.start[k]!; v < set.start[k + 1]!; v++) {
    const at = projectVector(view, [set.vertices[4 * v]!, set.vertices[4 * v + 1]!, set.vertices[4 * v + 2]!])
    const jump = at !== null && before !== null && Math.abs(at[0] - before[0]) > view.width
    if (at === null || jump) pen = false
    if (at !== null) {
      if (pen) path.lineTo(at[0], at[1])
      else path.moveTo(at[0], at[1])
      pen = true
    }
    before = at
  }
}

/** The outline of one region as a set of rings, to be traced like footprints. */
export function outlineOf(region: Region): FootprintSet {
  return buildFootprints([formatStcs(region)])
}

/** Centre of a region and the width of view that shows it with a margin; never below 10″. */
export function frameOf(region: Region): { readonly center: SkyPos; readonly fov: Deg } {
  const circle = boundingCircle(region)
  return { center: circle.center, fov: Math.min(180, Math.max(10 / 3600, circle.radius * 2.6)) as Deg }
}
