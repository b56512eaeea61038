import { describe, expect, it } from 'vitest'
import { readCsv } from '../../../../vo/table/csv-read.ts'
import { csvStream } from '../../../../vo/table/csv.ts'
import { readVotable } from '../../../../vo/votable/read.ts'
import { votableStream } from '../../../../vo/votable/write.ts'
import { factsOf } from '../../../engine/timeline/night-facts.ts'
import { madeNight } from '../../../engine/timeline/testing/made-night.ts'
import { exportBatches, exportColumns } from './night-table.ts'

const night = madeNight(30, 12)
const columns = exportColumns(night, factsOf(night))
const fields = columns.map((c) => c.field)

describe('a night as a file', () => {
  it('holds the rows that are shown and no other, exact, in CSV', async () => {
    const rows = Uint32Array.of(3, 100, 359)
    const read = readCsv(await new Response(csvStream(fields, exportBatches(columns, rows))).text())
    if (!read.ok) throw new Error(read.error.message)
    expect(read.value.header.slice(0, 3)).toEqual(['visit', 'seq_num', 'band'])
    expect(read.value.rows.map((r) => r.cells[0])).toEqual(Array.from(rows, (i) => String(night.visits.visit[night.attempts.visit[i]!])))
    const stored = read.value.header.indexOf('stored_mjd_tai')
    expect(read.value.rows.map((r) => r.cells[stored])).toEqual(
      Array.from(rows, (i) => (Number.isNaN(night.attempts.stored[i]!) ? '' : String(night.attempts.stored[i]))),
    )
  })

  it('reads back from VOTable: all rows, what is missing as null', async () => {
    const all = Uint32Array.from({ length: night.attempts.n }, (_, i) => i)
    const doc = await readVotable(await new Response(votableStream({ fields, batches: exportBatches(columns, all) })).text())
    if (!doc.ok) throw new Error(doc.error.message)
    const { table } = doc.value
    expect([table.length, table.fields.length, table.overflow]).toEqual([night.attempts.n, fields.length, false])
    const stored = table.columns[table.fields.findIndex((f) => f.name === 'stored_mjd_tai')]!
    expect(Array.from(stored.data as Float64Array)).toEqual(Array.from(night.attempts.stored))
  })
})
