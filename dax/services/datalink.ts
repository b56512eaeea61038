import { Hono } from 'hono'
import { BatchBuilder } from '../../vo/table/build.ts'
import type { Cell } from '../../vo/table/columns.ts'
import type { Field } from '../../vo/table/field.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { mayRead, readRows, type Reader } from '../archive/reader.ts'
import { asReader, cacheFor, principal, type Principal } from './auth/principal.ts'
import { baseUrl } from './base-url.ts'
import { sodaDescriptors } from './cutout/descriptor.ts'
import { clip, daliParams, formLimitBytes } from './dali.ts'
import { relativesOf, type Relative } from './datalink-relatives.ts'
import { chooseFormat } from './response-format.ts'
import { tableBytes } from './table-bytes.ts'
import { availabilityRoute } from './vosi/availability.ts'
import { capabilitiesDocument } from './vosi/capabilities.ts'

/** IDs answered in one request. */
const maxIds = 1000

const fields: readonly Field[] = [
  { name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.id;meta.main', description: 'Identifier as asked' },
  { name: 'access_url', datatype: 'char', arraysize: '*', ucd: 'meta.ref.url', description: 'Where the thing is' },
  { name: 'service_def', datatype: 'char', arraysize: '*', ucd: 'meta.ref', description: 'ID of the service descriptor in this document' },
  { name: 'error_message', datatype: 'char', arraysize: '*', ucd: 'meta.code.error', description: 'Why there is no link' },
  { name: 'description', datatype: 'char', arraysize: '*', ucd: 'meta.note', description: 'What the link leads to' },
  { name: 'semantics', datatype: 'char', arraysize: '*', ucd: 'meta.code', description: 'Term of the DataLink vocabulary' },
  { name: 'content_type', datatype: 'char', arraysize: '*', ucd: 'meta.code.mime', description: 'Media type of the thing' },
  { name: 'content_length', datatype: 'long', unit: 'byte', ucd: 'phys.size;meta.file', description: 'Size of the thing' },
]

interface LinkedImage {
  readonly did: string
  readonly source: string | null
  readonly access_url: string | null
  readonly access_format: string | null
  readonly size: bigint | null
  readonly content_type: string | null
  readonly circle: readonly number[] | null
}

/** DataLink 1.1 at /api/datalink: links (several IDs, errors per row), capabilities, availability. */
export function datalinkService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  app.on(['GET', 'POST'], '/links', async (c) => {
    const params = await daliParams(c.req.raw, formLimitBytes)
    const ids = [
      ...new Set(
        params
          .all('ID')
          .map((id) => id.trim())
          .filter((id) => id !== ''),
      ),
    ]
    if (ids.length > maxIds) throw new Fault('usage', `${ids.length} IDs were given; at most ${maxIds} are answered at once.`, ['query', 'ID'])
    const output = chooseFormat(params, c.req.header('accept') ?? null)
    return links(ports, ids, await principal(ports, c.req.raw), baseUrl(c.req.raw, ports), output)
  })
  app.get('/capabilities', (c) => {
    const url = `${baseUrl(c.req.raw, ports)}/api/datalink`
    return new Response(
      capabilitiesDocument(url, [{ standardId: 'ivo://ivoa.net/std/DataLink#links-1.1', url: `${url}/links`, use: 'full', version: '1.1' }]),
      {
        headers: { 'Content-Type': 'text/xml; charset=utf-8' },
      },
    )
  })
  app.route('/availability', availabilityRoute(ports))
  return app
}

