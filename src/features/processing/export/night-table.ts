import { conditions } from '../../../engine/timeline/condition.ts'
import { raftOf } from '../../../engine/timeline/lane-layout.ts'
import type { NightFacts } from '../../../engine/timeline/night-facts.ts'
import { deliveryWords, products } from '../../../api/night.ts'
import type { Night } from '../../../api/night.ts'
import type { Batch } from '../../../../vo/table/columns.ts'
import { BatchBuilder } from '../../../../vo/table/build.ts'
import type { Field } from '../../../../vo/table/field.ts'

interface ExportColumn {
  readonly field: Field
  readonly value: (i: number) => number | bigint | string | null
}

const text = (name: string, description: string, ucd?: string): Field => ({
  name,
  datatype: 'char',
  arraysize: '*',
  description,
  ...(ucd === undefined ? {} : { ucd }),
})
const time = (name: string, description: string): Field => ({
  name,
  datatype: 'double',
  unit: 'd',
  ucd: 'time.epoch',
  description: `${description}, MJD (TAI)`,
})

/** What is missing is null, never NaN, 0 or the epoch. */
const known = (x: number | undefined): number | null => (x === undefined || Number.isNaN(x) ? null : x)
const word = (dict: readonly string[], code: number): string | null => {
  const found = dict[code] ?? ''
  return found === '' ? null : found
}

/** The columns of a night's attempts as files tell them: names as in schema ap, times MJD (TAI). */
export function exportColumns(night: Night, facts: NightFacts): readonly ExportColumn[] {
  const { attempts: a, visits: v, dicts } = night
  const ofVisit = (column: ArrayLike<number>) => (i: number) => known(column[a.visit[i]!])
  return [
    { field: { name: 'visit', datatype: 'long', ucd: 'meta.id;obs', description: 'Visit' }, value: (i) => v.visit[a.visit[i]!]! },
    { field: { name: 'seq_num', datatype: 'int', description: 'Number of the visit in the night' }, value: ofVisit(v.seq) },
    { field: text('band', 'Band', 'instr.bandpass'), value: (i) => word(dicts.band, v.band[a.visit[i]!]!) },
    { field: time('begin_mjd_tai', 'Begin of the exposure'), value: ofVisit(v.begin) },
    { field: time('end_mjd_tai', 'End of the exposure'), value: ofVisit(v.end) },
    {
      field: { name: 'boresight_ra', datatype: 'double', unit: 'deg', ucd: 'pos.eq.ra', description: 'Right ascension of the boresight, ICRS' },
      value: ofVisit(v.ra),
    },
    {
      field: { name: 'boresight_dec', datatype: 'double', unit: 'deg', ucd: 'pos.eq.dec', description: 'Declination of the boresight, ICRS' },
      value: ofVisit(v.dec),
    },
    { field: { name: 'detector', datatype: 'int', ucd: 'meta.id;instr.det', description: 'Detector' }, value: (i) => a.detector[i]! },
    { field: text('raft', 'Raft of the detector'), value: (i) => raftOf(a.detector[i]!) },
    {
      field: { name: 'attempt', datatype: 'int', ucd: 'meta.number', description: 'Number of the attempt at the visit-detector' },
      value: (i) => a.attempt[i]!,
    },
    { field: text('reason', 'Why it ran: prompt, retry, catch-up or reprocess'), value: (i) => word(dicts.reason, a.reason[i]!) },
    {
      field: {
        name: 'status',
        datatype: 'int',
        ucd: 'meta.code.status',
        description: 'Status as Rubin codes it: 1 successful, 0 blocked, −1 failed, −4 aborted',
      },
      value: (i) => a.status[i]!,
    },
    { field: text('condition', 'Status as the page tells it', 'meta.code.status'), value: (i) => conditions[facts.condition[i]!] ?? null },
    {
      field: {
        name: 'latency',
        datatype: 'double',
        unit: 's',
        ucd: 'time.duration',
        description: 'From the end of the exposure to the store of its rows, or to the end of the attempt; negative is an error of the data',
      },
      value: (i) => known(facts.latency[i]),
    },
    { field: time('queued_mjd_tai', 'Queued'), value: (i) => known(a.queued[i]) },
    { field: time('started_mjd_tai', 'Started'), value: (i) => known(a.started[i]) },
    { field: time('stored_mjd_tai', 'Rows stored'), value: (i) => known(a.stored[i]) },
    { field: time('ended_mjd_tai', 'Ended'), value: (i) => known(a.ended[i]) },
    {
      field: { name: 'observed_rank', datatype: 'int', description: 'Rank by observation; null = takes no part' },
      value: (i) => a.observedRank[i] || null,
    },
    {
      field: { name: 'processed_rank', datatype: 'int', description: 'Rank by processing; null = takes no part' },
      value: (i) => a.processedRank[i] || null,
    },
    ...products.flatMap((p): readonly ExportColumn[] => [
      {
        field: text(`${p}_state`, `What became of its ${p}: delivered, failed, pending or withheld`),
        value: (i) =>
          word(
            deliveryWords.map((w) => (w === 'none' ? '' : w)),
            a.deliveries[p].state[i]!,
          ),
      },
      { field: time(`${p}_mjd_tai`, `When its ${p} were`), value: (i) => known(a.deliveries[p].at[i]) },
      {
        field: { name: `${p}_n`, datatype: 'int', ucd: 'meta.number', description: `How many ${p}` },
        value: (i) => (a.deliveries[p].state[i] === 0 ? null : known(a.deliveries[p].n[i])),
      },
    ]),
    { field: text('node', 'Computer that it ran on'), value: (i) => word(dicts.node, a.node[i]!) },
    { field: text('version', 'Version of the software'), value: (i) => word(dicts.version, a.version[i]!) },
    { field: text('caveats', 'Caveats as Rubin writes them'), value: (i) => word(dicts.caveats, a.caveats[i]!) },
    { field: text('exception_type', 'Class of the exception'), value: (i) => word(dicts.exception, a.exception[i]!) },
    { field: { name: 'synthetic', datatype: 'int', description: '1 = the attempt is simulated' }, value: (i) => a.synthetic[i]! },
    { field: { name: 'synthetic_visit', datatype: 'int', description: '1 = the exposure is simulated' }, value: ofVisit(v.synthetic) },
  ]
}

const batchRows = 5000

/** Rows of a night in batches, made as they are written. */
export function* exportBatches(columns: readonly ExportColumn[], rows: Uint32Array): Generator<Batch> {
  const fields = columns.map((c) => c.field)
  for (let from = 0; from < rows.length; from += batchRows) {
    const builder = new BatchBuilder(fields, batchRows)
    for (const i of rows.subarray(from, from + batchRows)) builder.add(columns.map((c) => c.value(i)))
    yield builder.finish()
  }
}
