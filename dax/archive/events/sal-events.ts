import { taiMinusUtc } from '../../../vo/time/leap-seconds.ts'
import type { FieldReader } from './field-reader.ts'
import { readObsId } from './obs-id.ts'
import { bareEvent, type EventKind, type ScheduledTarget, type TelescopeEvent } from './telescope-event.ts'

type Fields = Readonly<Record<string, unknown>>

/** s by which two clocks of one message may differ from the leap seconds between them. */
const clockTolerance = 0.01

/** What all messages of SAL carry: who sent them and when, by clocks that are leap seconds apart. */
function sent(reader: FieldReader, kind: EventKind, content: Fields): TelescopeEvent | null {
  const moment = reader.moment('private_sndStamp')
  if (moment === null) return reader.problems.length > 0 ? null : reader.wrong('private_sndStamp', 'seconds since 1970 (TAI)')
  const efd = reader.has('private_efdStamp') ? reader.moment('private_efdStamp') : null
  const apart = efd === null ? null : (moment - efd) * 86_400
  if (apart !== null && efd !== null && Math.abs(apart - taiMinusUtc(Math.floor(efd))) > clockTolerance) {
    reader.problems.push(
      `${reader.at('private_efdStamp')} is ${apart.toFixed(3)} s before private_sndStamp; ${taiMinusUtc(Math.floor(efd))} s (TAI − UTC of that day) expected`,
    )
    return null
  }
  const source = reader.maybeText('private_identity')
  const number = reader.has('private_seqNum') ? reader.number('private_seqNum') : null
  return {
    ...bareEvent(kind, `${kind} ${source ?? ''} ${number ?? ''} ${String(content['private_sndStamp'])}`, content),
    source,
    sent: moment,
    efd,
    kafka: reader.has('private_kafkaStamp') ? reader.moment('private_kafkaStamp') : null,
  }
}

/** The script queue announces a visit. A message without a pointing (of an engineering script) is kept without a place. */
export function readNextVisit(reader: FieldReader, content: Fields, notes: string[]): TelescopeEvent | null {
  const base = sent(reader, 'nextVisit', content)
  const group = reader.text('groupId')
  const system = reader.number('coordinateSystem', 1, 4)
  const position = reader.list('position')
  const begin = reader.moment('startTime')
  const rotationSystem = reader.has('rotationSystem') ? reader.number('rotationSystem', 1, 4) : 1
  const angle = rotationSystem === 2 ? reader.number('cameraAngle') : null
  let [ra, dec]: readonly (number | null)[] = [null, null]
  if (position !== null && system === 2) {
    ;[ra, dec] = [position[0], position[1]].map((x) => (typeof x === 'number' ? x : null))
    if (position.length !== 2 || ra == null || dec == null || ra < 0 || ra >= 360 || Math.abs(dec) > 90)
      reader.wrong('position', '[ra in [0, 360), dec in [-90, 90]] (ICRS)')
  } else if (position !== null && system !== null)
    notes.push(
      `${reader.at('coordinateSystem')} is ${system} (${['NONE', 'ICRS', 'OBSERVED', 'MOUNT'][system - 1] ?? ''}) with position ${JSON.stringify(position)}: ` +
        `${system === 1 ? 'a blank pointing (an engineering message)' : 'no place on the sky'}; kept without a place`,
    )
  if (base === null || group === null) return null
  const images = reader.has('nimages') ? reader.number('nimages', 0) : null
  return {
    ...base,
    group,
    begin,
    ra: ra ?? null,
    dec: dec ?? null,
    rotation: angle,
    filters: reader.maybeText('filters'),
    instrument: reader.maybeText('instrument'),
    count: images === 0 ? null : images,
    detector: reader.has('detector') ? reader.number('detector', 0) : null,
  }
}

/** The scheduler foresees targets: lists of equal length, of which the first numberOfTargets are meant. */
export function readSchedule(reader: FieldReader, content: Fields, notes: string[]): TelescopeEvent | null {
  const base = sent(reader, 'predictedSchedule', content)
  const count = reader.number('numberOfTargets', 0)
  if (count === null) return null
  const column = (name: string): readonly unknown[] => {
    const list = reader.list(name)
    if (list !== null && list.length < count) reader.problems.push(`${reader.at(name)} has ${list.length} values; numberOfTargets is ${count}`)
    return list ?? []
  }
  const [ra, dec, rotation, mjd, exposure, exposures] = ['ra', 'decl', 'rotSkyPos', 'mjd', 'exptime', 'nexp'].map(column)
  const filters = (reader.maybeText('instrumentConfiguration') ?? '').split(',')
  if (reader.problems.length > 0) return null
  const number = (list: readonly unknown[] | undefined, k: number): number | null => (typeof list?.[k] === 'number' ? list[k] : null)
  const targets: ScheduledTarget[] = []
  let timeless = 0
  for (let k = 0; k < count; k++) {
    const [x, y] = [number(ra, k), number(dec, k)]
    if (x === null || x < 0 || x > 360) reader.problems.push(`${reader.at('ra')}[${k}] is ${String(ra?.[k])}; a number in [0, 360] expected`)
    else if (y === null || Math.abs(y) > 90) reader.problems.push(`${reader.at('decl')}[${k}] is ${String(dec?.[k])}; a number in [-90, 90] expected`)
    else {
      const at = number(mjd, k)
      if (at === null || at === 0) timeless += 1
      targets.push({
        mjd: at === 0 ? null : at,
        ra: x % 360,
        dec: y,
        rotation: number(rotation, k),
        exposure: number(exposure, k),
        exposures: number(exposures, k),
        filter: filters[k] ?? null,
      })
    }
  }
  if (timeless > 0) notes.push(`${reader.at('mjd')} is 0 for ${timeless} of ${count} targets: these have no time`)
  return base === null || reader.problems.length > 0 ? null : { ...base, count, targets }
}

/** The camera has read an image out. */
export function readEndReadout(reader: FieldReader, content: Fields, notes: string[]): TelescopeEvent | null {
  const base = sent(reader, 'endReadout', content)
  const name = reader.text('imageName')
  const begin = reader.moment('timestampAcquisitionStart')
  const end = reader.moment('timestampEndOfReadout')
  if (begin !== null && end !== null && end < begin) reader.wrong('timestampEndOfReadout', 'a time after timestampAcquisitionStart')
  if (base === null || name === null || reader.problems.length > 0) return null
  const id = readObsId(name)
  if (id === null) notes.push(`${reader.at('imageName')} is "${name.slice(0, 60)}": no image of LSSTCam; kept without a visit`)
  const keys = new Map(pairs(reader.maybeText('additionalKeys') ?? '', reader.maybeText('additionalValues') ?? ''))
  return {
    ...base,
    begin,
    end,
    obsId: name,
    visit: id?.visit ?? null,
    dayObs: id?.dayObs ?? null,
    instrument: name.startsWith('MC_') ? 'LSSTCam' : null,
    group: keys.get('groupId') ?? null,
    count: reader.has('imagesInSequence') ? reader.number('imagesInSequence') : null,
  }
}

/** Keys and values as SAL joins them: by colons, a colon within a value written '\:'. */
function pairs(keys: string, values: string): readonly (readonly [string, string])[] {
  const split = (text: string): readonly string[] => text.split(/(?<!\\):/u).map((part) => part.replaceAll('\\:', ':'))
  const found = split(values)
  return split(keys).map((key, k) => [key, found[k] ?? ''])
}
