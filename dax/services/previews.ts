import { Hono } from 'hono'
import { colourMaps } from '../../vo/fits/colour-map.ts'
import { stretches, type CutRule } from '../../vo/fits/render.ts'
import { imageSource, type ImageSource } from '../archive/image-source.ts'
import type { KeptPreviews, PreviewedImage } from '../archive/checks/check-previews.ts'
import { drawHere } from '../drawing/draw-here.ts'
import type { DrawTask, Look } from '../drawing/draw-task.ts'
import type { DrawnCache } from '../drawing/drawn-cache.ts'
import { drawnTag, type Drawing } from '../drawing/drawing.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { asReader, cacheFor, principal } from './auth/principal.ts'
import { namesEtag } from './byte-range.ts'
import { clip } from './dali.ts'

/** Longer side of a preview in pixels; a size asked for is raised to the next of these, so that few are kept. */
export const previewSizes = [64, 128, 256, 512, 1024, 2048] as const

/** The middle 99.5 % of the values: with asinh it shows both a galaxy's core and its arms, where zscale burns the core out. */
const defaultCuts: CutRule = { percent: 99.5 }

/**
 * /api/previews/{DID, percent-encoded, or number}?size=256&stretch=asinh&cuts=99.5|zscale&colours=gray&invert=true: PNG of an image, with ETag.
 * Pictures in the default look are kept (see Drawing).
 */
export function previewsService(ports: DaxPorts, drawing: Drawing): Hono {
  const app = new Hono({ strict: false })
  app.get('/:id{.+}', async (c) => {
    const query = new URL(c.req.url).searchParams
    const id = c.req.param('id')
    const who = await principal(ports, c.req.raw)
    const image = await imageSource(ports.db, id, asReader(who))
    if (image === null) throw new Fault('notFound', `${clip(id)} is not an image of this archive.`, ['path', 'id'])
    const look = lookOf(query)
    const task: DrawTask = { kind: 'preview', image: { did: image.did, source: image.source }, look }
    // an image that changes has another digest, or another source
    const tag = await drawnTag(ports, task, image.sha256)
    const headers = { ETag: `"${tag}"`, 'Cache-Control': cacheFor(who, 'max-age=3600') }
    if (namesEtag(c.req.header('if-none-match') ?? null, headers.ETag)) return new Response(null, { status: 304, headers })
    const { signal } = c.req.raw
    const png = isDefault(look) ? await drawing.kept(tag, task, signal) : await drawing.draw(task, signal)
    return new Response(png, { headers: { ...headers, 'Content-Type': 'image/png', 'Content-Length': String(png?.length ?? 0) } })
  })
  return app
}

/** Draws the picture that lists show, and keeps it: what is asked for first after an image came in. */
export async function drawPreview(
  ports: Pick<DaxPorts, 'config'>,
  drawing: Drawing,
  image: Pick<ImageSource, 'did' | 'source' | 'sha256'>,
): Promise<void> {
  const task: DrawTask = { kind: 'preview', image: { did: image.did, source: image.source }, look: lookOf(new URLSearchParams()) }
  await drawing.kept(await drawnTag(ports, task, image.sha256), task)
}

/** The kept previews in the default look, beside what would be drawn now: for checks. */
export function keptPreviews(ports: Pick<DaxPorts, 'config' | 'store' | 'hipsFile' | 'draw'>, cache: DrawnCache): KeptPreviews {
  const draw = ports.draw ?? drawHere(ports)
  async function* kept({ did, source, sha256 }: PreviewedImage): AsyncGenerator<{ tag: string; task: DrawTask; bytes: Uint8Array }> {
    for (const size of previewSizes) {
      const task: DrawTask = { kind: 'preview', image: { did, source }, look: lookOf(new URLSearchParams({ size: String(size) })) }
      const tag = await drawnTag(ports, task, sha256)
      const bytes = await cache.get(tag)
      if (bytes !== null) yield { tag, task, bytes }
    }
  }
  return {
    async isStale(image, signal) {
      for await (const { task, bytes } of kept(image)) {
        // a file that cannot be drawn is told by the check of files
        const now = await draw(task, signal).catch(() => undefined)
        signal?.throwIfAborted()
        if (now !== undefined && !isSame(bytes, now ?? new Uint8Array(0))) return true
      }
      return false
    },
    async redraw(image) {
      let count = 0
      for await (const { tag, task } of kept(image)) {
        await cache.put(tag, (await draw(task)) ?? new Uint8Array(0))
        count += 1
      }
      return count
    },
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
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

/** Looks that clients ask for by themselves; others are drawn anew, so that a stranger cannot empty the cache of them. */
function isDefault({ stretch, cuts, colours, invert }: Look): boolean {
  return stretch === 'asinh' && cuts === defaultCuts && colours === 'gray' && !invert
}
