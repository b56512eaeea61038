import { parseRegion } from '../../../vo/sky/region-text.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { Fault } from '../../fault.ts'
import { clip, type DaliParams } from '../dali.ts'
import { posRegion } from '../image-filter.ts'
import { intervalOf, type Interval } from '../interval.ts'

/** One thing to do: a part (or, without any filter, the whole) of one image. */
export interface CutoutTask {
  readonly id: string
  /** Null: all of the sky part. */
  readonly region: Region | null
  /** m. */
  readonly band: Interval | null
  /** MJD UTC. */
  readonly time: Interval | null
}

/** Most parts that one job cuts. */
export const maxTasks = 200

/** The media types of a cut-out that may be asked for; FITS is the only one given. */
const fitsNames = ['application/fits', 'image/fits', 'fits']

/** Every combination of the values given: each ID with each region, band and time. Throws usage Faults that name the parameter and its value. */
export function cutoutTasks(params: DaliParams): readonly CutoutTask[] {
  for (const [name] of params.entries) {
    if (name === 'POL') throw new Fault('usage', 'POL is not a parameter of this service: its images have one polarization state.', ['query', 'POL'])
  }
  const format = params.one('RESPONSEFORMAT')
  if (format !== undefined && format !== '' && !fitsNames.includes(format.toLowerCase())) {
    throw new Fault('usage', `RESPONSEFORMAT=${clip(format)} is not offered; cut-outs are application/fits.`, ['query', 'RESPONSEFORMAT'])
  }
  const ids = [...new Set(given(params, 'ID'))]
  if (ids.length === 0) throw new Fault('usage', 'ID is missing: give the obs_publisher_did of an image.', ['query', 'ID'])
  const regions: (Region | null)[] = [
    ...given(params, 'POS').map(posRegion),
    ...given(params, 'CIRCLE').map((value) => shape('CIRCLE', value, 3, 3, 'ra dec radius')),
    ...given(params, 'POLYGON').map((value) => shape('POLYGON', value, 6, 2000, 'ra1 dec1 ra2 dec2 ra3 dec3 …')),
  ]
  const bands = given(params, 'BAND').map((value) => intervalOf(value, 'BAND'))
  const times = given(params, 'TIME').map((value) => intervalOf(value, 'TIME'))
  const count = ids.length * atLeastOne(regions).length * atLeastOne(bands).length * atLeastOne(times).length
  if (count > maxTasks) throw new Fault('usage', `The request asks for ${count} cut-outs; ${maxTasks} are made at once. Split it.`, ['query', 'ID'])
  return ids.flatMap((id) =>
    atLeastOne(regions).flatMap((region) => atLeastOne(bands).flatMap((band) => atLeastOne(times).map((time) => ({ id, region, band, time })))),
  )
}

function given(params: DaliParams, name: string): string[] {
  return params
    .all(name)
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

function atLeastOne<T>(values: readonly T[]): readonly (T | null)[] {
  return values.length === 0 ? [null] : values
}

/** DALI shapes have no keyword and no frame: plain numbers in ICRS degrees. */
function shape(name: 'CIRCLE' | 'POLYGON', value: string, least: number, most: number, form: string): Region {
  const numbers = value.split(/\s+/)
  const plain = numbers.every((word) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word))
  if (!plain || numbers.length < least || numbers.length > most || (name === 'POLYGON' && numbers.length % 2 !== 0)) {
    throw new Fault('usage', `${name}=${clip(value)} is not "${form}" in degrees.`, ['query', name])
  }
  const region = parseRegion(`${name} ${value}`)
  if (!region.ok) throw new Fault('usage', `${name}=${clip(value)}: ${region.error.message}`, ['query', name])
  return region.value
}
