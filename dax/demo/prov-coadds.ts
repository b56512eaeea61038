import { detectors } from '../../vo/sky/lsstcam.ts'
import { detectorImage } from './camera.ts'
import { cosmos, type Visit } from './cadence.ts'
import { coaddKey, visitKey } from './image.ts'
import { coaddsOf, tractPatches, type CoaddPlan, type DemoPlan, type DemoSize, type Patch } from './plan.ts'
import type { Pair } from './prov-pairs.ts'
import { TractGrid } from './prov-overlap.ts'
import type { ProvNumbers } from './prov-numbers.ts'
import type { RestRows } from './prov-rest.ts'
import { stories, storyNoWork } from './prov-stories.ts'
import { footprint } from './tan.ts'

/** An image that covers less of a patch than this is offered to a coadd, and not read; likewise a template to a subtraction. */
export const leastShare = 0.01

/** Patches along a tract's side. */
const deepCount = 15
const wideCount = 5

const tractOf = (visit: Visit): number => (visit.target === cosmos.name ? cosmos.id : Number(visit.target.slice(5)))
const slot = (band: string, patch: number): string => `${band}/${patch}`

/** Adds the template coadds, made in the season before, and which of them each subtraction used. */
export function addTemplates(rest: RestRows, plan: DemoPlan, size: DemoSize, pairs: readonly Pair[], n: ProvNumbers): void {
  const run = stories[size].runs.template
  const entities = new Map<string, number>()
  const patches = new Map<number, Patch[]>()
  const around = new Map<string, number>()
  for (const [k, coadd] of coaddsOf(plan, size).entries()) {
    if (coadd.type !== 'template_coadd') continue
    const { tract, patch, band } = coadd
    const group = `${tract}/${band}`
    const season = around.get(group) ?? addSeason(rest, tract, band)
    around.set(group, season)
    const start = 60846.5 + (k % 5000) * 0.0002
    const { entity, activity } = addCoadd(rest, coadd, n.image + 3 * n.pairs + k, 'assembleTemplateCoadd', run, start, 240)
    rest.used(activity, season - 1, 'inputImages', 0, start)
    rest.member(season, entity)
    entities.set(`${tract}/${slot(band, patch)}`, entity)
    patches.set(tract, [...(patches.get(tract) ?? []), coadd])
  }
  const grids = [...patches].map(([tract, list]) => new TractGrid(tract, tract === cosmos.id ? deepCount : wideCount, list))
  let visit: Visit | null = null
  let near: readonly TractGrid[] = []
  for (const pair of pairs) {
    if (pair.visit !== visit) {
      visit = pair.visit
      near = grids.filter((grid) => grid.near(pair.visit))
    }
    addTemplatesOf(rest, pair, near, entities, around.get(`${tractOf(pair.visit)}/${pair.visit.band}`)!, n)
  }
}

/** Entities of a field and band: its images of season 2025 and, numbered next, its templates; returns the number of the latter. */
function addSeason(rest: RestRows, tract: number, band: string): number {
  const common = { kind: 'collection', band, tract, at: 60846.4 } as const
  rest.entity({
    ...common,
    key: `season_2025/images/${tract}/${band}`,
    type: 'season_2025_images',
    name: `Images of season 2025, tract ${tract}, ${band}`,
    comment: 'Not in this archive',
  })
  return rest.entity({
    ...common,
    key: `season_2025/templates/${tract}/${band}`,
    type: 'season_2025_templates',
    name: `Templates of season 2025, tract ${tract}, ${band}`,
    comment: 'Those of the inner patches are in this archive',
  })
}

function addTemplatesOf(
  rest: RestRows,
  pair: Pair,
  near: readonly TractGrid[],
  entities: ReadonlyMap<string, number>,
  around: number,
  n: ProvNumbers,
): void {
  const { v, w, visit, detector, fate } = pair
  const vertices = footprint(detectorImage(detectors[detector]!, visit)).vertices
  const blocked = fate.failed !== null && fate.failed < 2
  const quanta: (readonly [no: number, time: number | null])[] = [[n.quantum + 5 * v + 2, blocked ? null : fate.prompt.at[2]!]]
  if (w !== null && fate.again!.first <= 2) quanta.push([n.second + 5 * w + 2, fate.again!.at[2]!])
  let covered = false
  for (const grid of near) {
    const overlap = grid.overlaps(vertices)
    covered ||= overlap.covered
    for (const { patch, share } of overlap.found) {
      const template = entities.get(`${grid.tract}/${slot(visit.band, patch)}`)
      if (template === undefined) continue
      for (const [quantum, time] of quanta) rest.used(quantum, template, 'template', time === null || share < leastShare ? 1 : 0, time)
    }
  }
  if (!covered) for (const [quantum, time] of quanta) rest.used(quantum, around, 'otherTemplates', time === null ? 1 : 0, time)
}

