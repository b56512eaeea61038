import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchBuilder, cell } from '../table/build.ts'
import type { Field } from '../table/field.ts'
import { readVotable } from './read.ts'
import { votableStream } from './write.ts'

const fields: readonly Field[] = [
  { name: 'id', datatype: 'long' },
  { name: 'n', datatype: 'int' },
  { name: 'x', datatype: 'double', unit: 'deg', ucd: 'pos.eq.ra' },
  { name: 'f', datatype: 'float' },
  { name: 'ok', datatype: 'boolean' },
  { name: 's', datatype: 'char', arraysize: '*', description: 'a <text> & more' },
  { name: 'a', datatype: 'double', arraysize: '*' },
]

// eslint-disable-next-line no-control-regex
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((s) => !/[\u0000-\u001F\uFFFE\uFFFF\uD800-\uDFFF]/u.test(s) && s !== '')
const row = fc.tuple(
  fc.option(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })),
  fc.option(fc.integer({ min: -2147483647, max: 2147483646 })),
  fc.option(fc.double({ noNaN: true })),
  fc.option(fc.float({ noNaN: true })),
  fc.option(fc.boolean()),
  fc.option(text),
  fc.option(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 3 }).map((a) => Float64Array.from(a))),
)

describe('VOTable', () => {
  for (const serialization of ['TABLEDATA', 'BINARY', 'BINARY2'] as const) {
    it(`reads back what it wrote in ${serialization}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
          const builder = new BatchBuilder(fields)
          for (const r of rows) builder.add(r)
          const batch = builder.finish()
          const read = await readVotable(votableStream({ fields, batches: [batch] }, serialization))
          if (!read.ok) throw new Error(read.error.message)
          const { table } = read.value
          expect(table.fields.map((f) => [f.name, f.datatype, f.unit, f.ucd, f.description])).toEqual(
            fields.map((f) => [f.name, f.datatype, f.unit, f.ucd, f.description]),
          )
          const plain = (v: unknown): unknown =>
            v !== null && typeof v === 'object' ? Array.from(v as ArrayLike<number>, (x) => x + 0) : Object.is(v, -0) ? 0 : v
          rows.forEach((r, i) =>
            expect(table.columns.map((c) => plain(cell(c, i)))).toEqual(
              r.map((v, k) => plain(fields[k]!.datatype === 'float' && v !== null ? Math.fround(v as number) : v)),
            ),
          )
        }),
        { numRuns: 60 },
      )
    })
  }

  it('tells an overflow, and an error after rows', async () => {
    const builder = new BatchBuilder(fields)
    builder.add([1n, 1, 1, 1, true, 'x', null])
    const batch = builder.finish()
    const over = await readVotable(votableStream({ fields, batches: [batch], ending: () => ({ status: 'overflow' }) }))
    expect(over.ok && over.value.table.overflow).toBe(true)
    async function* broken() {
      yield batch
      throw new Error('the database went away')
    }
    expect(await readVotable(votableStream({ fields, batches: broken() }, 'BINARY2'))).toMatchObject({
      ok: false,
      error: { message: 'the database went away' },
    })
  })

  it.each([
    ['', /no VOTable|well-formed/u],
    ['<html><body>404</body></html>', /no VOTABLE element/u],
    ['<VOTABLE><RESOURCE><TABLE>', /well-formed/u],
    [
      '<VOTABLE><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR><TD>x</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>',
      /row 1, field a: "x" is not an int/u,
    ],
    [
      '<VOTABLE><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>',
      /row 1 has 0 cells/u,
    ],
    [
      '<VOTABLE><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><BINARY2><STREAM encoding="base64">AAAA</STREAM></BINARY2></DATA></TABLE></RESOURCE></VOTABLE>',
      /end within a row/u,
    ],
    ['<VOTABLE><RESOURCE><TABLE><FIELD name="a" datatype="complex"/></TABLE></RESOURCE></VOTABLE>', /datatype complex/u],
    ['<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such table</INFO></RESOURCE></VOTABLE>', /no such table/u],
  ])('says what is wrong with %j', async (document, message) => {
    const read = await readVotable(document)
    expect(read.ok ? 'read' : read.error.message).toMatch(message)
  })
})
