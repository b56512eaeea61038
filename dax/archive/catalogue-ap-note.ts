import type { TableDoc } from '../../vo/table/catalog.ts'
import { column } from './catalogue-column.ts'

/** Notes of people on the processing log. */
export const noteTable: TableDoc = {
  name: 'ap.note',
  type: 'table',
  description: 'What people wrote about a visit, an attempt or a time range of a night',
  columns: [
    column('note_id', 'long', 'Identifier', { ucd: 'meta.id;meta.main', principal: true, indexed: true }),
    column('day_obs', 'int', 'Night, YYYYMMDD', { ucd: 'time.epoch', principal: true, indexed: true }),
    column('visit', 'long', 'Visit that it is about (ap.visit); null = a time range', { ucd: 'meta.id;obs', principal: true }),
    column('detector', 'int', 'Detector; null = all of the visit', { ucd: 'meta.id;instr.det' }),
    column('attempt', 'int', 'Number of the attempt; null = all of the detector', { ucd: 'meta.number' }),
    column('from_mjd_tai', 'double', 'Begin of the time range that it is about, MJD (TAI)', { unit: 'd', ucd: 'time.start' }),
    column('to_mjd_tai', 'double', 'End of that time range, MJD (TAI)', { unit: 'd', ucd: 'time.end' }),
    column('text', 'char', 'The note', { ucd: 'meta.note', principal: true }),
    column('author', 'char', 'Who wrote it', { ucd: 'meta.curation', principal: true }),
    column('version', 'int', '1 as it was made; each change adds 1', { ucd: 'meta.version' }),
    column('made_mjd_tai', 'double', 'When it was made, MJD (TAI)', { unit: 'd', ucd: 'time.creation', principal: true }),
    column('changed_mjd_tai', 'double', 'When it was changed last, MJD (TAI)', { unit: 'd', ucd: 'time.epoch' }),
  ],
}
