import type { ColourMap } from '../../vo/fits/colour-map.ts'
import type { CutRule, Stretch } from '../../vo/fits/render.ts'
import type { Region } from '../../vo/sky/region.ts'
import type { ImageSource } from '../archive/image-source.ts'

/** The image that is drawn: its name for messages, and where its bytes come from. */
export type DrawnImage = Pick<ImageSource, 'did' | 'source'>

/** How a preview looks. `size` = longer side in pixels, at most. */
export interface Look {
  readonly size: number
  readonly stretch: Stretch
  readonly cuts: CutRule
  readonly colours: ColourMap
  readonly invert: boolean
}

/** Work on pixels: seconds of a processor, and no database. Plain data, so that it can be sent to a worker thread. */
export type DrawTask =
  /** A tile of a demo HiPS; null where there is none. */
  | { readonly kind: 'tile'; readonly hips: string; readonly order: number; readonly npix: number; readonly format: string }
  /** PNG of an image. */
  | { readonly kind: 'preview'; readonly image: DrawnImage; readonly look: Look }
  /** FITS of a part of an image; null where the region or the band (m) does not touch it. */
  | {
      readonly kind: 'cutout'
      readonly image: DrawnImage
      readonly region: Region | null
      readonly band: { readonly low: number; readonly high: number } | null
    }
  /** The whole file of an image that is made on demand. */
  | { readonly kind: 'file'; readonly image: DrawnImage }

/**
 * Does one task. Throws what a client is told as a Fault, and AbortError when `signal` is aborted before the work has begun; what has begun runs
 * to its end.
 */
export type Draw = (task: DrawTask, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer> | null>
