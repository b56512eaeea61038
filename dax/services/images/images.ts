import { Hono } from 'hono'
import type * as z from 'zod/mini'
import { changeImage, deletedImages, imageHistory, imageMetadata, imageVersion, ownImage, ownImages } from '../../archive/ingest/own-images.ts'
import { forgetImage } from '../../archive/ingest/forget-image.ts'
import { imagePatch, imageRemoval, type OwnImage, type OwnImageWhole } from '../../contract/images.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { authorize, type SignedIn } from '../auth/principal.ts'
import { clip } from '../dali.ts'
import { jsonBody } from '../json-body.ts'

const visibilities: readonly string[] = ['private', 'group', 'public']

/** /api/images: one's own images, their visibility, metadata, history and end; see contract/images.ts. Others' answer as what is not there. */
export function imagesService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })

  async function mine(request: Request, id: string): Promise<{ readonly who: SignedIn; readonly image: OwnImage }> {
    const who = await authorize(ports, request, 'write:files', 'manage your images')
    const image = await ownImage(ports.db, id)
    if (image !== null && (image.owner === who.user || who.isAdmin)) return { who, image }
    const [tomb] = await ports.db.rows<{ owner: string | null; deleted: string }>(
      `SELECT owner, to_char(deleted_at, 'YYYY-MM-DD') AS deleted FROM dax.tombstone WHERE did = $1 OR image_id::text = $1`,
      [id],
    )
    if (tomb !== undefined && (tomb.owner === who.user || who.isAdmin))
      throw new Fault('gone', `The image ${clip(id)} was deleted on ${tomb.deleted}.`, ['path', 'id'])
    throw new Fault('notFound', `There is no image ${clip(id)} of yours here.`, ['path', 'id'])
  }

  async function whole(image: OwnImage): Promise<Response> {
    const answer: OwnImageWhole = { ...image, metadata: await imageMetadata(ports.db, image.imageId) }
    return json(answer, { ETag: `"${await imageVersion(ports.db, image.imageId)}"` })
  }

  app.get('/', async (c) => {
    const who = await authorize(ports, c.req.raw, 'write:files', 'see your images')
    const last = numberOf(c.req.query('last'), 'last', 100, 1000)
    const after = c.req.query('after')
    if (after !== undefined && !/^\d{1,18}$/u.test(after))
      throw new Fault('usage', `after=${clip(after)} is not the number of an image.`, ['query', 'after'])
    const visibility = c.req.query('visibility') ?? null
    if (visibility !== null && !visibilities.includes(visibility))
      throw new Fault('usage', `visibility=${clip(visibility)} is not one of ${visibilities.join(', ')}.`, ['query', 'visibility'])
    const text = (c.req.query('q') ?? '').slice(0, 200)
    return json(await ownImages(ports.db, { owner: who.user, text, visibility, before: after === undefined ? null : BigInt(after), last }))
  })
  app.get('/deleted', async (c) => {
    const who = await authorize(ports, c.req.raw, 'write:files', 'see your images')
    return json({ deleted: await deletedImages(ports.db, who.user) })
  })
  app.get('/:id/history', async (c) => {
    const { image } = await mine(c.req.raw, c.req.param('id'))
    return json({ changes: await imageHistory(ports.db, image.imageId) })
  })
  app.get('/:id', async (c) => {
    const { image } = await mine(c.req.raw, c.req.param('id'))
    return whole(image)
  })
  app.patch('/:id', async (c) => {
    const { who, image } = await mine(c.req.raw, c.req.param('id'))
    const patch = await jsonBody(c.req.raw, imagePatch, 65_536)
    checkSharing(patch, image, who)
    const version = /^(?:W\/)?"?(\d{1,18})"?$/u.exec(c.req.header('if-match')?.trim() ?? '')?.[1] ?? null
    if (!(await changeImage(ports, image, patch, who.user, version)))
      throw new Fault('changed', 'Somebody changed the image since you read it. Read it again.', ['header', 'If-Match'])
    return whole((await ownImage(ports.db, image.imageId)) ?? image)
  })
  app.delete('/:id', async (c) => {
    const { who, image } = await mine(c.req.raw, c.req.param('id'))
    const { reason } = await jsonBody(c.req.raw, imageRemoval, 65_536, {})
    if (image.sha256 === null && !who.isAdmin) throw new Fault('forbidden', 'An image without a file belongs to the archive.', ['path', 'id'])
    await forgetImage(ports, BigInt(image.imageId), who.user, reason ?? null)
    return new Response(null, { status: 204 })
  })
  return app
}

function checkSharing(patch: z.infer<typeof imagePatch>, image: OwnImage, who: SignedIn): void {
  const { visibility, group } = patch
  if (visibility !== undefined && !visibilities.includes(visibility))
    throw new Fault('usage', `visibility is ${clip(visibility)}; private, group or public expected.`, ['body', 'visibility'])
  const isGroup = (visibility ?? image.visibility) === 'group'
  const shared = group === undefined ? image.group : group
  if (isGroup && (shared === null || shared === '')) throw new Fault('usage', 'group is missing: visibility is group.', ['body', 'group'])
  if (isGroup && group != null && !who.groups.includes(group) && !who.isAdmin)
    throw new Fault('forbidden', `You are not in the group ${clip(group)}.`, ['body', 'group'])
  if (!isGroup && group != null) throw new Fault('usage', 'group goes with visibility group only.', ['body', 'group'])
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store', ...headers } })
}

function numberOf(text: string | undefined, name: string, fallback: number, most: number): number {
  if (text === undefined || text === '') return fallback
  const value = /^\d{1,5}$/u.test(text) ? Number(text) : 0
  if (value < 1 || value > most) throw new Fault('usage', `${name}=${clip(text)} is not a whole number from 1 to ${most}.`, ['query', name])
  return value
}
