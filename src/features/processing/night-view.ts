import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Clocks that the page can tell times by. The night itself is MJD TAI; 'sunset' counts seconds from the sunset before the first visit. */
export const clocks = ['utc', 'tai', 'mjd', 'sunset'] as const
export type Clock = (typeof clocks)[number]

/** What the bars of the lanes are coloured (and patterned) by. */
export const barColours = ['status', 'band'] as const
export type BarColour = (typeof barColours)[number]

/** What a lane stands for. */
export const laneKinds = ['detector', 'raft', 'node', 'status'] as const
export type LaneKind = (typeof laneKinds)[number]

/** What the cells of the grid are coloured by; the last four are deliveries. */
export const gridColours = ['status', 'latency', 'attempts', 'alerts', 'images', 'catalogue', 'provenance'] as const
export type GridColour = (typeof gridColours)[number]

/** Half of a thing's name is enough: a visit alone, a detector alone, one detector of one visit, or one attempt at it. */
export interface Place {
  /** Visit id, exact. */
  readonly visit?: bigint
  /** Detector number, 0 to 188 for science detectors of LSSTCam. */
  readonly detector?: number
  /** Attempt number as the log counts them for a visit-detector, not a row. */
  readonly attempt?: number
}

/** Times that the drawings show, MJD TAI, from < to. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** What the order drawing is about: the whole night, one DIA object, or one HEALPix cell ('order/cell', nested). */
export type OrderScope = { readonly of: 'night' } | { readonly of: 'object'; readonly id: bigint } | { readonly of: 'cell'; readonly cell: string }

/** Which attempts are shown; an empty list lets all pass. Words are those of the night's dictionaries. */
export interface NightFilter {
  /** One of the questions of the page (questions.ts); null = none. */
  readonly question: string | null
  readonly bands: readonly string[]
  readonly statuses: readonly string[]
  readonly reasons: readonly string[]
  /** Part of a visit number, sequence number, detector, raft, node, version, exception or caveat. */
  readonly text: string
}

export const noFilter: NightFilter = { question: null, bands: [], statuses: [], reasons: [], text: '' }

/** How one night is looked at: shared by all drawings of the page. The page keeps it in step with the address. */
export interface NightView {
  /** null = the whole night. */
  readonly range: TimeRange | null
  readonly selection: Place | null
  readonly hover: Place | null
  /** A range of times that is being brushed, and not yet shown. */
  readonly brush: TimeRange | null
  readonly barColour: BarColour
  readonly lanesBy: LaneKind
  readonly gridColour: GridColour
  readonly order: OrderScope
  readonly clock: Clock
  readonly filter: NightFilter
  /** Where the cursor of time stands (slider 'Time', Play), MJD TAI; null = nowhere. */
  readonly at: number | null
}

export const firstView: NightView = {
  range: null,
  selection: null,
  hover: null,
  brush: null,
  barColour: 'status',
  lanesBy: 'detector',
  gridColour: 'status',
  order: { of: 'night' },
  clock: 'utc',
  filter: noFilter,
  at: null,
}

export type NightViewStore = StoreApi<NightView>

/** One per night shown (comparing shows two). Outside of React's state: panning and hovering change it sixty times a second. */
export function createNightView(start: Partial<NightView> = {}): NightViewStore {
  return createStore<NightView>(() => ({ ...firstView, ...start }))
}

/** Whether two places name the same things. */
export function samePlace(a: Place | null, b: Place | null): boolean {
  return a?.visit === b?.visit && a?.detector === b?.detector && a?.attempt === b?.attempt
}
