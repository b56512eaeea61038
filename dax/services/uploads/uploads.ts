import { Hono } from 'hono'
import { fitsLimits } from '../../../vo/fits/limits.ts'
import { insertIngest } from '../../archive/ingest/ingest-rows.ts'
import { knownImages } from '../../archive/ingest/known.ts'
import { cancelIngest, deleteUpload, endHold, insertUpload, uploadById, usageOf, type UploadRow } from '../../archive/ingest/upload-rows.ts'
import { knownRequest } from '../../contract/uploads.ts'
import { Fault } from '../../fault.ts'
import { ingestLimits, type DaxPorts, type IngestLimits } from '../../ports.ts'
import { collectedDigest } from '../../store/digest.ts'
import { TooMuch, type Spool } from '../../store/spool.ts'
import { asReader, authorize, type SignedIn } from '../auth/principal.ts'
import { baseUrl } from '../base-url.ts'
import { clip } from '../dali.ts'
import { jsonBody } from '../json-body.ts'
import type { IngestEngine } from '../ingests/ingest-engine.ts'
import { checksumOf, type Checksum } from './checksum.ts'
import { quota } from './quota.ts'
import { bytesHeader, fixedLimits, orderOf, readMetadata } from './tus-request.ts'
import { uploadHolds, type Hold } from './upload-holds.ts'

const version = '1.0.0'
const extensions = 'creation,creation-with-upload,checksum,termination,expiration'
const checksums = 'sha256,sha1'

