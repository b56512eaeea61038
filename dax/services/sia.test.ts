import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cell } from '../../vo/table/build.ts'
import type { Table } from '../../vo/table/columns.ts'
import { readVotable } from '../../vo/votable/read.ts'
import { DbError } from '../archive/db.ts'
import { createDax, type Dax } from '../dax.ts'
import { siaParameters } from './sia-description.ts'
import { fewImages, loadFewImages } from './testing/few-images.ts'
import { testPorts, type TestPorts } from './testing/test-ports.ts'

let ports: TestPorts
let dax: Dax
beforeAll(async () => {
  ports = await testPorts()
  await loadFewImages(ports.db)
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const ask = (query: string, init?: RequestInit) => dax(new Request(`http://dax.test/api/sia/query?${query}`, init))
const names = (table: Table): unknown[] => {
  const at = table.fields.findIndex((field) => field.name === 'obs_id')
  return Array.from({ length: table.length }, (_, row) => cell(table.columns[at]!, row)).sort()
}
async function found(query: string): Promise<unknown[]> {
  const read = await readVotable(await (await ask(query)).text())
  if (!read.ok) throw new Error(read.error.message)
  return names(read.value.table)
}
const enc = encodeURIComponent

describe('SIA 2.0', () => {
  it.each([
    [`POS=${enc('CIRCLE 150.2 2.2 0.05')}`, ['square-g', 'square-r']],
    [
      `POS=${enc('CIRCLE 150.2 2.2 0.05')}&POS=${enc('CIRCLE 0 90 0.01')}&POS=${enc('RANGE 359.95 360 -1 1')}`,
      ['pole', 'square-g', 'square-r', 'wrap'],
    ],
    [`POS=${enc('POLYGON 149 1 152 1 152 3 149 3')}&BAND=${enc('6e-7 6.5e-7')}`, ['square-r']],
    [`POS=${enc('CIRCLE 150.2 2.2 0.05')}&BAND=${enc('-Inf 4.5e-7')}`, ['square-g']],
    [`TIME=${enc('60001 60001.5')}&TIME=${enc('60003 +Inf')}`, ['pole', 'square-g', 'wide']],
    [
      'EXPTIME=29%2031&CALIB=2&COLLECTION=TEST&INSTRUMENT=Cam&FACILITY=Here&DPTYPE=image&MAXREC=100&ID=' + enc('ivo://skydax.test/archive?pole'),
      ['pole'],
    ],
    ['COLLECTION=nobody', []],
    ['POL=I', []],
    ['FOV=1%202', []],
  ])('%s finds %j', async (query, expected) => {
    expect(await found(query)).toEqual(expected)
  })

  it('takes the same parameters by POST, in any case of their names', async () => {
    const body = new URLSearchParams([
      ['pos', 'CIRCLE 150.2 2.2 0.05'],
      ['Band', '6e-7'],
    ])
    const read = await readVotable(await (await dax(new Request('http://dax.test/api/sia/query', { method: 'POST', body }))).text())
    expect(read.ok && names(read.value.table)).toEqual(['square-r'])
  })

  it('marks what MAXREC cuts off, and only that', async () => {
    const overflow = 'value="OVERFLOW"'
    const [cut, whole] = [await (await ask('MAXREC=3')).text(), await (await ask(`MAXREC=${fewImages.length}`)).text()]
    expect([cut.split('<TR>').length - 1, cut.includes(overflow)]).toEqual([3, true])
    expect([whole.split('<TR>').length - 1, whole.includes(overflow)]).toEqual([fewImages.length, false])
  })

  it('describes itself for MAXREC=0: fields, every parameter, the values that there are', async () => {
    const text = await (await ask('MAXREC=0')).text()
    const read = await readVotable(text)
    if (!read.ok) throw new Error(read.error.message)
    expect([read.value.table.length, read.value.table.fields.length > 40]).toEqual([0, true])
    for (const { name } of siaParameters) expect(text).toContain(`<PARAM name="${name}"`)
    expect(text).toContain('<OPTION value="Cam"/>')
    expect(text).toContain('utype="adhoc:this"')
  })

  it('says how the links of its rows are found', async () => {
    const read = await readVotable(await (await ask('MAXREC=1')).text())
    expect(read.ok && read.value.services).toMatchObject([
      { standardId: 'ivo://ivoa.net/std/DataLink#links-1.1', input: [{ name: 'ID', ref: 'obs_publisher_did' }] },
    ])
  })

  it.each([
    ['POS=CIRCLE', /UsageFault: POS=CIRCLE is not CIRCLE ra dec radius/],
    [`POS=${enc('CIRCLE 1 95 1')}`, /UsageFault: POS:.*95/],
    ['POS=M31', /UsageFault: POS=M31/],
    [`BAND=${enc('7e-7 5e-7')}`, /UsageFault: BAND=7e-7 5e-7 is an empty interval/],
    ['TIME=now', /UsageFault: TIME=now/],
    ['CALIB=9', /UsageFault: CALIB=9/],
    ['POL=Z', /UsageFault: POL=Z/],
    ['DPTYPE=spectrum', /UsageFault: DPTYPE=spectrum/],
    ['MAXREC=-1', /UsageFault: .*MAXREC/],
    ['MAXREC=many', /UsageFault: .*MAXREC/],
    ['RESPONSEFORMAT=gif', /UsageFault: .*gif/],
    [`ID=${enc("x'; DROP TABLE dax.image; --")}`, null],
  ])('refuses %s in DALI form, or finds nothing', async (query, message) => {
    const response = await ask(query)
    const text = await response.text()
    const read = await readVotable(text)
    if (message === null) expect(read.ok && read.value.table.length).toBe(0)
    else {
      expect(response.status).toBe(400)
      expect(read.ok ? '' : read.error.message).toMatch(message)
    }
    expect(text).not.toMatch(/SELECT|at .*\.ts/)
  })

  it.each(['csv', 'votable/b2', 'fits', 'json', 'parquet'])('answers in %s', async (format) => {
    const response = await ask(`RESPONSEFORMAT=${enc(format)}`)
    expect(response.status).toBe(200)
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(200)
  })

  it('keeps private images to itself', async () => {
    await ports.db.query("UPDATE dax.image SET visibility = 'private', owner = 'ada' WHERE obs_id = 'wide'")
    expect(await found(`POS=${enc('CIRCLE 200 -40 1')}`)).toEqual([])
    await ports.db.query("UPDATE dax.image SET visibility = 'public' WHERE obs_id = 'wide'")
    expect(await found(`POS=${enc('CIRCLE 200 -40 1')}`)).toEqual(['wide'])
  })

  it('tells a failure while rows flow at the end of the document, without a word of the database', async () => {
    async function* batches() {
      yield [Array.from({ length: 200 }, () => null)]
      throw new DbError('other', 'secret of /var/lib/postgres')
    }
    const broken = createDax({
      ...ports,
      db: { ...ports.db, stream: () => Promise.resolve({ columns: [], batches: batches() }) } as unknown as TestPorts['db'],
    })
    const text = await (await broken(new Request('http://dax.test/api/sia/query'))).text()
    await broken.close()
    expect(text).toMatch(/<INFO name="QUERY_STATUS" value="ERROR">/)
    expect(text).not.toContain('secret')
  })
})
