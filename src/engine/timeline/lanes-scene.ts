import type { AxisClock } from './axis.ts'
import type { DayPart } from './day-parts.ts'
import type { Night } from '../../api/night.ts'
import type { NightFacts } from './night-facts.ts'
import type { LaidLanes } from './night-messages.ts'
import type { Palette } from './palette.ts'
import type { Ink } from './raster.ts'
import type { Span } from './time-window.ts'

/** What is marked in a drawing: a visit (row of the night) and the attempts at it that are meant. */
export interface Marked {
  readonly visit: number
  /** Rows of the log. */
  readonly attempts: Uint32Array
}

/** All that the lanes are drawn from. Times MJD TAI. */
export interface LanesScene {
  readonly night: Night
  readonly facts: NightFacts
  readonly laid: LaidLanes
  readonly inks: readonly Ink[]
  /** Per attempt: its ink. */
  readonly inkOf: Uint8Array
  readonly palette: Palette
  readonly clock: AxisClock
  readonly dayParts: readonly DayPart[]
  /** What is shown, and all there is. */
  readonly range: Span
  readonly extent: Span
  readonly at: number | null
  readonly selected: Marked | null
  readonly hovered: Marked | null
  /** Rows of the log that someone wrote a note about. */
  readonly noted: Uint32Array
  readonly brush: Span | null
}
