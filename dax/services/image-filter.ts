import { parseRegion } from '../../vo/sky/region-text.ts'
import type { Region } from '../../vo/sky/region.ts'
import type { SqlValue } from '../archive/db.ts'
import { regionsWhere } from '../archive/region-search.ts'
import { Fault } from '../fault.ts'
import { clip, type DaliParams } from './dali.ts'
import { intervalOf } from './interval.ts'

/** A condition on ivoa.obscore AS o, with its parameters $1 … $n; 'true' when nothing was asked. */
export interface ImageFilter {
  readonly where: string
  readonly params: readonly SqlValue[]
}

/** Values of one parameter that are taken; each is a term of an OR. */
const maxValues = 1000

/** Regions of one search: each takes five of the 65,535 parameters that a statement can have, and its own look at the index. */
const maxRegions = 200

const textColumns: Readonly<Record<string, string>> = {
  COLLECTION: 'obs_collection',
  INSTRUMENT: 'instrument_name',
  FACILITY: 'facility_name',
  TARGET: 'target_name',
  ID: 'obs_publisher_did',
  FORMAT: 'access_format',
  DPTYPE: 'dataproduct_type',
  DPSUBTYPE: 'dataproduct_subtype',
}

/** lo and hi columns of what overlaps, or one column twice for what lies inside. */
const intervalColumns: Readonly<Record<string, readonly [lo: string, hi: string]>> = {
  BAND: ['em_min', 'em_max'],
  TIME: ['t_min', 't_max'],
  FOV: ['s_fov', 's_fov'],
  SPATRES: ['s_resolution', 's_resolution'],
  EXPTIME: ['t_exptime', 't_exptime'],
  SPECRP: ['em_res_power', 'em_res_power'],
  TIMERES: ['t_resolution', 't_resolution'],
}

const dataproductTypes = ['image', 'cube']
const polarizations = ['I', 'Q', 'U', 'V', 'RR', 'LL', 'RL', 'LR', 'XX', 'YY', 'XY', 'YX', 'POLI', 'POLA']

/** The query parameters of SIA 2.0 as one condition: values of one parameter are alternatives, parameters narrow each other. Throws usage Faults. */
export function imageFilter(params: DaliParams): ImageFilter {
  const values: SqlValue[] = []
  const bind = (value: SqlValue, type: string) => `$${values.push(value)}::${type}`
  const terms: string[] = []
  const given = (name: string): string[] => {
    const all = params.all(name).filter((value) => value.trim() !== '')
    const limit = name === 'POS' ? maxRegions : maxValues
    if (all.length > limit) throw new Fault('usage', `${name} is given ${all.length} times; the limit is ${limit}.`, ['query', name])
    return [...new Set(all)]
  }
  const any = (name: string, term: (value: string) => string) => {
    const all = given(name)
    if (all.length > 0) terms.push(`(${all.map(term).join(' OR ')})`)
  }

  const [first, ...others] = given('POS').map(posRegion)
  if (first !== undefined) terms.push(regionsWhere([first, ...others], 'o.dax_id', bind))
  for (const [name, [lo, hi]] of Object.entries(intervalColumns)) {
    any(name, (value) => {
      const interval = intervalOf(value, name)
      return `(o.${hi} >= ${bind(interval.lo, 'float8')} AND o.${lo} <= ${bind(interval.hi, 'float8')})`
    })
  }
  for (const [name, column] of Object.entries(textColumns)) {
    any(name, (value) => {
      if (name === 'DPTYPE' && !dataproductTypes.includes(value))
        throw new Fault('usage', `DPTYPE=${clip(value)} is not image or cube.`, ['query', 'DPTYPE'])
      return `o.${column} = ${bind(value, 'text')}`
    })
  }
  any('CALIB', (value) => {
    if (!/^[0-4]$/.test(value.trim()))
      throw new Fault('usage', `CALIB=${clip(value)} is not a calibration level: 0, 1, 2, 3 or 4.`, ['query', 'CALIB'])
    return `o.calib_level = ${bind(Number(value), 'integer')}`
  })
  any('POL', (value) => {
    const state = value.trim().toUpperCase()
    if (!polarizations.includes(state))
      throw new Fault('usage', `POL=${clip(value)} is not a polarization state: ${polarizations.join(', ')}.`, ['query', 'POL'])
    return `position(${bind(`/${state}/`, 'text')} in o.pol_states) > 0`
  })
  return { where: terms.length === 0 ? 'true' : terms.join(' AND '), params: values }
}

/** The region of a SIA 2.0 POS: CIRCLE, RANGE or POLYGON with ICRS degrees. */
export function posRegion(value: string): Region {
  const region = /^\s*(circle|range|polygon)\s+[-+.\di]/i.test(value) ? parseRegion(value) : null
  if (region === null) {
    throw new Fault(
      'usage',
      `POS=${clip(value)} is not CIRCLE ra dec radius, RANGE ra1 ra2 dec1 dec2 or POLYGON ra1 dec1 ra2 dec2 ra3 dec3 … in degrees.`,
      ['query', 'POS'],
    )
  }
  if (!region.ok) throw new Fault('usage', `POS: ${region.error.message}`, ['query', 'POS'])
  return region.value
}
