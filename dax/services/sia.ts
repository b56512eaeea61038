import { Hono } from 'hono'
import { BatchBuilder } from '../../vo/table/build.ts'
import type { Batch } from '../../vo/table/columns.ts'
import type { Field } from '../../vo/table/field.ts'
import { fieldXml } from '../../vo/votable/write.ts'
import { obscoreTable } from '../archive/catalogue-obscore.ts'
import type { SqlValue } from '../archive/db.ts'
import type { DaxPorts } from '../ports.ts'
import { baseUrl } from './base-url.ts'
import { daliParams, formLimitBytes, maxrecOf } from './dali.ts'
import type { DaliParams } from './dali.ts'
import { withDatalink } from './datalink-descriptor.ts'
import { imageFilter } from './image-filter.ts'
import { chooseFormat } from './response-format.ts'
import { tableBytes } from './table-bytes.ts'
import type { TableTail } from './table-bytes.ts'
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
    return xml(capabilitiesDocument(url, [{ standardId: 'ivo://ivoa.net/std/SIA#query-2.0', url: `${url}/query`, use: 'full', version: '2.0' }]))
  })
  app.route('/availability', availabilityRoute(ports))
  return app
}

function xml(body: string): Response {
  return new Response(body, { headers: { 'Content-Type': 'text/xml; charset=utf-8' } })
}

async function query(ports: DaxPorts, params: DaliParams, request: Request): Promise<Response> {
  const { where, params: values } = imageFilter(params)
  const maxrec = maxrecOf(params, ports.config)
  const output = chooseFormat(params, request.headers.get('accept'))
  const base = baseUrl(request, ports)
  const tail: TableTail = { overflow: false, error: null }
  const batches = maxrec === 0 ? none() : await rowsOf(ports, where, values, maxrec, base, tail, request.signal)
  const description = maxrec === 0 ? await inputParams(ports) : ''
  const linked = withDatalink(fields, base)
  const bytes = tableBytes(output.format.key, {
    fields: linked?.fields ?? fields,
    batches,
    tail,
    resourcesXml: (linked?.resourcesXml ?? '') + description,
  })
  return new Response(bytes, {
    headers: { 'Content-Type': output.contentType, 'Content-Disposition': `inline; filename="images.${output.format.extension}"` },
  })
}

async function* none(): AsyncGenerator<Batch> {}

async function rowsOf(
  ports: DaxPorts,
  where: string,
  values: readonly SqlValue[],
  maxrec: number,
  base: string,
  tail: TableTail,
  signal: AbortSignal,
): Promise<AsyncGenerator<Batch>> {
  const sql = `SELECT ${columns} FROM ivoa.obscore AS o WHERE ${scope} AND ${where} LIMIT ${maxrec + 1}`
  const rows = await ports.db.stream(sql, values, { as: 'user', timeoutMs: ports.config.syncTimeoutMs, signal, settings: { 'dax.base_url': base } })
  return (async function* () {
    let left = maxrec
    for await (const some of rows.batches) {
      const builder = new BatchBuilder(fields)
      for (const row of some.slice(0, left)) builder.add(row)
      if (builder.length > 0) yield builder.finish()
      left -= builder.length
      if (some.length > builder.length) {
        tail.overflow = true
        return
      }
    }
  })()
}

