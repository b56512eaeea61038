import { Hono } from 'hono'
import { colourMaps, type ColourMap } from '../../vo/fits/colour-map.ts'
import { shapeOf, wholeSection } from '../../vo/fits/image-shape.ts'
import type { FitsFile } from '../../vo/fits/file.ts'
import { physicalPixels } from '../../vo/fits/pixels.ts'
import { encodePng } from '../../vo/fits/png.ts'
import { downsample, render, stretches, type CutRule, type Plane, type Stretch } from '../../vo/fits/render.ts'
import { imageSource, type ImageSource } from '../archive/image-source.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { imageFile } from '../store/image-bytes.ts'
import { namesEtag } from './byte-range.ts'
import { clip } from './dali.ts'
import { gate } from './gate.ts'

/** Longer side of a preview in pixels; a size asked for is raised to the next of these, so that few are kept. */
export const previewSizes = [64, 128, 256, 512, 1024, 2048] as const

/** Raised when pictures would come out different from the same file: part of every ETag and stored name. */
const drawing = 1

/** The middle 99.5 % of the values: with asinh it shows both a galaxy's core and its arms, where zscale burns the core out. */
const defaultCuts: CutRule = { percent: 99.5 }

interface Look {
  readonly size: number
  readonly stretch: Stretch
  readonly cuts: CutRule
  readonly colours: ColourMap
  readonly invert: boolean
}

/**
 * /api/previews/{DID, percent-encoded, or number}?size=256&stretch=asinh&cuts=99.5|zscale&colours=gray&invert=true: PNG of an image, with ETag.
 * Pictures in the default look are kept in the store under preview/.
 */
export function previewsService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const drawingGate = gate(2)
  app.get('/:id{.+}', async (c) => {
    const query = new URL(c.req.url).searchParams
    const id = c.req.param('id')
    const image = await imageSource(ports.db, id)
    if (image === null) throw new Fault('notFound', `${clip(id)} is not an image of this archive.`, ['path', 'id'])
    const look = lookOf(query)
    const name = await previewName(image, look)
    const etag = `"${name.split('/').at(-1)}"`
    const headers = { ETag: etag, 'Cache-Control': 'public, max-age=3600', 'Content-Type': 'image/png' }
    if (namesEtag(c.req.header('if-none-match') ?? null, etag))
      return new Response(null, { status: 304, headers: { ETag: etag, 'Cache-Control': headers['Cache-Control'] } })
    const kept = await ports.store.size(name)
    if (kept !== null) return new Response(await ports.store.read(name), { headers: { ...headers, 'Content-Length': String(kept) } })
    const png = await drawingGate(async () => encodePng(draw(await imageFile(ports, image), look, image.did)))
    if (isDefault(look)) await keep(ports, name, png)
    return new Response(png, { headers: { ...headers, 'Content-Length': String(png.length) } })
  })
  return app
}

function lookOf(query: URLSearchParams): Look {
  const size = numberIn(query, 'size', 256, 16, 2048)
  return {
    size: previewSizes.find((one) => one >= size) ?? 2048,
    stretch: oneOf(query, 'stretch', stretches, 'asinh'),
    cuts: cutsOf(query.get('cuts')),
    colours: oneOf(query, 'colours', colourMaps, 'gray'),
    invert: oneOf(query, 'invert', ['true', 'false'], 'false') === 'true',
  }
}

function oneOf<T extends string>(query: URLSearchParams, name: string, known: readonly T[], otherwise: T): T {
  const text = query.get(name)
  if (text === null || text === '') return otherwise
  const found = known.find((one) => one === text.toLowerCase())
  if (found === undefined) throw new Fault('usage', `${name}=${clip(text)} is not one of ${known.join(', ')}.`, ['query', name])
  return found
}

function numberIn(query: URLSearchParams, name: string, otherwise: number, low: number, high: number): number {
  const text = query.get(name)
  if (text === null || text === '') return otherwise
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN
  if (!(value >= low && value <= high))
    throw new Fault('usage', `${name}=${clip(text)} is not a whole number from ${low} to ${high}.`, ['query', name])
  return value
}

function cutsOf(text: string | null): CutRule {
  if (text === null || text === '') return defaultCuts
  if (text.toLowerCase() === 'zscale') return 'zscale'
  const percent = /^\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : NaN
  if (!(percent > 0 && percent <= 100))
    throw new Fault('usage', `cuts=${clip(text)} is neither zscale nor a percentage such as 99.5.`, ['query', 'cuts'])
  return { percent }
}

/** Looks that clients ask for by themselves; others are drawn anew, so that a stranger cannot fill the store. */
function isDefault({ stretch, cuts, colours, invert }: Look): boolean {
  return stretch === 'asinh' && cuts === defaultCuts && colours === 'gray' && !invert
}

async function previewName(image: ImageSource, look: Look): Promise<string> {
  const text = JSON.stringify([drawing, image.did, image.source, image.sha256, look])
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const hex = [...digest.subarray(0, 20)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `preview/${hex.slice(0, 2)}/${hex}`
}

/** Two requests may draw the same picture at once: the later finds the name taken, and both have it. */
async function keep(ports: DaxPorts, name: string, png: Uint8Array): Promise<void> {
  try {
    await ports.store.write(name, png)
  } catch (error) {
    if ((await ports.store.size(name)) === null) ports.log({ level: 'warn', event: 'preview not kept', error: String(error) })
  }
}

function draw(file: FitsFile, look: Look, did: string) {
  const plane = firstPlane(file, did)
  return render(downsample(plane, look.size), { stretch: look.stretch, cuts: look.cuts, colours: look.colours, invert: look.invert })
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