function addCoadd(
  rest: RestRows,
  { type, tract, patch, band }: CoaddPlan,
  no: number,
  task: string,
  run: string,
  start: number,
  seconds: number,
): { readonly entity: number; readonly activity: number } {
  const end = start + seconds / 86400
  const name = `${type} ${tract} ${patch} ${band}`
  const node = `batch-node-0${(patch % 4) + 1}`
  const entity = rest.entity({ key: coaddKey(type, tract, patch, band), type, name, run, tract, patch, band, at: end, no })
  const activity = rest.activity({ task, run, label: `${task} ${tract} ${patch} ${band}`, tract, patch, band, start, end, node })
  rest.generated(entity, activity, 'coaddExposure', end)
  return { entity, activity }
}

interface Stack {
  readonly coadd: CoaddPlan
  readonly no: number | null
  /** Entities of calibrated images with the share of the patch that each covers. */
  readonly inputs: [entity: number, share: number][]
}

/**
 * Adds the deep coadds with the calibrated images that overlap them. They are those of the full survey's visits, whatever the size: where the
 * archive does not hold these, their entities are added without any provenance of their own. A patch outside the deep field that some image still
 * reaches was foreseen and is not made.
 */
export function addDeepCoadds(rest: RestRows, plan: DemoPlan, size: DemoSize, pairs: readonly Pair[], n: ProvNumbers): void {
  const stacks = new Map<string, Stack>()
  for (const [k, coadd] of coaddsOf(plan, size).entries())
    if (coadd.type === 'deep_coadd') stacks.set(slot(coadd.band, coadd.patch), { coadd, no: n.image + 3 * n.pairs + k, inputs: [] })
  const made = new Set(tractPatches(cosmos.id).map(({ patch }) => patch))
  const bands = new Set([...stacks.values()].map(({ coadd }) => coadd.band))
  const all = Array.from({ length: deepCount ** 2 }, (_, patch) => ({ tract: cosmos.id, patch }))
  const grid = new TractGrid(cosmos.id, deepCount, all)
  const here = new Map(pairs.map((pair) => [visitKey('visit_image', pair.visit.visit, pair.detector), n.image + 1 + 3 * pair.v]))
  for (const visit of plan.visits('full')) {
    if (!bands.has(visit.band) || (visit.target !== cosmos.name && !grid.near(visit))) continue
    for (const { id } of detectors) {
      const key = visitKey('visit_image', visit.visit, id)
      for (const { patch, share } of grid.overlaps(footprint(detectorImage(detectors[id]!, visit)).vertices).found) {
        let stack = stacks.get(slot(visit.band, patch))
        if (stack === undefined && !made.has(patch) && (size === 'full' || (patch === storyNoWork.patch && visit.band === storyNoWork.band))) {
          stack = { coadd: { type: 'deep_coadd', tract: cosmos.id, patch, band: visit.band }, no: null, inputs: [] }
          stacks.set(slot(visit.band, patch), stack)
        }
        if (stack === undefined) continue
        let entity = here.get(key)
        if (entity === undefined) {
          entity = rest.entity({
            key,
            type: 'visit_image',
            name: `visit_image ${visit.visit} ${id}`,
            visit: visit.visit,
            detector: id,
            band: visit.band,
            night: visit.dayObs,
            at: visit.mjdTai + 0.001,
            comment: 'Of the full demo survey; not in this archive',
          })
          here.set(key, entity)
        }
        stack.inputs.push([entity, share])
      }
    }
  }
  writeStacks(rest, [...stacks.values()], size)
}

function writeStacks(rest: RestRows, stacks: readonly Stack[], size: DemoSize): void {
  const run = stories[size].runs.coadd
  for (const [k, { coadd, no, inputs }] of stacks.entries()) {
    const start = 61122 + 17 / 24 + k * 0.0004
    if (no !== null) {
      const { activity } = addCoadd(rest, coadd, no, 'assembleDeepCoadd', run, start, 40 + inputs.length)
      for (const [entity, share] of inputs) rest.used(activity, entity, 'inputImages', share < leastShare ? 1 : 0, start)
      continue
    }
    const { tract, patch, band } = coadd
    const label = `assembleDeepCoadd ${tract} ${patch} ${band}`
    const end = start + 3 / 86400
    const entity = rest.entity({
      key: coaddKey('deep_coadd', tract, patch, band),
      type: 'deep_coadd',
      name: `deep_coadd ${tract} ${patch} ${band}`,
      run,
      tract,
      patch,
      band,
      at: null,
      comment: 'Predicted; outside the circle that the deep field is stacked in',
    })
    const activity = rest.activity({
      task: 'assembleDeepCoadd',
      run,
      label,
      tract,
      patch,
      band,
      start,
      end,
      node: `batch-node-0${(patch % 4) + 1}`,
      caveats: '*N',
    })
    for (const [input] of inputs) rest.used(activity, input, 'inputImages', 1, null)
    rest.generated(entity, activity, 'coaddExposure', null)
  }
}
