import type { ColourMap } from '../../../vo/fits/colour-map.ts'
import type { Cuts } from '../../../vo/fits/cuts.ts'
import type { CutRule, Stretch } from '../../../vo/fits/render.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { ApiError } from '../../api/api-error.ts'

/** An HDU of a file, as the page lists it. */
export interface HduInfo {
  readonly index: number
  readonly name: string
  /** Lengths of the axes, x first; empty where there is no image. */
  readonly axes: readonly number[]
  readonly unit: string | null
  /** Why there are no sky coordinates; null where there are. */
  readonly noWcs: string | null
  /** The header as text, card by card. */
  readonly cards: readonly { readonly keyword: string; readonly value: string; readonly comment: string }[]
}

export interface Look {
  readonly stretch: Stretch
  readonly cuts: CutRule
  readonly colours: ColourMap
  readonly invert: boolean
}

/** A drawn plane: RGBA, top row first; `factor` image pixels per drawn pixel. */
export interface Drawn {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
  readonly factor: number
  readonly cuts: Cuts
}

/** Part of a plane, pixel for pixel: RGBA, top row first; `x`, `y` is its lowest left pixel in the image. */
export interface Detail {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
}

/** What is under the pointer: 0-based pixel, its value (null = no value, or outside) and direction. */
export interface Probe {
  readonly x: number
  readonly y: number
  readonly value: number | null
  readonly sky: SkyPos | null
}

export type PixelRequest =
  /** `url` is absolute: a worker resolves addresses against its script. */
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'draw'; readonly hdu: number; readonly plane: number; readonly look: Look }
  /** Pixels [x0, x1) × [y0, y1) of the plane drawn last, with its cuts. */
  | { readonly kind: 'detail'; readonly look: Look; readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }
  | { readonly kind: 'probe'; readonly x: number; readonly y: number }

export type PixelReply =
  | { readonly kind: 'done'; readonly value: readonly HduInfo[] | Drawn | Detail | Probe; readonly id: number }
  /** Bytes so far, and of how many (null = not told). */
  | { readonly kind: 'progress'; readonly got: number; readonly of: number | null; readonly id: number }
  | { readonly kind: 'refused'; readonly error: ApiError; readonly id: number }
  | { readonly kind: 'failed'; readonly message: string; readonly id: number }
