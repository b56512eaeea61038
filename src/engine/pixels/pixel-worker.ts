import { readFits } from '../../../vo/fits/file.ts'
import type { FitsFile, Hdu } from '../../../vo/fits/file.ts'
import { gunzipIfNeeded } from '../../../vo/fits/gunzip.ts'
import { shapeOf } from '../../../vo/fits/image-shape.ts'
import { cutsOfPlane, pixelAt, planePart, reducedPlane } from '../../../vo/fits/reduced-plane.ts'
import type { ReducedPlane } from '../../../vo/fits/reduced-plane.ts'
import { render } from '../../../vo/fits/render.ts'
import { wcsOf } from '../../../vo/sky/wcs.ts'
import type { Wcs } from '../../../vo/sky/wcs.ts'
import { ApiFailure } from '../../api/api-error.ts'
import { ask } from '../../api/http.ts'
import type { Detail, Drawn, HduInfo, PixelReply, PixelRequest, Probe } from './pixel-messages.ts'
import { readBytes } from './read-bytes.ts'

/** Longest side that is drawn whole; larger images are drawn from means of blocks. */
const maxSide = 4096
/** Progress is told this often, ms. */
const progressEvery = 100

let file: FitsFile | null = null
let shown: { readonly hdu: Hdu; readonly plane: number; readonly data: ReducedPlane; readonly wcs: Wcs | null } | null = null

const post = (reply: PixelReply, transfer: Transferable[] = []): void => self.postMessage(reply, { transfer })

self.addEventListener('message', (event: MessageEvent<PixelRequest & { readonly id: number }>) => {
  const { id } = event.data
  answer(event.data, id).then(
    (value) => post({ kind: 'done', value, id }, 'rgba' in value ? [value.rgba.buffer] : []),
    (error: unknown) => {
      if (error instanceof ApiFailure) post({ kind: 'refused', error: error.error, id })
      else post({ kind: 'failed', message: error instanceof Error ? error.message : String(error), id })
    },
  )
})

async function answer(request: PixelRequest, id: number): Promise<readonly HduInfo[] | Drawn | Detail | Probe> {
  switch (request.kind) {
    case 'open': {
      shown = null
      file = await fetched(request.url, id)
      return file.hdus.map(infoOf)
    }
    case 'draw': {
      const { data } = planeOf(request.hdu, request.plane)
      const cuts = cutsOfPlane(data, request.look.cuts)
      const picture = render(data.small, { stretch: request.look.stretch, cuts, colours: request.look.colours, invert: request.look.invert })
      return { ...picture, factor: data.factor, cuts }
    }
    case 'detail': {
      if (shown === null) throw new Error('nothing is drawn yet')
      const { x0, y0, x1, y1, look } = request
      const part = planePart(shown.hdu, shown.plane, x0, y0, x1, y1)
      if (!part.ok) throw new Error(part.error.message)
      const cuts = cutsOfPlane(shown.data, look.cuts)
      const picture = render(part.value, { stretch: look.stretch, cuts, colours: look.colours, invert: look.invert })
      return { ...picture, x: x0, y: y0 }
    }
    case 'probe': {
      const { x, y } = request
      if (shown === null) return { x, y, value: null, sky: null }
      const value = pixelAt(shown.hdu, shown.plane, Math.round(x), Math.round(y))
      return { x, y, value: Number.isNaN(value) ? null : value, sky: shown.wcs?.toSky(x, y) ?? null }
    }
  }
}

async function fetched(url: string, id: number): Promise<FitsFile> {
  const response = await ask({ url })
  if (!response.ok) throw new ApiFailure(response.error)
  let told = 0
  const packed = await readBytes(response.value, (got, of) => {
    if (performance.now() - told < progressEvery) return
    told = performance.now()
    post({ kind: 'progress', got, of, id })
  })
  const bytes = await gunzipIfNeeded(packed)
  if (!bytes.ok) throw new Error(bytes.error.message)
  const read = readFits(bytes.value)
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

function infoOf(hdu: Hdu): HduInfo {
  const shape = shapeOf(hdu)
  const wcs = shape.ok ? wcsOf(hdu.header) : null
  return {
    index: hdu.index,
    name: hdu.header.text('EXTNAME') ?? (hdu.index === 0 ? 'primary' : `extension ${hdu.index}`),
    axes: shape.ok ? shape.value.axes : [],
    unit: hdu.header.text('BUNIT') ?? null,
    noWcs: wcs === null ? 'no image' : wcs.ok ? null : wcs.error.message,
    cards: hdu.header.cards.map((c) => ({ keyword: c.keyword, value: valueText(c.value), comment: c.comment })),
  }
}

function valueText(value: unknown): string {
  if (value === undefined) return ''
  if (value === true) return 'T'
  if (value === false) return 'F'
  return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value as string)
}

function planeOf(index: number, plane: number): { readonly data: ReducedPlane } {
  const hdu = file?.hdus[index]
  if (hdu === undefined) throw new Error(`the file has no HDU ${index}`)
  if (shown !== null && shown.hdu === hdu && shown.plane === plane) return shown
  shown = null
  const data = reducedPlane(hdu, plane, maxSide)
  if (!data.ok) throw new Error(data.error.message)
  const wcs = wcsOf(hdu.header)
  shown = { hdu, plane, data: data.value, wcs: wcs.ok ? wcs.value : null }
  return shown
}
