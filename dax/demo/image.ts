import { detectors, type Detector } from '../../vo/sky/lsstcam.ts'
import { detectorImage } from './camera.ts'
import { bandFacts, isBand, type Band, type BandFacts } from './bands.ts'
import type { Visit } from './cadence.ts'
import { patchImage, type DemoPlan, type Patch } from './plan.ts'
import type { TanImage } from './tan.ts'

export type VisitType = 'raw' | 'visit_image' | 'difference_image'
export type CoaddType = 'deep_coadd' | 'template_coadd'

/** An image of the demo survey: what its key stands for, before any pixel. */
export type DemoImage =
  | { readonly type: VisitType; readonly visit: Visit; readonly detector: Detector; readonly band: BandFacts; readonly pixels: TanImage }
  | ({ readonly type: CoaddType; readonly band: BandFacts; readonly pixels: TanImage } & Patch)

const visitTypes: readonly string[] = ['raw', 'visit_image', 'difference_image']
const coaddTypes: readonly string[] = ['deep_coadd', 'template_coadd']

/** 'raw/2026031700042/94': the key of a detector image. */
export function visitKey(type: VisitType, visit: number, detector: number): string {
  return `${type}/${visit}/${detector}`
}

/** 'deep_coadd/9813/112/r': the key of a coadd. */
export function coaddKey(type: CoaddType, tract: number, patch: number, band: Band): string {
  return `${type}/${tract}/${patch}/${band}`
}

/** The image that a key names, or null for a key of no demo image. */
export function demoImage(plan: DemoPlan, key: string): DemoImage | null {
  const [type = '', first = '', second = '', third, ...rest] = key.split('/')
  if (rest.length > 0 || !/^\d{1,15}$/.test(first) || !/^\d{1,4}$/.test(second)) return null
  if (visitTypes.includes(type) && third === undefined) {
    const visit = plan.visit(Number(first))
    const detector = detectors[Number(second)]
    if (visit === null || detector === undefined) return null
    return { type: type as VisitType, visit, detector, band: bandFacts(visit.band), pixels: detectorImage(detector, visit) }
  }
  if (coaddTypes.includes(type) && third !== undefined && isBand(third)) {
    const patch = { tract: Number(first), patch: Number(second) }
    const pixels = patchImage(patch)
    return pixels === null ? null : { type: type as CoaddType, band: bandFacts(third), pixels, ...patch }
  }
  return null
}
