import type { Field } from '../../vo/table/field.ts'
import { fieldXml } from '../../vo/votable/write.ts'
import { attributes } from '../../vo/votable/xml.ts'
import type { Reader } from '../archive/reader.ts'
import type { DaxPorts } from '../ports.ts'

const text = (name: string, ucd: string, description: string, options?: readonly string[]): Field => ({
  name,
  datatype: 'char',
  arraysize: '*',
  ucd,
  description,
  ...(options === undefined ? {} : { options }),
})

const interval = (name: string, ucd: string, description: string, unit?: string): Field => ({
  name,
  datatype: 'double',
  arraysize: '2',
  xtype: 'interval',
  ucd,
  description,
  ...(unit === undefined ? {} : { unit }),
})

/** All parameters of SIA 2.0 (§2.1), and DPSUBTYPE as Rubin has it. Each can be repeated, but MAXREC and RESPONSEFORMAT. */
export const siaParameters: readonly Field[] = [
  text('POS', 'pos.outline;obs', 'Region that the footprint meets: CIRCLE ra dec radius, RANGE ra1 ra2 dec1 dec2, or POLYGON ra1 dec1 … (deg, ICRS)'),
  interval('BAND', 'em.wl', 'Wavelength in vacuum, or an interval that the passband meets; -Inf and +Inf leave an end open', 'm'),
  interval('TIME', 'time.interval;obs.exposure', 'MJD (UTC), or an interval that the exposure meets', 'd'),
  text('POL', 'meta.code;phys.polarization', 'Polarization state: I, Q, U, V, RR, LL, RL, LR, XX, YY, XY, YX, POLI or POLA'),
  interval('FOV', 'phys.angSize;instr.fov', 'Field of view', 'deg'),
  interval('SPATRES', 'pos.angResolution', 'Spatial resolution', 'arcsec'),
  interval('SPECRP', 'spect.resolution', 'Resolving power'),
  interval('EXPTIME', 'time.duration;obs.exposure', 'Exposure time', 's'),
  interval('TIMERES', 'time.resolution', 'Time resolution', 's'),
  text('ID', 'meta.ref.ivoid', 'Publisher DID'),
  text('COLLECTION', 'meta.id', 'Collection'),
  text('FACILITY', 'meta.id;instr.tel', 'Facility (telescope)'),
  text('INSTRUMENT', 'meta.id;instr', 'Instrument'),
  text('DPTYPE', 'meta.code.class', 'Kind of product', ['image', 'cube']),
  text('DPSUBTYPE', 'meta.code.class', 'Product type of the archive, e.g. lsst.visit_image'),
  { name: 'CALIB', datatype: 'int', ucd: 'meta.code;obs.calib', description: 'Calibration level', options: ['0', '1', '2', '3', '4'] },
  text('TARGET', 'meta.id;src', 'Target name'),
  text('FORMAT', 'meta.code.mime', 'Media type of what access_url leads to'),
  { name: 'MAXREC', datatype: 'int', ucd: 'meta.number', description: 'Most rows; 0 asks for this description' },
  text('RESPONSEFORMAT', 'meta.code.mime', 'Format of the answer'),
]

/** Parameters whose values are told where they are few. */
const enumerated: Readonly<Record<string, string>> = {
  COLLECTION: 'obs_collection',
  FACILITY: 'facility_name',
  INSTRUMENT: 'instrument_name',
  DPSUBTYPE: 'dataproduct_subtype',
  FORMAT: 'access_format',
}

/** Values that a form can list. */
const maxOptions = 50

/** What the service answers to MAXREC=0 besides its fields (DataLink 1.1 §4.2, utype adhoc:this): every parameter, with the values that this archive has. */
export async function siaDescription(ports: DaxPorts, url: string, reader: Reader, signal: AbortSignal): Promise<string> {
  const options = await distinctValues(ports, reader, signal)
  const params = siaParameters.map((field) => {
    const found = options.get(field.name)
    return fieldXml(found === undefined || found.length === 0 ? field : { ...field, options: found }, 'PARAM', '')
  })
  const fact = (name: string, value: string): string => `<PARAM${attributes({ name, datatype: 'char', arraysize: '*', value })}/>`
  return `<RESOURCE type="meta" utype="adhoc:this" name="sia">
<DESCRIPTION>Self-description: the parameters of this service</DESCRIPTION>
${fact('standardID', 'ivo://ivoa.net/std/SIA#query-2.0')}
${fact('accessURL', `${url}/query`)}
<GROUP name="inputParams">
${params.join('\n')}
</GROUP>
</RESOURCE>
`
}

/** One pass over the images that may be seen for all columns. */
async function distinctValues(ports: DaxPorts, reader: Reader, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns = Object.values(enumerated)
  const list = columns.map((column) => `array_agg(DISTINCT o.${column}) FILTER (WHERE o.${column} IS NOT NULL)`).join(', ')
  const { rows } = await ports.db.transaction((tx) => tx.query(`SELECT ${list} FROM ivoa.obscore AS o`), {
    as: 'user',
    timeoutMs: ports.config.syncTimeoutMs,
    signal,
    settings: { 'dax.base_url': '', ...reader.settings },
  })
  return new Map(
    Object.keys(enumerated).map((name, i) => {
      const values = rows[0]?.[i]
      const texts = Array.isArray(values) ? values.map(String) : []
      return [name, texts.length > maxOptions ? [] : texts]
    }),
  )
}
