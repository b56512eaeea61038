import { shapeOf, wholeSection } from '../../vo/fits/image-shape.ts'
import type { FitsFile } from '../../vo/fits/file.ts'
import { physicalPixels } from '../../vo/fits/pixels.ts'
import { encodePng } from '../../vo/fits/png.ts'
import { downsample, render, type Plane } from '../../vo/fits/render.ts'
import { Fault } from '../fault.ts'
import type { Look } from './draw-task.ts'

/** PNG of the first image in a file. Throws usage and notFound Faults that name `did` for files without readable pixels. */
export function previewPicture(file: FitsFile, look: Look, did: string): Promise<Uint8Array<ArrayBuffer>> {
  const plane = downsample(firstPlane(file, did), look.size)
  return encodePng(render(plane, { stretch: look.stretch, cuts: look.cuts, colours: look.colours, invert: look.invert }))
}

/** The first image of two or more axes; of a cube its middle plane. */
function firstPlane(file: FitsFile, did: string): Plane {
  for (const hdu of file.hdus) {
    const shape = shapeOf(hdu)
    if (!shape.ok || shape.value.axes.length < 2) continue
    const whole = wholeSection(shape.value)
    const start = whole.start.map((from, i) => (i < 2 ? from : Math.floor(shape.value.axes[i]! / 2)))
    const end = whole.end.map((to, i) => (i < 2 ? to : start[i]! + 1))
    const pixels = physicalPixels(hdu, { start, end })
    if (!pixels.ok) throw new Fault('usage', `The pixels of ${did} cannot be read: ${pixels.error.message}.`, ['path', 'id'])
    return { width: shape.value.axes[0]!, height: shape.value.axes[1]!, data: pixels.value.data }
  }
  throw new Fault('notFound', `The file of ${did} holds no image.`, ['path', 'id'])
}
