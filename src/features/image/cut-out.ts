import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { ApiFailure } from '../../api/api-error.ts'
import { sodaCutout } from '../../api/soda.ts'
import type { PixelEngine } from '../../engine/pixels/pixel-engine.ts'
import { saveBlob } from '../../platform/download.ts'
import { blobOf, progressWords } from '../../api/download-blob.ts'

/** A rectangle of image pixels, 0-based, edges at half pixels: [x0, x1] × [y0, y1]. */
export interface PixelRect {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** The rectangle in whole pixels: first pixel and numbers of pixels, inside an image of that size; at least one pixel. */
export function wholePixels(
  rect: PixelRect,
  width: number,
  height: number,
): { readonly x: number; readonly y: number; readonly w: number; readonly h: number } {
  const clamp = (v: number, most: number): number => Math.min(most, Math.max(0, v))
  const [x, y] = [clamp(Math.round(rect.x0 + 0.5), width - 1), clamp(Math.round(rect.y0 + 0.5), height - 1)]
  return { x, y, w: Math.max(1, clamp(Math.round(rect.x1 + 0.5), width) - x), h: Math.max(1, clamp(Math.round(rect.y1 + 0.5), height) - y) }
}

/** The middle third of an image: where a mark begins that is made without a pointer. */
export function middleThird(width: number, height: number): PixelRect {
  const [w, h] = [Math.max(1, Math.floor(width / 3)), Math.max(1, Math.floor(height / 3))]
  const [x, y] = [Math.floor((width - w) / 2), Math.floor((height - h) / 2)]
  return { x0: x - 0.5, y0: y - 0.5, x1: x + w - 0.5, y1: y + h - 0.5 }
}

/** How far inside the edges the corners are asked for, pixels: on the edge itself the neighbours would touch the region and come along. */
const inset = 0.25

/** Asks SODA for the marked pixels and saves the answer. Returns what to say of it; throws an Error with a sentence. */
export async function saveCutout(
  engine: PixelEngine,
  mark: PixelRect,
  cutUrl: string,
  did: string,
  name: string,
  signal: AbortSignal,
  say: (words: string) => void,
): Promise<string> {
  say('Cutting')
  const [x0, y0, x1, y1] = [mark.x0 + inset, mark.y0 + inset, mark.x1 - inset, mark.y1 - inset]
  const corners = [[x0, y0] as const, [x1, y0] as const, [x1, y1] as const, [x0, y1] as const]
  const vertices = (await Promise.all(corners.map(([x, y]) => engine.probe(x, y)))).map((c) => c.sky).filter((p): p is SkyPos => p !== null)
  if (vertices.length < 4) throw new Error('A corner of the marked part has no sky coordinates. Mark a part nearer to the middle.')
  const answer = await sodaCutout(cutUrl, did, { kind: 'polygon', vertices }, signal)
  if (!answer.ok) throw new ApiFailure(answer.error)
  const blob = await blobOf(answer.value, (got, of) => say(`Fetching the cut-out, ${progressWords(got, of)}`))
  saveBlob(name, blob)
  return `The cut-out is saved: ${name}, ${blob.size < 1e6 ? `${Math.ceil(blob.size / 1000)} kB` : `${(blob.size / 1e6).toFixed(1)} MB`}.`
}
