import { Hono } from 'hono'
import type { Context } from 'hono'
import { formatProperties, parseProperties } from '../../vo/hips/properties.ts'
import { demoHips, demoMoc, hasTile, demoProperties, type DemoHips } from '../demo/hips.ts'
import type { DemoPlan } from '../demo/plan.ts'
import { worldOf } from '../demo/world.ts'
import type { DrawTask } from '../drawing/draw-task.ts'
import { drawnTag, type Drawing } from '../drawing/drawing.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { baseUrl } from './base-url.ts'
import { namesEtag } from './byte-range.ts'
import { clip } from './dali.ts'

const types: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', fits: 'application/fits' }
/** Trees of files that the host keeps, beside those drawn on demand. */
const staticTrees = ['base'] as const
/**
 * /api/hips/list and /api/hips/{id}/{properties, Moc.fits, NorderK/DirD/NpixN.jpg|png|fits, preview.jpg}: HiPS 1.0. The base map comes from the
 * host's files, the deep coadds of the demo survey are drawn on demand and kept (see Drawing). What is not there answers 404 as JSON.
 */
export function hipsService(ports: DaxPorts, drawing: Drawing): Hono {
  const app = new Hono({ strict: false })
  let moc: Uint8Array | null = null
  let stars: Promise<string> | null = null
  /** What the demo's tiles are made of, beside the code. */
  function starsDigest(): Promise<string> {
    stars ??= ports.hipsFile('demo', 'stars.bin').then(async (bytes) => (bytes === null ? '' : etagOf(bytes)))
    stars.then(
      (digest) => digest === '' && (stars = null),
      () => (stars = null),
    )
    return stars
  }

  app.get('/list', async (c) => {
    const base = `${baseUrl(c.req.raw, ports)}/api/hips`
    const plan = await planOrNull(ports)
    const trees = await Promise.all(staticTrees.map(async (id) => ({ id, file: await ports.hipsFile(id, 'properties') })))
    const records = [
      ...trees.flatMap(({ id, file }) =>
        file === null ? [] : [{ ...parseProperties(new TextDecoder().decode(file)), hips_service_url: `${base}/${id}` }],
      ),
      ...(plan === null ? [] : demoHips.map((hips) => demoProperties(plan, hips, `${base}/${hips.id}`))),
    ]
    const shown = [
      'creator_did',
      'hips_service_url',
      'hips_release_date',
      'hips_status',
      'hips_order',
      'hips_frame',
      'hips_tile_format',
      'obs_title',
      'moc_sky_fraction',
      'client_category',
    ]
    const text = records
      .map((record: Readonly<Record<string, string>>) =>
        formatProperties(Object.fromEntries(shown.flatMap((key) => (record[key] === undefined ? [] : [[key, record[key]]])))),
      )
      .join('\n')
    return new Response(text, { headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' } })
  })

  app.get('/:id/:path{.+}', async (c) => {
    const id = c.req.param('id')
    const path = c.req.param('path')
    const demo = demoHips.find((one) => one.id === id)
    if (demo !== undefined) return demoFile(c, demo, path)
    if (!(staticTrees as readonly string[]).includes(id))
      throw new Fault('notFound', `There is no HiPS ${clip(id)} here; /api/hips/list names those that there are.`, ['path', 'id'])
    const bytes = isPlain(path) ? await ports.hipsFile(id, path) : null
    if (bytes === null) throw missing(id, path)
    return answer(c, path, bytes, await etagOf(bytes))
  })

  async function demoFile(c: Context, hips: DemoHips, path: string): Promise<Response> {
    if (path === 'properties') {
      const { plan } = await worldOf(ports)
      const bytes = new TextEncoder().encode(formatProperties(demoProperties(plan, hips, `${baseUrl(c.req.raw, ports)}/api/hips/${hips.id}`)))
      return answer(c, path, bytes, await etagOf(bytes))
    }
    const tile = /^Norder(\d{1,2})\/Dir(\d{1,9})\/Npix(\d{1,9})\.(jpg|png|fits)$/.exec(path)
    const [order = -1, folder = -1, npix = -1] = (tile?.slice(1, 4) ?? []).map(Number)
    if (path !== 'Moc.fits' && (tile === null || folder !== Math.floor(npix / 10000) * 10000)) throw missing(hips.id, path)
    if (tile === null) {
      moc ??= demoMoc()
      return answer(c, path, moc, await etagOf(moc))
    }
    const format = tile[4] ?? ''
    if (!hasTile(hips, order, npix, format)) throw missing(hips.id, path)
    const task: DrawTask = { kind: 'tile', hips: hips.id, order, npix, format }
    const tag = await drawnTag(ports, task, await starsDigest())
    const known = notModified(c, `"${tag}"`)
    if (known !== null) return known
    const bytes = await drawing.kept(tag, task, c.req.raw.signal)
    if (bytes === null) throw missing(hips.id, path)
    return answer(c, path, bytes, `"${tag}"`)
  }
  return app
}

/** The demo survey's plan, or null in an archive that was made without the demo. */
async function planOrNull(ports: DaxPorts): Promise<DemoPlan | null> {
  return worldOf(ports).then(
    ({ plan }) => plan,
    () => null,
  )
}

function missing(id: string, path: string): Fault {
  return new Fault('notFound', `The HiPS ${id} has no ${clip(path)}.`, ['path', 'path'])
}

/** A path below a tree that cannot lead out of it: names of letters, digits, '_', '-', '.', none of them hidden. */
function isPlain(path: string): boolean {
  return path.length < 200 && path.split('/').every((name) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name))
}

async function etagOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  return `"${Array.from(digest.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`
}

function cached(etag: string): Record<string, string> {
  return { ETag: etag, 'Cache-Control': 'public, max-age=3600' }
}

function notModified(c: Context, etag: string): Response | null {
  return namesEtag(c.req.header('if-none-match') ?? null, etag) ? new Response(null, { status: 304, headers: cached(etag) }) : null
}

function answer(c: Context, path: string, bytes: Uint8Array, etag: string): Response {
  const known = notModified(c, etag)
  if (known !== null) return known
  const headers = cached(etag)
  const type = types[path.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8'
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, 'Content-Type': type, 'Content-Length': String(bytes.length) } })
}
