import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readVotable } from './read.ts'

const data = process.env['SKYDAX_DATA'] ?? join(import.meta.dirname, '../../../shared/data')
const present = existsSync(data)
if (!present) console.log(`skipped: documents of real services need ${data} (or SKYDAX_DATA)`)

const read = (name: string) => readVotable(new Uint8Array(readFileSync(join(data, name))))

describe.skipIf(!present)('documents of real services', () => {
  it.each([
    ['obscore/eso_obscore_1000rows.xml', 1000, 0],
    ['obscore/rubin_sia_votable_sample.xml', 1, 0],
    ['obscore/rubin_sia_self-description.xml', 0, 0],
    ['datalink/pyvo_cutout1.xml', 6, 4],
    ['datalink/pyvo_datalink-obscore.xml', 3, 1],
    ['datalink/pyvo_datalink.xml', 4, 1],
    ['datalink/rubin_links_calexp.xml', 4, 3],
    ['datalink/rubin_links_empty.xml', 0, 0],
    ['datalink/rubin_links_nonexistent.xml', 1, 0],
  ])('%s has %d rows and %d services', async (name, rows, services) => {
    const document = await read(name)
    if (!document.ok) throw new Error(document.error.message)
    expect([document.value.table.length, document.value.services.length]).toEqual([rows, services])
  })
})
