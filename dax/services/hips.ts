import { Hono } from 'hono'
import type { Context } from 'hono'
import { formatProperties, parseProperties } from '../../vo/hips/properties.ts'
import { demoHips, demoMoc, demoProperties, demoTile, type DemoHips } from '../demo/hips.ts'
import type { DemoPlan } from '../demo/plan.ts'
import { worldOf } from '../demo/world.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { baseUrl } from './base-url.ts'
import { namesEtag } from './byte-range.ts'
import { clip } from './dali.ts'
import { gate } from './gate.ts'

const types: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', fits: 'application/fits' }
/** Trees of files that the host keeps, beside those drawn on demand. */
const staticTrees = ['base'] as const
/** Tiles drawn on demand that are kept: 0.1 to 1 MB each. */
const keptBytes = 96_000_000

interface Kept {
  readonly bytes: Uint8Array | null
  readonly etag: string
}

/**
 * /api/hips/list and /api/hips/{id}/{properties, Moc.fits, NorderK/DirD/NpixN.jpg|png|fits, preview.jpg}: HiPS 1.0. The base map comes from the
 * host's files, the deep coadds of the demo survey are drawn on demand, two at a time, and the latest kept. What is not there answers 404 as JSON.
 */
export function hipsService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const drawing = gate(2)
  const kept = new Map<string, Promise<Kept>>()
  let size = 0

  function drawn(key: string, draw: () => Promise<Uint8Array | null>): Promise<Kept> {
    const known = kept.get(key)
    if (known !== undefined) {
      // the latest asked for is the last to go
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const making = make(key, draw)
    kept.set(key, making)
    return making
  }

  async function make(key: string, draw: () => Promise<Uint8Array | null>): Promise<Kept> {
    try {
      const bytes = await drawing(draw)
      size += bytes?.length ?? 0
      for (const [old, value] of kept) {
        if (old === key || (size <= keptBytes && kept.size < 4000)) break
        kept.delete(old)
        size -= (await value.catch(() => null))?.bytes?.length ?? 0
      }
      return { bytes, etag: bytes === null ? '' : await etagOf(bytes) }
    } catch (error) {
      kept.delete(key)
      throw error
    }
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
    const { bytes, etag } = await drawn(`${hips.id}/${path}`, async () =>
      tile === null ? demoMoc() : demoTile(await worldOf(ports), hips, order, npix, tile[4] ?? ''),
    )
    if (bytes === null) throw missing(hips.id, path)
    return answer(c, path, bytes, etag)
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

function answer(c: Context, path: string, bytes: Uint8Array, etag: string): Response {
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=3600' }
  if (namesEtag(c.req.header('if-none-match') ?? null, etag)) return new Response(null, { status: 304, headers })
  const type = types[path.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8'
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, 'Content-Type': type, 'Content-Length': String(bytes.length) } })
}
