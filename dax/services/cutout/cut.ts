import { imageSource, type ImageSource } from '../../archive/image-source.ts'
import type { Reader } from '../../archive/reader.ts'
import type { DrawTask } from '../../drawing/draw-task.ts'
import type { Drawing } from '../../drawing/drawing.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { imageBytes } from '../../store/image-bytes.ts'
import { clip } from '../dali.ts'
import type { Interval } from '../interval.ts'
import type { CutoutTask } from './request.ts'

/** A cut-out ready to send, or a word why there is nothing in it. */
export type CutResult =
  | { readonly kind: 'file'; readonly bytes: Uint8Array | ReadableStream<Uint8Array>; readonly fileName: string }
  | { readonly kind: 'nothing'; readonly reason: string }

/** Does one task. Throws notFound for unknown images and those without pixels, usage for files that cannot be cut. */
export async function cutOne(ports: DaxPorts, drawing: Drawing, task: CutoutTask, reader: Reader, signal?: AbortSignal): Promise<CutResult> {
  const image = await imageSource(ports.db, task.id, reader)
  if (image === null) throw new Fault('notFound', `ID=${clip(task.id)} is not an image of this archive.`, ['query', 'ID'])
  if (image.source === null && image.accessUrl !== null) {
    throw new Fault('usage', `The pixels of ${clip(task.id)} are not here but at ${image.accessUrl.slice(0, 300)}; cut them out there.`, [
      'query',
      'ID',
    ])
  }
  const name = fileName(image)
  const drawn = { did: image.did, source: image.source }
  if (task.region === null && task.band === null && task.time === null) {
    const whole = image.source?.startsWith('demo/') === true ? await drawing.draw({ kind: 'file', image: drawn }, signal) : null
    return { kind: 'file', bytes: whole ?? (await imageBytes(ports, image)), fileName: `${name}.fits` }
  }
  const miss = outside(task.time, image.tMin, image.tMax) ? 'TIME' : outside(task.band, image.emMin, image.emMax) ? 'BAND' : null
  if (miss !== null) return { kind: 'nothing', reason: `${miss} lies outside of ${image.did}` }
  const band = task.band === null ? null : { low: task.band.lo, high: task.band.hi }
  const cut: DrawTask = { kind: 'cutout', image: drawn, region: task.region, band }
  const bytes = await drawing.draw(cut, signal)
  if (bytes === null) return { kind: 'nothing', reason: `the region does not touch ${image.did}` }
  return { kind: 'file', bytes, fileName: `${name}_cutout.fits` }
}

/** Whether an interval surely misses [low, high]; what is unknown is not missed. */
function outside(asked: Interval | null, low: number | null, high: number | null): boolean {
  return asked !== null && low !== null && high !== null && (asked.hi < low || asked.lo > high)
}

/** The last words of the DID, as a file name that every system takes. */
function fileName({ did }: ImageSource): string {
  const words = did
    .split('?')
    .at(-1)!
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+|_+$/g, '')
  return (words === '' ? 'image' : words).slice(-100)
}
