import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { BatchBuilder } from '../table/build.ts'
import { csvStream } from '../table/csv.ts'
import type { Field } from '../table/field.ts'
import { fitsTableStream } from '../table/fits-table.ts'
import { votableStream } from './write.ts'

/** Names of Python with astropy, and of STILTS; a test that has none of them is skipped and says so. */
const python = spawnSync('/usr/bin/python3', ['-c', 'import astropy']).status === 0
const stilts = spawnSync('stilts', ['-version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'skydax-votable-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fields: readonly Field[] = [
  { name: 'flag', datatype: 'boolean' },
  { name: 'byte', datatype: 'unsignedByte' },
  { name: 'short', datatype: 'short' },
  { name: 'int', datatype: 'int' },
  { name: 'long', datatype: 'long', ucd: 'meta.id' },
  { name: 'float', datatype: 'float', unit: 'mag' },
  { name: 'double', datatype: 'double', unit: 'deg', ucd: 'pos.eq.ra', description: 'a < b & "c"' },
  { name: 'text', datatype: 'char', arraysize: '*', xtype: 'adql:REGION' },
  { name: 'wide', datatype: 'unicodeChar', arraysize: '*' },
  { name: 'pair', datatype: 'double', arraysize: '2', xtype: 'interval' },
  { name: 'list', datatype: 'long', arraysize: '*' },
]
const rows: readonly (readonly unknown[])[] = [
  [
    true,
    200,
    -32767,
    -2147483647,
    9223372036854775807n,
    0.1,
    150.12345678901235,
    'a <b> & "c"',
    'αβγ 恒',
    Float64Array.of(1.5, -2.5),
    BigInt64Array.of(1n, 9007199254740993n),
  ],
  [false, 0, 32767, 2147483647, -9007199254740993n, -1e-20, -1e300, "it's ]]> plain", 'naïve', Float64Array.of(0.1, 0.2), BigInt64Array.of(7n)],
  [null, null, null, null, null, null, null, null, null, null, null],
]
const batches = () => {
  const builder = new BatchBuilder(fields)
  for (const row of rows) builder.add(row)
  return [builder.finish()]
}
async function written(name: string, stream: ReadableStream<Uint8Array>): Promise<string> {
  const file = join(folder, name)
  writeFileSync(file, new Uint8Array(await new Response(stream).arrayBuffer()))
  return file
}

/** Prints the first two rows, and which cells of the third are masked or NaN, as JSON. */
const astropy = `
import sys, json, warnings
import numpy as np
warnings.simplefilter('error' if sys.argv[2] == 'votable' else 'ignore')
from astropy.table import Table
t = Table.read(sys.argv[1], format=sys.argv[2])
def plain(v):
    if isinstance(v, np.ndarray): return [plain(x) for x in v]
    if isinstance(v, (bool, np.bool_)): return bool(v)
    if isinstance(v, np.integer): return str(int(v))
    if isinstance(v, bytes): return v.decode()
    return float(v) if isinstance(v, np.floating) else str(v)
def missing(v):
    if v is np.ma.masked: return True
    if isinstance(v, np.ndarray): return bool(np.all(np.ma.getmaskarray(np.ma.asarray(v))) or len(v) == 0 or (v.dtype.kind == 'f' and np.isnan(v).all()))
    return (isinstance(v, np.floating) and bool(np.isnan(v))) or v in ('', b'')
print(json.dumps([[plain(t[n][i]) for n in t.colnames] for i in (0, 1)] + [[missing(t[n][2]) for n in t.colnames]]))`

const asRead = (row: readonly unknown[]): unknown[] =>
  row.map((v, i) => {
    if (typeof v === 'boolean' || typeof v === 'string') return v
    if (fields[i]?.datatype === 'float') return Math.fround(v as number)
    if (typeof v === 'object' && v !== null) return Array.from(v as ArrayLike<number | bigint>, (x) => (typeof x === 'bigint' ? String(x) : x))
    return fields[i]?.datatype === 'double' ? v : String(v)
  })

describe.skipIf(!python)('astropy reads what we write', () => {
  it.each(['TABLEDATA', 'BINARY', 'BINARY2'] as const)('VOTable %s, without a warning', async (serialization) => {
    const file = await written(`${serialization}.xml`, votableStream({ fields, batches: batches() }, serialization))
    const [first, second, third] = JSON.parse(execFileSync('/usr/bin/python3', ['-c', astropy, file, 'votable'], { encoding: 'utf8' })) as unknown[][]
    expect([first, second]).toEqual(rows.slice(0, 2).map(asRead))
    // a boolean of BINARY has no null in astropy, and integers have theirs
    expect(third?.slice(4, 8)).toEqual([true, true, true, true])
  })
  it('FITS', async () => {
    const file = await written('table.fits', fitsTableStream(fields, batches()))
    const [first, second, third] = JSON.parse(execFileSync('/usr/bin/python3', ['-c', astropy, file, 'fits'], { encoding: 'utf8' })) as unknown[][]
    const ascii = (row: unknown[]) => row.filter((_, i) => ![8, 10].includes(i))
    expect([first, second].map((row) => ascii(row ?? []))).toEqual(rows.slice(0, 2).map((row) => ascii(asRead(row))))
    expect(third?.slice(1, 8)).toEqual([true, true, true, true, true, true, true])
  })
})

describe.skipIf(!stilts)('STILTS reads what we write', () => {
  it.each(['TABLEDATA', 'BINARY', 'BINARY2'] as const)('VOTable %s: votlint has nothing to say, and values are the same', async (serialization) => {
    const file = await written(
      `lint-${serialization}.xml`,
      votableStream({ fields, batches: batches(), infos: [{ name: 'QUERY', value: 'a < b' }] }, serialization),
    )
    expect(spawnSync('stilts', ['votlint', file], { encoding: 'utf8' }).stdout).not.toMatch(/ERROR|WARNING/u)
    const csv = execFileSync('stilts', ['tpipe', `in=${file}`, 'ifmt=votable', 'cmd=keepcols "long double text wide"', 'ofmt=csv'], {
      encoding: 'utf8',
    })
    expect(csv.trim().split('\n')).toEqual([
      'long,double,text,wide',
      '9223372036854775807,150.12345678901235,"a <b> & ""c""",αβγ 恒',
      "-9007199254740993,-1.0E300,it's ]]> plain,naïve",
      ',,,',
    ])
  })
  it('CSV', async () => {
    const file = await written('table.csv', csvStream(fields, batches()))
    const count = execFileSync('stilts', ['tpipe', `in=${file}`, 'ifmt=csv', 'cmd=select "long > 0 && !NULL_text"', 'omode=count'], {
      encoding: 'utf8',
    })
    expect(count).toMatch(/rows: 1/u)
  })
})