const asked: readonly Field[] = [
  {
    name: 'POS',
    datatype: 'char',
    arraysize: '*',
    ucd: 'pos.outline;obs',
    description: 'CIRCLE ra dec radius, RANGE ra1 ra2 dec1 dec2, or POLYGON ra1 dec1 … (deg, ICRS); repeatable',
  },
  {
    name: 'BAND',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 'm',
    ucd: 'em.wl',
    description: 'Wavelength, or an interval that the image meets',
  },
  {
    name: 'TIME',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 'd',
    ucd: 'time.interval;obs.exposure',
    description: 'MJD (UTC), or an interval',
  },
  { name: 'POL', datatype: 'char', arraysize: '*', ucd: 'meta.code;phys.polarization', description: 'Polarization state' },
  { name: 'FOV', datatype: 'double', arraysize: '2', xtype: 'interval', unit: 'deg', ucd: 'phys.angSize;instr.fov', description: 'Field of view' },
  {
    name: 'SPATRES',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 'arcsec',
    ucd: 'pos.angResolution',
    description: 'Spatial resolution',
  },
  { name: 'SPECRP', datatype: 'double', arraysize: '2', xtype: 'interval', ucd: 'spect.resolution', description: 'Resolving power' },
  {
    name: 'EXPTIME',
    datatype: 'double',
    arraysize: '2',
    xtype: 'interval',
    unit: 's',
    ucd: 'time.duration;obs.exposure',
    description: 'Exposure time',
  },
  { name: 'TIMERES', datatype: 'double', arraysize: '2', xtype: 'interval', unit: 's', ucd: 'time.resolution', description: 'Time resolution' },
  { name: 'ID', datatype: 'char', arraysize: '*', ucd: 'meta.ref.ivoid', description: 'Publisher DID' },
  { name: 'COLLECTION', datatype: 'char', arraysize: '*', ucd: 'meta.id', description: 'Collection' },
  { name: 'FACILITY', datatype: 'char', arraysize: '*', ucd: 'meta.id;instr.tel', description: 'Facility' },
  { name: 'INSTRUMENT', datatype: 'char', arraysize: '*', ucd: 'meta.id;instr', description: 'Instrument' },
  { name: 'DPTYPE', datatype: 'char', arraysize: '*', ucd: 'meta.code.class', description: 'image or cube', options: ['image', 'cube'] },
  { name: 'DPSUBTYPE', datatype: 'char', arraysize: '*', ucd: 'meta.code.class', description: 'Product type of the archive, e.g. lsst.visit_image' },
  { name: 'CALIB', datatype: 'int', ucd: 'meta.code;obs.calib', description: 'Calibration level', options: ['0', '1', '2', '3', '4'] },
  { name: 'TARGET', datatype: 'char', arraysize: '*', ucd: 'meta.id;src', description: 'Target name' },
  { name: 'FORMAT', datatype: 'char', arraysize: '*', ucd: 'meta.code.mime', description: 'Media type of access_url' },
  { name: 'MAXREC', datatype: 'int', description: 'Most rows; 0 asks for this description' },
  { name: 'RESPONSEFORMAT', datatype: 'char', arraysize: '*', description: 'Format of the answer' },
]

/** The self-description of MAXREC=0: every parameter, with the values that this archive has where they are few. */
async function inputParams(ports: DaxPorts): Promise<string> {
  const values: Readonly<Record<string, string>> = {
    COLLECTION: 'obs_collection',
    INSTRUMENT: 'instrument_name',
    FACILITY: 'facility_name',
    DPSUBTYPE: 'dataproduct_subtype',
  }
  const params: string[] = []
  for (const field of asked) {
    const column = values[field.name]
    const options = column === undefined ? undefined : await distinct(ports, column)
    params.push(
      fieldXml({ ...field, name: `INPUT:${field.name}`, ...(options === undefined || options.length === 0 ? {} : { options }) }, 'PARAM', ''),
    )
  }
  return `<RESOURCE type="meta">\n${params.join('\n')}\n</RESOURCE>\n`
}

/** Up to 50 values of a column, each found by one step of an ordered scan of distinct values. */
async function distinct(ports: DaxPorts, column: string): Promise<readonly string[]> {
  const { rows } = await ports.db.transaction(
    (tx) => tx.query(`SELECT DISTINCT o.${column} FROM ivoa.obscore AS o WHERE o.${column} IS NOT NULL ORDER BY 1 LIMIT 50`),
    { as: 'user', timeoutMs: ports.config.syncTimeoutMs },
  )
  return rows.map((r) => String(r[0]))
}
