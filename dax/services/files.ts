import { Hono } from 'hono'
import type { Sql } from '../archive/db.ts'
import { imageSource, type ImageSource } from '../archive/image-source.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { imageBytes } from '../store/image-bytes.ts'
import { byteRange, namesEtag } from './byte-range.ts'
import { clip } from './dali.ts'
import { gate } from './gate.ts'

/** Bytes of rendered images kept for the next Range, HEAD or download of the same one. */
const keptBytes = 64 * 1024 * 1024

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
export function filesService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const rendered = renderedFiles(ports)

  app.get('/:id{.+}', async (c) => {
    const id = c.req.param('id')
    const image = await imageSource(ports.db, id)
    if (image === null) throw new Fault('notFound', `${clip(id)} is not an image of this archive.`, ['path', 'id'])
    if (image.source === null && /^https?:\/\//i.test(image.accessUrl ?? '')) return c.body(null, 303, { Location: image.accessUrl ?? '' })
    const file =
      image.source?.startsWith('store/') === true ? await storedFile(ports, image, image.source.slice('store/'.length)) : await rendered(image)
    return answer(file, c.req.raw.headers)
  })
  return app
}

async function answer(file: ServedFile, asked: Headers): Promise<Response> {
  const headers = new Headers({
    'Content-Type': file.contentType,
    'Accept-Ranges': 'bytes',
    ETag: file.etag,
    'Cache-Control': 'public, no-cache',
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

/** Images drawn on demand: the same bytes each time, so their ETag is made from what they are drawn of. The last ones stay in memory. */
function renderedFiles(ports: DaxPorts): (image: ImageSource) => Promise<ServedFile> {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  const oneAtATime = gate(2)
  let size = 0
  const bytesOf = async (image: ImageSource, key: string): Promise<Uint8Array<ArrayBuffer>> => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const bytes = new Uint8Array(await new Response(await imageBytes(ports, image)).arrayBuffer())
    kept.set(key, bytes)
    size += bytes.length
    for (const [old, { length }] of kept) {
      if (size <= keptBytes || old === key) break
      kept.delete(old)
      size -= length
    }
    return bytes
  }
  return async (image) => {
    const key = image.source ?? ''
    const bytes = await oneAtATime(() => bytesOf(image, key))
    const tag = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${ports.config.version} ${key}`))
    const hex = [...new Uint8Array(tag).subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    return {
      size: bytes.length,
      sha256: null,
      etag: `"${hex}"`,
      contentType: 'application/fits',
      fileName: safeName(nameOf(image)),
      read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    }
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
