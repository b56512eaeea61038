import { readFits } from '../../../vo/fits/file.ts'
import type { FitsFile, Hdu } from '../../../vo/fits/file.ts'
import { gunzipIfNeeded } from '../../../vo/fits/gunzip.ts'
import { shapeOf } from '../../../vo/fits/image-shape.ts'
import { physicalPixels } from '../../../vo/fits/pixels.ts'
import { cutsFor, downsample, render } from '../../../vo/fits/render.ts'
import type { Plane } from '../../../vo/fits/render.ts'
import { wcsOf } from '../../../vo/sky/wcs.ts'
import type { Wcs } from '../../../vo/sky/wcs.ts'
import type { Drawn, HduInfo, PixelReply, PixelRequest, Probe } from './pixel-messages.ts'

/** Longest side that is drawn whole; larger images are drawn from means of blocks. */
const maxSide = 4096

let file: FitsFile | null = null
let shown: { readonly hdu: number; readonly plane: number; readonly data: Plane; readonly wcs: Wcs | null } | null = null

self.addEventListener('message', (event: MessageEvent<PixelRequest & { readonly id: number }>) => {
  const { id } = event.data
  answer(event.data).then(
    (value) => {
      const transfer = 'rgba' in value ? [value.rgba.buffer] : []
      self.postMessage({ ok: true, value, id } satisfies PixelReply, { transfer })
    },
    (error: unknown) => self.postMessage({ ok: false, message: error instanceof Error ? error.message : String(error), id } satisfies PixelReply),
  )
})

async function answer(request: PixelRequest): Promise<readonly HduInfo[] | Drawn | Probe> {
  switch (request.kind) {
    case 'open': {
      const bytes = await gunzipIfNeeded(new Uint8Array(request.bytes))
      if (!bytes.ok) throw new Error(bytes.error.message)
      const read = readFits(bytes.value)
      if (!read.ok) throw new Error(read.error.message)
      file = read.value
      shown = null
      return file.hdus.map(infoOf)
    }
    case 'draw': {
      const { data } = planeOf(request.hdu, request.plane)
      const cuts = cutsFor(data.data, request.look.cuts)
      const small = downsample(data, maxSide)
      const picture = render(small, { stretch: request.look.stretch, cuts, colours: request.look.colours, invert: request.look.invert })
      return { ...picture, factor: Math.max(1, Math.ceil(Math.max(data.width, data.height) / maxSide)), cuts }
    }
    case 'probe': {
      const { x, y } = request
      if (shown === null) return { x, y, value: null, sky: null }
      const [col, row] = [Math.round(x), Math.round(y)]
      const inside = col >= 0 && row >= 0 && col < shown.data.width && row < shown.data.height
      const value = inside ? (shown.data.data[row * shown.data.width + col] ?? NaN) : NaN
      return { x, y, value: Number.isNaN(value) ? null : value, sky: shown.wcs?.toSky(x, y) ?? null }
    }
  }
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

function planeOf(index: number, plane: number): { readonly data: Plane } {
  if (shown !== null && shown.hdu === index && shown.plane === plane) return shown
  const hdu = file?.hdus[index]
  if (hdu === undefined) throw new Error(`the file has no HDU ${index}`)
  const shape = shapeOf(hdu)
  if (!shape.ok) throw new Error(shape.error.message)
  const { axes } = shape.value
  const [width, height] = [axes[0] ?? 1, axes[1] ?? 1]
  // planes of a cube are counted through all further axes
  const start = axes.map(() => 0)
  let rest = plane
  for (let k = 2; k < axes.length; k++) {
    start[k] = rest % axes[k]!
    rest = Math.floor(rest / axes[k]!)
  }
  const pixels = physicalPixels(hdu, { start, end: axes.map((n, k) => (k < 2 ? n : start[k]! + 1)) })
  if (!pixels.ok) throw new Error(pixels.error.message)
  const wcs = wcsOf(hdu.header)
  shown = { hdu: index, plane, data: { width, height, data: pixels.value.data }, wcs: wcs.ok ? wcs.value : null }
  return shown
}
