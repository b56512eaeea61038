import type { LanesBy, LaneSet } from './lane-layout.ts'
import type { Level } from './levels.ts'
import type { Night } from '../../api/night.ts'
import type { NightFacts } from './night-facts.ts'
import type { OrderPoints } from './order-points.ts'

/** Lanes with their levels of detail. */
export interface LaidLanes {
  readonly lanes: LaneSet
  readonly levels: readonly Level[]
}

/** The order of a night without its ranks, which whoever asks has. */
export type FoundOrder = Omit<OrderPoints, 'observed' | 'processed'>

/** What the worker is asked: a night first, then lanes or the order of it. */
export type NightRequest =
  | { readonly kind: 'night'; readonly id: number; readonly night: Night }
  | { readonly kind: 'lanes'; readonly id: number; readonly by: LanesBy; readonly now: number; readonly mask: Uint8Array | null }
  | { readonly kind: 'order'; readonly id: number }

export type NightReply =
  | { readonly kind: 'facts'; readonly id: number; readonly facts: NightFacts; readonly ms: number }
  | { readonly kind: 'lanes'; readonly id: number; readonly laid: LaidLanes; readonly ms: number }
  | { readonly kind: 'order'; readonly id: number; readonly order: FoundOrder; readonly ms: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
