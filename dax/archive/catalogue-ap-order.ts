import type { ColumnDoc, TableDoc } from '../../vo/table/catalog.ts'
import { column } from './catalogue-column.ts'

const visit = column('visit', 'long', 'Visit (ap.visit)', { ucd: 'meta.id;obs', principal: true, indexed: true })
const detector = column('detector', 'int', 'Detector', { ucd: 'meta.id;instr.det', principal: true })
const night = column('day_obs', 'int', 'Night of the visit, YYYYMMDD', { ucd: 'time.epoch', principal: true, indexed: true })
const band = column('band', 'char', 'Band: u, g, r, i, z or y', { ucd: 'instr.bandpass' })
const cell = column('cell', 'int', 'HEALPix cell, nested, order 9: its centre is the place', { ucd: 'pos.healpix', principal: true, indexed: true })
const attemptId = column('attempt_id', 'long', 'Attempt that counts (ap.attempt)', { ucd: 'meta.id' })
const attempt = column('attempt', 'int', 'Number of the attempt that counts: the last that stored', { ucd: 'meta.number', principal: true })

/** Times by each clock; kept apart, since they can give different orders. */
const clocks: readonly ColumnDoc[] = [
  column('made_mjd_tai', 'double', 'Clock "made": when the records were made, MJD (TAI)', { unit: 'd', ucd: 'time.processing' }),
  column('stored_mjd_tai', 'double', 'Clock "stored": when the records were stored, MJD (TAI)', {
    unit: 'd',
    ucd: 'time.processing',
    principal: true,
  }),
  column('replicated_mjd_tai', 'double', 'Clock "replicated": when the records were copied to the database for users, MJD (TAI)', {
    unit: 'd',
    ucd: 'time.processing',
  }),
]

const rank = (name: string, description: string, principal = false): ColumnDoc => column(name, 'int', description, { ucd: 'meta.number', principal })
const flag = (name: string, description: string, principal = false): ColumnDoc => column(name, 'int', description, { ucd: 'meta.code', principal })

const ranks = (one: string): readonly ColumnDoc[] => [
  rank('observed_rank', `Rank by observation among ${one} that take part, from 1; equal times have equal ranks; null = takes no part`, true),
  rank(
    'processed_rank',
    `Rank by processing (column clock) among ${one} that take part, from 1; equal times have equal ranks; null = takes no part`,
    true,
  ),
]

const inversions: readonly ColumnDoc[] = [
  rank('overtaken_by', 'Inversions in which it is the earlier observed: how many observed later were processed before it', true),
  rank('overtook', 'Inversions in which it is the later observed: how many observed earlier were processed after it', true),
]
const precovery = flag('is_precovery', '1 = processed after a later observed one: a precovery, out of order', true)
const late = column('late_seconds', 'double', 'How long after the first later observed one it was stored; null where none was before it', {
  unit: 's',
  ucd: 'time.duration',
  principal: true,
})
const tie = flag('is_tie', '1 = has its place in the order together with another: that pair is in no order, and no inversion')
const missing = flag('is_missing', '1 = was processed, and nobody wrote down when: takes no part in the order')
const impossible = flag('is_impossible', '1 = one of its times is before its observation: an error of the data; takes no part by that clock')

