import { Hono } from 'hono'
import type { Sql } from '../archive/db.ts'
import { imageSource, type ImageSource } from '../archive/image-source.ts'
import type { DrawTask } from '../drawing/draw-task.ts'
import { drawnTag, type Drawing } from '../drawing/drawing.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { asReader, cacheFor, principal } from './auth/principal.ts'
import { byteRange, namesEtag } from './byte-range.ts'
import { clip } from './dali.ts'

/** A file ready to be sent, whole or in part. */
interface ServedFile {
  readonly size: number
  readonly etag: string
  /** SHA-256 in lower-case hex; null where it is not known beforehand. */
  readonly sha256: string | null
  readonly contentType: string
  readonly fileName: string
  readonly read: (start: number, end: number) => Promise<ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>>
}

/** /api/files/{number or DID}: the image file, with Range, ETag, If-None-Match, If-Range, digest and a file name. */
export function filesService(ports: DaxPorts, drawing: Drawing): Hono {
  const app = new Hono({ strict: false })

  app.get('/:id{.+}', async (c) => {
    const id = c.req.param('id')
    const who = await principal(ports, c.req.raw)
    const image = await imageSource(ports.db, id, asReader(who))
    if (image === null) throw new Fault('notFound', `${clip(id)} is not an image of this archive.`, ['path', 'id'])
    if (image.source === null && /^https?:\/\//i.test(image.accessUrl ?? '')) return c.body(null, 303, { Location: image.accessUrl ?? '' })
    const file =
      image.source?.startsWith('store/') === true
        ? await storedFile(ports, image, image.source.slice('store/'.length))
        : await renderedFile(ports, drawing, image, c.req.raw.signal)
    return answer(file, c.req.raw.headers, cacheFor(who, 'no-cache'))
  })
  return app
}

async function answer(file: ServedFile, asked: Headers, cache: string): Promise<Response> {
  const headers = new Headers({
    'Content-Type': file.contentType,
    'Accept-Ranges': 'bytes',
    ETag: file.etag,
    'Cache-Control': cache,
    'Content-Disposition': `attachment; filename="${file.fileName}"`,
  })
  if (namesEtag(asked.get('if-none-match'), file.etag)) return new Response(null, { status: 304, headers })
  if (file.sha256 !== null) {
    const base64 = btoa(String.fromCharCode(...(file.sha256.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))))
    headers.set('Repr-Digest', `sha-256=:${base64}:`)
    headers.set('Digest', `SHA-256=${base64}`)
  }
  const ifRange = asked.get('if-range')
  const range = byteRange(ifRange === null || ifRange.trim() === file.etag ? asked.get('range') : null, file.size)
  if (range.kind === 'outside') {
    headers.set('Content-Range', `bytes */${file.size}`)
    headers.set('Content-Type', 'application/json')
    const detail = [
      {
        msg: `The range ${clip(asked.get('range') ?? '')} lies outside of the file, which has ${file.size} bytes.`,
        type: 'range',
        loc: ['header', 'Range'],
      },
    ]
    return new Response(JSON.stringify({ detail }), { status: 416, headers })
  }
  const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, file.size]
  headers.set('Content-Length', String(end - start))
  if (range.kind === 'part') headers.set('Content-Range', `bytes ${start}-${end - 1}/${file.size}`)
  return new Response(await file.read(start, end), { status: range.kind === 'part' ? 206 : 200, headers })
}

async function storedFile(ports: DaxPorts, image: ImageSource, name: string): Promise<ServedFile> {
  const size = await ports.store.size(name)
  if (size === null) {
    ports.log({ level: 'error', event: 'file missing from the store', did: image.did, name })
    throw new Fault('notFound', `The file of ${image.did} is missing from the store. "dax check" would name it too.`, ['path', 'id'])
  }
  const known = await fileOf(ports.db, image.sha256)
  return {
    size,
    sha256: image.sha256,
    etag: image.sha256 === null ? `"${name.replaceAll('/', '-')}-${size}"` : `"${image.sha256}"`,
    contentType: known?.contentType ?? 'application/fits',
    fileName: safeName(known?.originalName ?? nameOf(image)),
    read: (start, end) => ports.store.read(name, start, end),
  }
}

/** An image drawn on demand: the same bytes each time, so its ETag is made from what it is drawn of, and it is kept for the next Range. */
async function renderedFile(ports: DaxPorts, drawing: Drawing, image: ImageSource, signal: AbortSignal): Promise<ServedFile> {
  const task: DrawTask = { kind: 'file', image: { did: image.did, source: image.source } }
  const tag = await drawnTag(ports, task, null)
  const bytes = (await drawing.kept(tag, task, signal)) ?? new Uint8Array(0)
  return {
    size: bytes.length,
    sha256: null,
    etag: `"${tag}"`,
    contentType: 'application/fits',
    fileName: safeName(nameOf(image)),
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  }
}

async function fileOf(sql: Sql, sha256: string | null): Promise<{ readonly originalName: string | null; readonly contentType: string } | null> {
  if (sha256 === null) return null
  const [row] = await sql.rows<{ originalName: string | null; contentType: string }>(
    'SELECT original_name AS "originalName", content_type AS "contentType" FROM dax.file WHERE sha256 = $1',
    [sha256],
  )
  return row ?? null
}

function nameOf(image: ImageSource): string {
  return `${image.did.split('?').at(-1) ?? 'image'}.fits`
}

/** A file name that every system takes: slashes become _, no leading dot, at most 120 characters. */
function safeName(name: string): string {
  const words = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._]+/, '')
  return words === '' ? 'image.fits' : words.slice(-120)
}
