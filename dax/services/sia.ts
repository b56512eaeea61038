import { Hono } from 'hono'
import type { Field } from '../../vo/table/field.ts'
import { obscoreTable } from '../archive/catalogue-obscore.ts'
import type { DaxPorts } from '../ports.ts'
import { asReader, principal } from './auth/principal.ts'
import { baseUrl } from './base-url.ts'
import { daliParams, formLimitBytes, maxrecOf } from './dali.ts'
import type { DaliParams } from './dali.ts'
import { withDatalink } from './datalink-descriptor.ts'
import { imageFilter } from './image-filter.ts'
import { chooseFormat } from './response-format.ts'
import { tableOfQuery } from './row-stream.ts'
import { siaDescription } from './sia-description.ts'
import { availabilityRoute } from './vosi/availability.ts'
import { capabilitiesDocument } from './vosi/capabilities.ts'

/** Fields of the answer: all of ObsCore as TAP has it. */
const fields: readonly Field[] = obscoreTable.columns.map(({ principal: _p, indexed: _i, std: _s, ...field }) => field)

const columns = obscoreTable.columns.map((c) => `o."${c.name}"`).join(', ')

/** Images and cubes only: what SIA is for. */
const scope = "o.dataproduct_type IN ('image', 'cube')"

/** SIA 2.0 at /api/sia: query, capabilities, availability. */
export function siaService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  app.on(['GET', 'POST'], '/query', async (c) => {
    const params = await daliParams(c.req.raw, formLimitBytes)
    return query(ports, params, c.req.raw)
  })
  app.get('/capabilities', (c) => {
    const url = `${baseUrl(c.req.raw, ports)}/api/sia`
    const body = capabilitiesDocument(url, [{ standardId: 'ivo://ivoa.net/std/SIA#query-2.0', url: `${url}/query`, use: 'full', version: '2.0' }])
    return new Response(body, { headers: { 'Content-Type': 'text/xml; charset=utf-8' } })
  })
  app.route('/availability', availabilityRoute(ports))
  return app
}

async function query(ports: DaxPorts, params: DaliParams, request: Request): Promise<Response> {
  const { where, params: values } = imageFilter(params)
  const maxrec = maxrecOf(params, ports.config)
  const output = chooseFormat(params, request.headers.get('accept'))
  const base = baseUrl(request, ports)
  const reader = asReader(await principal(ports, request))
  const description = maxrec === 0 && output.format.extension === 'vot' ? await siaDescription(ports, `${base}/api/sia`, reader, request.signal) : ''
  const linked = withDatalink(fields, base)
  const bytes = await tableOfQuery(
    ports,
    { sql: `SELECT ${columns} FROM ivoa.obscore AS o WHERE ${scope} AND ${where} LIMIT ${maxrec + 1}`, params: values, fields, maxrec },
    {
      format: output.format.key,
      baseUrl: base,
      reader,
      timeoutMs: ports.config.syncTimeoutMs,
      signal: request.signal,
      shown: linked?.fields ?? fields,
      resourcesXml: (linked?.resourcesXml ?? '') + description,
    },
  )
  return new Response(bytes, {
    headers: { 'Content-Type': output.contentType, 'Content-Disposition': `inline; filename="images.${output.format.extension}"` },
  })
}
