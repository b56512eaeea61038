import { fail, ok, type Result } from '../../../vo/result.ts'
import { parseTime } from '../../../vo/time/parse-time.ts'
import { FieldReader, isObject } from './field-reader.ts'
import { readJsonText } from './json-text.ts'
import { detectorOfName, readObsId } from './obs-id.ts'
import { readEndReadout, readNextVisit, readSchedule } from './sal-events.ts'
import { bareEvent, type TelescopeEvent } from './telescope-event.ts'

/** The events of one file, and sentences about what was left aside. */
export interface EventFile {
  readonly events: readonly TelescopeEvent[]
  readonly notes: readonly string[]
}

const known =
  'nextVisit and predictedSchedule (messages of SAL, as {"topic": …, "value": {…}} or the value alone), endReadout, expectedSensors, and file notifications of S3 ({"Records": […]})'

/** Reads a file of events: one message, or a list of them. Fails with all problems, each with its place and value. */
export function readEvents(text: string): Result<EventFile> {
  const json = readJsonText(text)
  if (!json.ok) return fail(`it is no JSON: ${json.error.message}`)
  const { value, notes } = json.value
  const events: TelescopeEvent[] = []
  const said: string[] = [...notes]
  const problems: string[] = []
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value]
  for (const [k, one] of list.entries()) {
    const place = Array.isArray(value) ? `[${k}]` : ''
    if (isObject(one)) readMessage(one, place, events, said, problems)
    else problems.push(`${place === '' ? 'it' : place} is ${JSON.stringify(one).slice(0, 60)}; an event expected: an object`)
  }
  return problems.length > 0 ? fail(problems.slice(0, 20).join('; ')) : ok({ events, notes: said })
}

function readMessage(message: Readonly<Record<string, unknown>>, place: string, events: TelescopeEvent[], notes: string[], problems: string[]): void {
  const within = (name: string): string => (place === '' ? name : `${place}.${name}`)
  const take = (reader: FieldReader, event: TelescopeEvent | null): void => {
    problems.push(...reader.problems)
    if (event !== null && reader.problems.length === 0) events.push(event)
  }
  if (Array.isArray(message['Records'])) {
    for (const [k, record] of message['Records'].entries())
      if (isObject(record)) {
        const reader = new FieldReader(record, `${within('Records')}[${k}]`)
        take(reader, readNotification(reader, record, notes))
      } else problems.push(`${within('Records')}[${k}] is no object`)
    return
  }
  if (message['fileType'] === 'expectedSensors') {
    const reader = new FieldReader(message, place)
    return take(reader, readExpected(reader, message))
  }
  const value = isObject(message['value']) ? message['value'] : message
  const reader = new FieldReader(value, value === message ? place : within('value'))
  const topic = typeof message['topic'] === 'string' ? message['topic'] : ''
  if (topic.endsWith('nextVisit') || ('groupId' in value && 'coordinateSystem' in value)) take(reader, readNextVisit(reader, value, notes))
  else if (topic.endsWith('predictedSchedule') || 'numberOfTargets' in value) take(reader, readSchedule(reader, value, notes))
  else if (topic.endsWith('endReadout') || 'timestampEndOfReadout' in value) take(reader, readEndReadout(reader, value, notes))
  else problems.push(`${place === '' ? 'it' : place} is no event that is known here (${whatItIs(message)}); known are ${known}`)
}

function whatItIs(message: Readonly<Record<string, unknown>>): string {
  if (message['type'] === 'record' && Array.isArray(message['fields'])) return 'an Avro schema, which describes messages and is none'
  if (typeof message['fileType'] === 'string') return `its fileType is "${message['fileType'].slice(0, 40)}"`
  if (typeof message['topic'] === 'string') return `its topic is "${message['topic'].slice(0, 80)}"`
  return `it has ${Object.keys(message).slice(0, 6).join(', ').slice(0, 100) || 'no fields'}`
}

/** A file came into a store: its key tells which image it is of. */
function readNotification(reader: FieldReader, content: unknown, notes: string[]): TelescopeEvent | null {
  const time = reader.text('eventTime')
  const object = reader.inside('s3')?.inside('object')
  const key = object?.text('key')
  if (time === null || object == null || key == null) return null
  const moment = parseTime(time)
  if (!moment.ok) return reader.wrong('eventTime', 'a time in ISO 8601, UTC,')
  const [instrument, , obsId = '', file = ''] = key.split('/')
  const id = readObsId(obsId)
  if (id === null) notes.push(`${object.at('key')} is "${key.slice(0, 100)}": no image of LSSTCam (instrument/day/obs id/file); kept without a visit`)
  const sensor = /_(R\d\d_[A-Z]+\d+)\.[a-z.]+$/u.exec(file)?.[1]
  return {
    ...bareEvent('fileNotification', `s3 ${reader.maybeText('eventId') ?? `${time} ${key}`}`, content),
    source: reader.maybeText('eventSource'),
    stored: moment.value.mjd,
    obsId: id === null ? null : obsId,
    visit: id?.visit ?? null,
    dayObs: id?.dayObs ?? null,
    detector: sensor === undefined ? null : detectorOfName(sensor),
    instrument: id === null ? null : (instrument ?? null),
  }
}

/** Which sensors an image is to have. */
function readExpected(reader: FieldReader, content: Readonly<Record<string, unknown>>): TelescopeEvent | null {
  const obsId = reader.text('obsId')
  const sensors = content['expectedSensors']
  if (!isObject(sensors)) return reader.wrong('expectedSensors', 'an object of sensors')
  if (obsId === null) return null
  const id = readObsId(obsId)
  if (id === null) return reader.wrong('obsId', 'a name such as MC_O_20250430_000295')
  return {
    ...bareEvent('expectedSensors', `expectedSensors ${obsId}`, content),
    obsId,
    visit: id.visit,
    dayObs: id.dayObs,
    instrument: 'LSSTCam',
    count: Object.keys(sensors).length,
  }
}