async function links(
  ports: DaxPorts,
  ids: readonly string[],
  who: Principal,
  base: string,
  output: ReturnType<typeof chooseFormat>,
): Promise<Response> {
  const reader = asReader(who)
  const found = new Map((await linkedImages(ports, ids, reader)).map((image) => [image.did, image]))
  const relatives = await relativesOf(ports.db, [...found.keys()], reader)
  const builder = new BatchBuilder(fields)
  const descriptors: string[] = []
  ids.forEach((id, i) => {
    const image = found.get(id)
    if (image === undefined) {
      const fault =
        id.includes('://') || /^\d+$/u.test(id)
          ? `NotFoundFault: ${clip(id)} is not an image of this archive`
          : `UsageFault: ${clip(id)} is not an identifier of this archive (ivo://…)`
      builder.add([id, null, null, fault, null, '#this', null, null])
      return
    }
    const prefix = ids.length === 1 ? '' : `n${i + 1}-`
    for (const row of rowsOf(image, base, prefix)) builder.add(row)
    for (const relative of relatives) if (relative.did === id) builder.add(relativeRow(relative, base))
    if (image.source !== null) {
      descriptors.push(
        sodaDescriptors(base, { idPrefix: prefix, image: { did: id, ...(image.circle === null ? {} : { circle: image.circle.join(' ') }) } }),
      )
    }
  })
  const batch = builder.finish()
  const bytes = tableBytes(output.format.key, {
    fields,
    batches: (async function* () {
      yield batch
    })(),
    tail: { overflow: false, error: null },
    infos: [{ name: 'standardID', value: 'ivo://ivoa.net/std/DataLink#links-1.1' }],
    resourcesXml: descriptors.length === 0 ? '' : `${descriptors.join('\n')}\n`,
  })
  const type = output.format.key === 'tabledata' ? 'application/x-votable+xml;content=datalink' : output.contentType
  return new Response(bytes, { headers: { 'Content-Type': type, 'Cache-Control': cacheFor(who, 'max-age=60') } })
}

function linkedImages(ports: DaxPorts, ids: readonly string[], reader: Reader): Promise<readonly LinkedImage[]> {
  if (ids.length === 0) return Promise.resolve([])
  return readRows<LinkedImage>(
    ports.db,
    reader,
    `SELECT i.obs_publisher_did AS did, i.source, i.access_url, i.access_format, f.size, f.content_type,
       CASE WHEN i.s_ra IS NOT NULL AND i.s_fov IS NOT NULL THEN ARRAY[i.s_ra, i.s_dec, i.s_fov / 2] END AS circle
     FROM dax.image i LEFT JOIN dax.file f ON f.sha256 = i.sha256 WHERE ${mayRead('i')} AND i.obs_publisher_did = ANY ($1::text[])`,
    [ids],
  )
}

/** The way to the links of an image that this one was made from, or that was made from it. */
function relativeRow(relative: Relative, base: string): Cell[] {
  const made = relative.semantics === '#progenitor' ? 'Made from' : 'Used for'
  const url = `${base}/api/datalink/links?ID=${encodeURIComponent(relative.other)}`
  return [
    relative.did,
    url,
    null,
    null,
    `${made}: ${relative.title ?? relative.other}`,
    relative.semantics,
    'application/x-votable+xml;content=datalink',
    null,
  ]
}

/** What there is for an image: the file, a preview, cut-outs; or where another archive keeps it. */
function rowsOf(image: LinkedImage, base: string, prefix: string): Cell[][] {
  const id = encodeURIComponent(image.did)
  if (image.source === null) {
    return [
      image.access_url === null
        ? [
            image.did,
            null,
            null,
            'NotFoundFault: this archive knows the image’s metadata only, and no address of its file',
            null,
            '#this',
            null,
            null,
          ]
        : [image.did, image.access_url, null, null, 'The product, at the archive that keeps it', '#this', image.access_format, image.size],
    ]
  }
  return [
    [image.did, `${base}/api/files/${id}`, null, null, 'The image', '#this', image.content_type ?? 'application/fits', image.size],
    [image.did, `${base}/api/previews/${id}?size=512`, null, null, 'Preview', '#preview', 'image/png', null],
    [image.did, `${base}/api/previews/${id}?size=128`, null, null, 'Small preview', '#preview-image', 'image/png', null],
    [image.did, null, `${prefix}soda-sync`, null, 'Cut-out of the image', '#cutout', 'application/fits', null],
    [image.did, null, `${prefix}soda-async`, null, 'Cut-out of the image, as a job', '#cutout', 'application/fits', null],
  ]
}