/** /api/uploads: tus 1.0; see contract/uploads.ts. An answer to a PATCH means that its bytes are on disk, and the database knows it. */
export function uploadsService(ports: DaxPorts, spool: Spool, engine: IngestEngine): Hono {
  const app = new Hono({ strict: false })
  const limits: IngestLimits = { ...ingestLimits, ...ports.config.ingest }
  const holds = uploadHolds(ports)
  const room = quota(limits)
  const user = (request: Request): Promise<SignedIn> => authorize(ports, request, 'write:files', 'upload images')

  async function mine(request: Request, id: string): Promise<UploadRow> {
    const who = await user(request)
    const found = /^[0-9a-f]{32}$/u.test(id) ? await uploadById(ports.db, id) : null
    if (found === null || (found.owner !== who.user && !who.isAdmin))
      throw new Fault('notFound', `There is no upload ${clip(id)} of yours here: it was completed, cancelled, or never made.`, ['path', 'id'])
    if (found.isExpired || found.state === 'cancelled')
      throw new Fault('gone', `This upload ${found.isExpired ? 'expired' : 'was cancelled'}. Begin a new one.`, ['path', 'id'])
    return found
  }

  app.use('*', async (c, next) => {
    const asked = c.req.header('tus-resumable')
    if (asked !== undefined && asked !== version && c.req.method !== 'OPTIONS')
      return new Response(null, { status: 412, headers: { 'Tus-Resumable': version, 'Tus-Version': version } })
    await next()
    c.res.headers.set('Tus-Resumable', version)
    return undefined
  })

  const options = (): Response =>
    new Response(null, {
      status: 204,
      headers: {
        'Tus-Version': version,
        'Tus-Extension': extensions,
        'Tus-Max-Size': String(limits.fileBytes),
        'Tus-Checksum-Algorithm': checksums,
      },
    })
  app.options('/', options)
  app.options('/:id', options)

  app.get('/limits', async (c) => {
    const who = await user(c.req.raw)
    const { usedBytes } = await usageOf(ports.db, who.user)
    const bytes = limits.quotaBytes
    return json({
      maxFileBytes: limits.fileBytes,
      maxUnpackedBytes: fitsLimits.unzippedBytes,
      maxHeaderCards: fitsLimits.headerCards,
      maxHdus: fitsLimits.hdus,
      maxSidecarBytes: fixedLimits.sidecarBytes,
      maxMetadataBytes: fixedLimits.metadataBytes,
      maxChecksummedBytes: fixedLimits.checksummedBytes,
      checksums: checksums.split(','),
      keptS: limits.keptS,
      quota: bytes === 0 ? null : { bytes, usedBytes, leftBytes: Math.max(0, bytes - usedBytes) },
      maxOpen: limits.openUploads,
      visibilities: ['private', ...(who.groups.length > 0 ? ['group'] : []), 'public'],
    })
  })

  app.post('/known', async (c) => {
    const who = await user(c.req.raw)
    const { sha256 } = await jsonBody(c.req.raw, knownRequest, 131_072)
    const found = await knownImages(ports.db, asReader(who), sha256, who.user)
    return json({ known: found.map((one) => ({ ...one, imageId: String(one.imageId) })) })
  })

  app.post('/', async (c) => {
    const who = await user(c.req.raw)
    const { headers } = c.req.raw
    if (headers.has('upload-defer-length'))
      throw new Fault('usage', 'Upload-Defer-Length is not offered: give Upload-Length.', ['header', 'Upload-Defer-Length'])
    const length = bytesHeader(headers, 'Upload-Length')
    if (length === null) throw new Fault('usage', 'Upload-Length is missing: the size of the file in bytes.', ['header', 'Upload-Length'])
    if (length > limits.fileBytes)
      throw new Fault('tooLarge', `The file has ${length} bytes; files up to ${limits.fileBytes} can be taken in.`, ['header', 'Upload-Length'])
    const metadata = headers.get('upload-metadata') ?? ''
    const { name, settings } = orderOf(readMetadata(metadata))
    if (settings.group !== undefined && !who.groups.includes(settings.group))
      throw new Fault('forbidden', `You are not in the group ${clip(settings.group)}.`, ['header', 'Upload-Metadata', 'group'])
    const id = crypto.randomUUID().replaceAll('-', '')
    await ports.db.transaction(async (tx) => {
      await room.admit(tx, who.user, length)
      await insertIngest(tx, { id, owner: who.user, name, size: length, settings })
      await insertUpload(tx, id, length, metadata, limits.keptS)
      await spool.create(id)
    })
    const made = await uploadById(ports.db, id)
    const isWithBytes = headers.get('content-type') === 'application/offset+octet-stream'
    const offset =
      made === null ? 0 : await receive(made, 0, isWithBytes ? c.req.raw.body : null, isWithBytes ? checksumOf(headers) : null, c.req.raw.signal)
    const answer: Record<string, string> = {
      Location: `${baseUrl(c.req.raw, ports)}/api/uploads/${id}`,
      ...(isWithBytes ? { 'Upload-Offset': String(offset) } : {}),
    }
    return new Response(null, { status: 201, headers: { ...answer, ...expiry(made, offset) } })
  })

  /** Also what HEAD gives, which dax answers as a GET without its body. */
  app.get('/:id', async (c) => {
    const one = await mine(c.req.raw, c.req.param('id'))
    const status = {
      id: one.id,
      name: one.name,
      length: one.length,
      offset: one.received,
      expires: one.received < one.length ? one.expires.toISOString() : null,
    }
    const headers = {
      'Upload-Offset': String(one.received),
      'Upload-Length': String(one.length),
      ...(one.metadata.length > 0 && one.metadata.length < 8192 ? { 'Upload-Metadata': one.metadata } : {}),
    }
    return json(status, { ...headers, ...expiry(one, one.received) })
  })

  app.patch('/:id', async (c) => {
    const one = await mine(c.req.raw, c.req.param('id'))
    const { headers } = c.req.raw
    if (headers.get('content-type') !== 'application/offset+octet-stream')
      throw new Fault('unsupported', `Content-Type is ${clip(headers.get('content-type') ?? 'absent')}; application/offset+octet-stream expected.`, [
        'header',
        'Content-Type',
      ])
    const offset = bytesHeader(headers, 'Upload-Offset')
    if (offset === null) throw new Fault('usage', 'Upload-Offset is missing.', ['header', 'Upload-Offset'])
    const end = await receive(one, offset, c.req.raw.body, checksumOf(headers), c.req.raw.signal)
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(end), ...expiry(one, end) } })
  })

  app.delete('/:id', async (c) => {
    const one = await mine(c.req.raw, c.req.param('id'))
    holds.breakOff(one.id)
    engine.stop(one.id)
    if (!(await cancelIngest(ports.db, one.id, null)) && ['waiting', 'running'].includes(one.state))
      throw new Fault('conflict', 'It is complete and being taken in: delete the image instead.', ['path', 'id'])
    await deleteUpload(ports.db, one.id)
    await spool.remove(one.id)
    return new Response(null, { status: 204 })
  })

  /** Takes the bytes of one request; returns the offset after them, which is on disk and in the database. */
  async function receive(
    one: UploadRow,
    offset: number,
    body: ReadableStream<Uint8Array> | null,
    checksum: Checksum | null,
    client: AbortSignal,
  ): Promise<number> {
    const hold = await holds.take(one.id)
    let isEnded = false
    try {
      const now = await uploadById(ports.db, one.id)
      if (now === null || now.state !== 'receiving' || now.received !== offset) {
        const at = now?.received ?? one.length
        await body?.cancel().catch(() => undefined)
        // an empty request at the very end of a complete upload asks for nothing that is not so
        if (now !== null && at === offset && at === now.length) return at
        throw new Fault('conflict', `Upload-Offset is ${offset}, and ${at} bytes are here. Go on at ${at}.`, ['header', 'Upload-Offset'])
      }
      const size = body === null ? offset : await append(now, offset, body, checksum, hold, client)
      if (!(await endHold(ports.db, one.id, hold.holder, size, limits.keptS)))
        throw new Fault('locked', 'Another request took over this upload.', ['path', 'id'])
      isEnded = true
      if (size === now.length) engine.wake()
      return size
    } finally {
      await hold.release(isEnded)
    }
  }

  async function append(
    one: UploadRow,
    offset: number,
    body: ReadableStream<Uint8Array>,
    checksum: Checksum | null,
    hold: Hold,
    client: AbortSignal,
  ): Promise<number> {
    const digest = checksum === null ? null : (ports.digest ?? collectedDigest)(checksum.algorithm)
    const most = Math.min(one.length - offset, checksum === null ? Number.POSITIVE_INFINITY : fixedLimits.checksummedBytes)
    const { size, broken } = await spool.append(one.id, offset, body, {
      most,
      signal: AbortSignal.any([hold.signal, client]),
      seen: (piece) => {
        hold.heard()
        digest?.update(piece)
      },
      // with a checksum nothing counts before all of it is here
      ...(checksum === null ? { synced: (at: number) => hold.synced(at) } : {}),
    })
    // bytes that are not taken stay until the next request cuts them off: only who holds the upload then may shorten it
    if (broken instanceof TooMuch)
      throw new Fault(
        'tooLarge',
        checksum !== null && most < one.length - offset
          ? `A chunk with a checksum may have ${fixedLimits.checksummedBytes} bytes.`
          : `The request brings more than the ${one.length} bytes of Upload-Length.`,
        ['body'],
      )
    if (hold.signal.aborted) throw hold.signal.reason
    if (digest === null) return size
    if (broken !== null) throw new Fault('transient', 'The connection was cut before the chunk was whole; nothing of it was kept.', ['body'])
    if ((await digest.end()) !== checksum?.hex)
      throw new Fault(
        'checksum',
        `The ${size - offset} bytes of this request do not have the checksum that Upload-Checksum announces: they were changed on their way. Send them again.`,
        ['header', 'Upload-Checksum'],
      )
    return size
  }

  return app
}

function expiry(one: UploadRow | null, offset: number): Record<string, string> {
  return one === null || offset >= one.length ? {} : { 'Upload-Expires': one.expires.toUTCString() }
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers } })
}