/** Views of schema ap: ranks by observation and by processing (processing-order.md). */
export const orderTables: readonly TableDoc[] = [
  {
    name: 'ap.object_order',
    type: 'view',
    description: 'Sources of each object by rank of observation and of processing: ask for one object_id',
    columns: [
      column('object_kind', 'char', 'dia: an object of difference images; ss: of the solar system', { ucd: 'meta.code.class' }),
      column('object_id', 'long', 'dia_object_id, or ss_object_id where a source has one', {
        ucd: 'meta.id;meta.main',
        principal: true,
        indexed: true,
      }),
      column('dia_source_id', 'long', 'Source (ap.dia_source)', { ucd: 'meta.id', principal: true }),
      visit,
      detector,
      band,
      column('clock', 'char', 'What processed_rank goes by, one for the object: explicit (prv_proc_order), stored, made or replicated', {
        ucd: 'meta.code',
        principal: true,
      }),
      column('observed_mjd_tai', 'double', 'Middle of the exposure, MJD (TAI)', { unit: 'd', ucd: 'time.epoch;obs.exposure', principal: true }),
      ...clocks,
      ...ranks('the sources of the object'),
      rank('made_rank', 'Rank by clock made'),
      rank('stored_rank', 'Rank by clock stored'),
      rank('replicated_rank', 'Rank by clock replicated'),
      rank('explicit_rank', 'Recorded rank (prv_proc_order)'),
      ...inversions,
      precovery,
      tie,
      missing,
      impossible,
      column('latency_seconds', 'double', 'From the middle of the exposure to the clock’s time (explicit: to the store)', {
        unit: 's',
        ucd: 'time.duration',
      }),
      column('snr', 'float', 'Signal to noise', { ucd: 'stat.snr' }),
    ],
  },
  {
    name: 'ap.cell_order',
    type: 'view',
    description: 'Visit-detectors that saw one place on the sky, by rank of observation and of processing: ask for one cell',
    columns: [
      cell,
      visit,
      detector,
      night,
      band,
      attemptId,
      attempt,
      column('clock', 'char', 'What processed_rank goes by: stored', { ucd: 'meta.code' }),
      column('observed_mjd_tai', 'double', 'Begin of the exposure, MJD (TAI)', { unit: 'd', ucd: 'time.start;obs.exposure', principal: true }),
      ...clocks,
      ...ranks('the visits of the cell'),
      rank('made_rank', 'Rank by clock made'),
      rank('replicated_rank', 'Rank by clock replicated'),
      ...inversions,
      late,
      precovery,
      tie,
      missing,
      impossible,
      column('latency_seconds', 'double', 'From the end of the exposure to the store', { unit: 's', ucd: 'time.duration' }),
    ],
    foreignKeys: [{ target: 'ap.visit', columns: [['visit', 'visit']] }],
  },
  {
    name: 'ap.detector_order',
    type: 'view',
    description:
      'Visit-detectors that were stored: which attempt counts, its clocks, and the order at the place of its footprint where it was broken most',
    columns: [
      visit,
      detector,
      night,
      band,
      attemptId,
      attempt,
      column('observed_mjd_tai', 'double', 'Begin of the exposure, MJD (TAI)', { unit: 'd', ucd: 'time.start;obs.exposure', principal: true }),
      ...clocks,
      column('latency_seconds', 'double', 'From the end of the exposure to the store; negative is an error of the data', {
        unit: 's',
        ucd: 'time.duration',
        principal: true,
      }),
      ...inversions,
      late,
      precovery,
      tie,
      missing,
      impossible,
    ],
    foreignKeys: [{ target: 'ap.visit', columns: [['visit', 'visit']] }],
  },
  {
    name: 'ap.visit_cell',
    type: 'table',
    description: 'Which detector of a visit saw which place on the sky',
    columns: [visit, cell, detector],
    foreignKeys: [{ target: 'ap.visit', columns: [['visit', 'visit']] }],
  },
  {
    name: 'ap.cell_inversion',
    type: 'table',
    description: 'Rows of ap.cell_order that take part in an inversion or a tie, kept for whole nights',
    columns: [cell, visit, detector, night, attempt, ...inversions, late, tie],
    foreignKeys: [{ target: 'ap.visit', columns: [['visit', 'visit']] }],
  },
  {
    name: 'ap.event',
    type: 'table',
    description: 'Events of the telescope as they came: announced visits, predicted schedules, images read out, files that arrived',
    columns: [
      column('event_id', 'long', 'Identifier', { ucd: 'meta.id;meta.main', principal: true, indexed: true }),
      column('event_key', 'char', 'What makes the event itself', { ucd: 'meta.id' }),
      column('kind', 'char', 'nextVisit, predictedSchedule, endReadout, expectedSensors or fileNotification', {
        ucd: 'meta.code.class',
        principal: true,
        indexed: true,
      }),
      column('source', 'char', 'Who sent it', { ucd: 'meta.id' }),
      column('sent_mjd_tai', 'double', 'Clock sndStamp: when it was sent, MJD (TAI)', {
        unit: 'd',
        ucd: 'time.epoch',
        principal: true,
        indexed: true,
      }),
      column('kafka_mjd_tai', 'double', 'Clock kafkaStamp: when its Kafka message was made, MJD (TAI)', { unit: 'd', ucd: 'time.epoch' }),
      column('efd_mjd_utc', 'double', 'Clock efdStamp: when it was sent, MJD (UTC)', { unit: 'd', ucd: 'time.epoch' }),
      column('event_mjd_utc', 'double', 'Clock eventTime of a file store: when the file was there, MJD (UTC)', {
        unit: 'd',
        ucd: 'time.epoch',
        principal: true,
      }),
      column('begin_mjd_tai', 'double', 'Begin of what it speaks of: expected for nextVisit, of the exposure for endReadout; MJD (TAI)', {
        unit: 'd',
        ucd: 'time.start',
      }),
      column('end_mjd_tai', 'double', 'End of what it speaks of: of the readout, MJD (TAI)', { unit: 'd', ucd: 'time.end' }),
      column('group_id', 'char', 'Group', { ucd: 'meta.id', principal: true }),
      column('obs_id', 'char', 'Image, as the camera names it', { ucd: 'meta.id;obs', principal: true }),
      { ...visit, description: 'Visit that the image is of (ap.visit)' },
      night,
      detector,
      column('instrument', 'char', 'Instrument', { ucd: 'meta.id;instr' }),
      column('ra', 'double', 'Right ascension of the pointing, ICRS; null for a blank one', { unit: 'deg', ucd: 'pos.eq.ra' }),
      column('dec', 'double', 'Declination of the pointing, ICRS', { unit: 'deg', ucd: 'pos.eq.dec' }),
      column('rotation', 'double', 'Angle of the camera on the sky, from north to east', { unit: 'deg', ucd: 'pos.posAng' }),
      column('filters', 'char', 'Filters that will do', { ucd: 'instr.filter' }),
      column('n', 'int', 'Images, targets or sensors that it speaks of', { ucd: 'meta.number' }),
      column('file', 'char', 'File that it was read from', { ucd: 'meta.file' }),
      column('content', 'char', 'The event as it came, JSON', { ucd: 'meta.note' }),
    ],
  },
  {
    name: 'ap.scheduled_target',
    type: 'table',
    description: 'Targets of predicted schedules',
    columns: [
      column('event_id', 'long', 'The schedule (ap.event)', { ucd: 'meta.id', principal: true, indexed: true }),
      column('target_no', 'int', 'Number in the schedule, from 1', { ucd: 'meta.number', principal: true }),
      column('mjd', 'double', 'Foreseen begin, MJD as the scheduler wrote it (its description names no time scale)', {
        unit: 'd',
        ucd: 'time.start',
        principal: true,
      }),
      column('ra', 'double', 'Right ascension, ICRS', { unit: 'deg', ucd: 'pos.eq.ra', principal: true }),
      column('dec', 'double', 'Declination, ICRS', { unit: 'deg', ucd: 'pos.eq.dec', principal: true }),
      column('rotation', 'double', 'Angle of the camera on the sky, from north to east', { unit: 'deg', ucd: 'pos.posAng' }),
      column('exposure', 'double', 'Exposure of the visit', { unit: 's', ucd: 'time.duration;obs.exposure' }),
      column('exposures', 'int', 'Number of exposures', { ucd: 'meta.number' }),
      column('filter', 'char', 'Filter', { ucd: 'instr.filter' }),
    ],
    foreignKeys: [{ target: 'ap.event', columns: [['event_id', 'event_id']] }],
  },
]
