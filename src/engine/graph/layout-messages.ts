import type { GraphLayout } from './graph-shape.ts'
import type { TimedLayout, TimedShape } from './time-layout.ts'

/** What the worker is asked: the shape's arrays are transferred. */
export interface LayoutRequest {
  readonly id: number
  readonly by: 'rank' | 'time'
  readonly shape: TimedShape
}

export type LayoutReply =
  | { readonly id: number; readonly ok: true; readonly layout: GraphLayout | TimedLayout; readonly ms: number }
  | { readonly id: number; readonly ok: false; readonly message: string }
