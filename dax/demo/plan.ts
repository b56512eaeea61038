import type { Band } from './bands.ts'
import { cosmos, fullNights, gridField, pageNight, visitsOf, type Field, type Visit } from './cadence.ts'
import type { TanImage } from './tan.ts'

export type DemoSize = 'full' | 'page'

/** Everything the telescope did, in order, with look-ups that do not depend on the size of the survey that was loaded. */
export class DemoPlan {
  private readonly nights = new Map<number, readonly Visit[]>()

  night(dayObs: number): readonly Visit[] {
    let visits = this.nights.get(dayObs)
    if (visits === undefined) {
      visits = visitsOf(dayObs)
      this.nights.set(dayObs, visits)
    }
    return visits
  }

  visits(size: DemoSize): readonly Visit[] {
    return (size === 'full' ? fullNights : [pageNight]).flatMap((dayObs) => this.night(dayObs))
  }

  visit(id: number): Visit | null {
    return this.night(Math.floor(id / 100000)).find((one) => one.visit === id) ?? null
  }
}

/** A coadd: one patch of one tract in one band. Patches are squares of 1,000 pixels of 0.8″ on the tract's tangent plane, counted row by row from the south, each row from the east. */
export interface Patch {
  readonly tract: number
  readonly patch: number
}

/** arcsec: pixel of all coadds. */
export const coaddScale = 0.8
export const patchPixels = 1000
/** Patches along one side of a tract. */
const deepSide = 15
const wideSide = 5
/** deg: the deep coadd covers the patches that reach into this circle around its field's centre. */
export const deepRadius = 1.6

/** The field whose number a tract bears, or null for a number that no field has. */
export function tractField(tract: number): Field | null {
  if (tract === cosmos.id) return cosmos
  return Number.isInteger(tract) && tract >= 0 && tract < 5600 ? gridField(tract) : null
}

/** The pixels of a patch; null for a patch that is not part of the tract. */
export function patchImage({ tract, patch }: Patch): TanImage | null {
  const field = tractField(tract)
  if (field === null) return null
  const side = tract === cosmos.id ? deepSide : wideSide
  if (!Number.isInteger(patch) || patch < 0 || patch >= side * side) return null
  const column = patch % side
  const row = Math.floor(patch / side)
  const scale = coaddScale / 3600
  const half = (side * patchPixels) / 2
  return {
    ra: field.ra,
    dec: field.dec,
    crpix: [half + 0.5 - column * patchPixels, half + 0.5 - row * patchPixels],
    cd: [-scale, 0, 0, scale],
    nx: patchPixels,
    ny: patchPixels,
  }
}

/** Patches of a tract that the survey made coadds of. */
export function tractPatches(tract: number): readonly Patch[] {
  const side = tract === cosmos.id ? deepSide : wideSide
  const all = Array.from({ length: side * side }, (_, patch) => ({ tract, patch }))
  if (tract !== cosmos.id) return all
  const width = (patchPixels * coaddScale) / 3600
  return all.filter(({ patch }) => {
    const reach = (index: number): number => Math.max(0, Math.abs(index - (side - 1) / 2) - 0.5) * width
    return Math.hypot(reach(patch % side), reach(Math.floor(patch / side))) < deepRadius
  })
}

/** deg: radius of the circle around a tract's centre that holds all its patches. */
export function tractRadius(tract: number): number {
  return tract === cosmos.id ? deepRadius : ((wideSide * patchPixels * coaddScale) / 3600 / 2) * Math.SQRT2
}

/** A coadd of the survey: which patch, of which kind, in which band. */
export interface CoaddPlan extends Patch {
  readonly type: 'deep_coadd' | 'template_coadd'
  readonly band: Band
}

/** The coadds of a survey: of the deep field both kinds in every band it was seen in, of the wide fields templates. */
export function coaddsOf(plan: DemoPlan, size: DemoSize): readonly CoaddPlan[] {
  const seen = new Map<number, Set<Band>>()
  for (const visit of plan.visits(size)) {
    const tract = visit.target === cosmos.name ? cosmos.id : Number(visit.target.slice(5))
    seen.set(tract, (seen.get(tract) ?? new Set<Band>()).add(visit.band))
  }
  const out: CoaddPlan[] = []
  for (const [tract, tractBands] of seen) {
    const deep = tract === cosmos.id
    const patches =
      size === 'page' && deep
        ? tractPatches(tract).filter(({ patch }) => Math.abs((patch % deepSide) - 7) < 2 && Math.abs(Math.floor(patch / deepSide) - 7) < 2)
        : tractPatches(tract)
    for (const band of tractBands)
      for (const patch of patches) {
        out.push({ ...patch, type: 'template_coadd', band })
        if (deep) out.push({ ...patch, type: 'deep_coadd', band })
      }
  }
  return out
}

/** Number and time span of the visits in a deep coadd: what the full survey took of the deep field in that band. */
export function deepStack(plan: DemoPlan, band: Band): { readonly count: number; readonly first: Visit | null; readonly last: Visit | null } {
  const visits = plan.visits('full').filter((visit) => visit.target === cosmos.name && visit.band === band)
  return { count: visits.length, first: visits[0] ?? null, last: visits.at(-1) ?? null }
}
