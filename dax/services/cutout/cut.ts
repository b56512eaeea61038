import { cutFits } from '../../../vo/fits/cutout.ts'
import { imageSource, type ImageSource } from '../../archive/image-source.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { imageBytes, imageFile } from '../../store/image-bytes.ts'
import { clip } from '../dali.ts'
import type { Interval } from '../interval.ts'
import type { CutoutTask } from './request.ts'

/** A cut-out ready to send, or a word why there is nothing in it. */
export type CutResult =
  | { readonly kind: 'file'; readonly bytes: Uint8Array | ReadableStream<Uint8Array>; readonly fileName: string }
  | { readonly kind: 'nothing'; readonly reason: string }

/** Does one task. Throws notFound for unknown images and those without pixels, usage for files that cannot be cut. */
export async function cutOne(ports: DaxPorts, task: CutoutTask): Promise<CutResult> {
  const image = await imageSource(ports.db, task.id)
  if (image === null) throw new Fault('notFound', `ID=${clip(task.id)} is not an image of this archive.`, ['query', 'ID'])
  if (image.source === null && image.accessUrl !== null) {
    throw new Fault('usage', `The pixels of ${clip(task.id)} are not here but at ${image.accessUrl.slice(0, 300)}; cut them out there.`, [
      'query',
      'ID',
    ])
  }
  const name = fileName(image)
  if (task.region === null && task.band === null && task.time === null)
    return { kind: 'file', bytes: await imageBytes(ports, image), fileName: `${name}.fits` }
  const miss = outside(task.time, image.tMin, image.tMax) ? 'TIME' : outside(task.band, image.emMin, image.emMax) ? 'BAND' : null
  if (miss !== null) return { kind: 'nothing', reason: `${miss} lies outside of ${image.did}` }
  const file = await imageFile(ports, image)
  const cut = cutFits(file, {
    ...(task.region === null ? {} : { region: task.region }),
    ...(task.band === null ? {} : { band: { low: task.band.lo, high: task.band.hi } }),
  })
  if (!cut.ok) throw new Fault('usage', `Nothing can be cut out of ${image.did}: ${cut.error.message}.`, ['query', 'ID'])
  if (cut.value === null) return { kind: 'nothing', reason: `the region does not touch ${image.did}` }
  return { kind: 'file', bytes: cut.value.bytes, fileName: `${name}_cutout.fits` }
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
