import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Fault } from '../../fault.ts'
import type { Db } from '../db.ts'
import { testDb } from '../testing/test-db.ts'
import { importTable, type ImportOptions, type ImportReport } from './import-table.ts'

const data = process.env['SKYDAX_DATA'] ?? '../shared/data'
const real = existsSync(`${data}/obscore`)
if (!real) console.log(`skipped: imports of real tables need the folder ${data} (set SKYDAX_DATA)`)

let db: Db
beforeAll(async () => {
  db = await testDb()
})
beforeEach(() => db.exec('TRUNCATE dax.image, dax.image_cell'))
afterAll(() => db.close())

const config = { authority: 'ivo://skydax.test/archive?' } as Parameters<typeof importTable>[0]['config']
const take = (input: string | Uint8Array, options: ImportOptions = {}): Promise<ImportReport> =>
  importTable({ db, config }, typeof input === 'string' ? new TextEncoder().encode(input) : input, options)
const head = 'obs_publisher_did,dataproduct_type,calib_level,obs_id,obs_collection'

describe('importing a table', () => {
  it('takes the right rows of an ObsCore CSV and names all problems of the others', async () => {
    const report = await take(
      `${head},s_ra,s_dec,s_region,t_min,t_max,access_url,colour\n` +
        'ivo://a?1,image,2,one,C,10,20,CIRCLE ICRS 10 20 0.5,60000,60001,https://x.org/1,red\n' +
        'ivo://a?2,image,9,two,C,400,95,CIRCLE 10,60001,60000,javascript:alert(1),red\n' +
        ',image,2,,C,10,20,,,,,\n' +
        'ivo://a?1,image,2,again,C,10,20,,,,,\n',
    )
    expect(report).toMatchObject({ format: 'obscore', taken: 1, known: 0 })
    expect(report.notes.join()).toMatch(/colour/u)
    expect(report.refused.map((r) => r.at)).toEqual(['line 3', 'line 4', 'line 5'])
    expect(report.refused[0]?.problems.join('\n')).toMatch(
      /calib_level is 9[^]*s_ra is 400[^]*s_dec is 95[^]*s_region "CIRCLE 10"[^]*javascript[^]*t_min 60001 is after t_max 60000/u,
    )
    expect(report.refused[1]?.problems).toEqual(['obs_id is missing', 'obs_publisher_did is missing'])
    expect(report.refused[2]?.problems[0]).toMatch(/is in line 2 already/u)
    const { rows } = await db.query('SELECT s_region, access_url FROM ivoa.obscore')
    expect(rows).toEqual([['CIRCLE ICRS 10 20 0.5', 'https://x.org/1']])
  })

  it('does no harm the second time', async () => {
    const table = `${head}\nivo://a?1,image,2,one,C\n`
    await take(table)
    expect(await take(table)).toMatchObject({ taken: 0, known: 1, refused: [] })
  })

  it('takes units into account', async () => {
    const field = (name: string, type: string, unit = ''): string =>
      `<FIELD name="${name}" datatype="${type}"${type === 'char' ? ' arraysize="*"' : ''}${unit && ` unit="${unit}"`}/>`
    const report = await take(
      `<VOTABLE version="1.4"><RESOURCE type="results"><TABLE>${head
        .split(',')
        .map((n) => field(n, n === 'calib_level' ? 'int' : 'char'))
        .join('')}${field('em_min', 'double', 'nm')}${field('s_fov', 'double', 'arcmin')}
       <DATA><TABLEDATA><TR><TD>ivo://a?1</TD><TD>image</TD><TD>2</TD><TD>o</TD><TD>c</TD><TD>500</TD><TD>30</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`,
    )
    expect(report.taken).toBe(1)
    const [row] = (await db.query('SELECT em_min, s_fov FROM ivoa.obscore')).rows
    expect(row?.[0]).toBeCloseTo(5e-7, 12)
    expect(row?.[1]).toBeCloseTo(0.5, 12)
  })

  it.each([
    ['', /empty/u],
    ['a,b\n1,2', /columns are a, b/u],
    ['<VOTABLE><RESOURCE>', /VOTable cannot be read/u],
    ['{"a":1}', /no Butler export/u],
    ['SIMPLE  =                    T', /FITS file.*dax ingest/u],
    [new Uint8Array([0xff, 0xfe, 0x80, 0x20]), /UTF-8/u],
  ])('refuses %j with what it is', async (input, message) => {
    const refused = await take(input).then(
      () => null,
      (error: unknown) => error,
    )
    expect(refused).toBeInstanceOf(Fault)
    expect((refused as Fault).message).toMatch(message)
  })

  it('keeps a ConsDB exposure without a pointing, and turns TAI to UTC', async () => {
    const csv = 'exposure_id,obs_start_mjd,obs_end_mjd,band,physical_filter,s_ra,s_dec,target_name,science_program,scheduler_note,sky_rotation\n'
    const report = await take(
      `${csv}2025041300290,60778.75,60778.7504,r,r_57,,,Sim,BLOCK,note,1\n2025041300291,60778.76,60778.7604,i,i_39,150.1,2.2,COSMOS,BLOCK,note,30\n`,
    )
    expect(report).toMatchObject({ format: 'consdb', taken: 2, refused: [] })
    const { rows } = await db.query('SELECT s_ra, s_fov, t_min, lsst_visit, lsst_band, lsst_day_obs FROM ivoa.obscore ORDER BY lsst_visit')
    expect(rows[0]).toEqual([null, null, expect.closeTo(60778.75 - 37 / 86_400, 9), 2025041300290n, 'r', 20250413])
    expect(rows[1]?.[0]).toBeCloseTo(150.1, 9)
    expect(rows[1]?.[1]).toBeCloseTo(4.1, 1)
    const per = await take(`${csv}2025041300291,60778.76,60778.7604,i,i_39,150.1,2.2,COSMOS,BLOCK,note,30\n`, { perDetector: true })
    expect(per.taken).toBe(189)
    const outside = await db.query(
      `SELECT count(*)::int4 FROM dax.image d, dax.image e WHERE e.obs_publisher_did LIKE '%2025041300291' AND d.lsst_detector IS NOT NULL
         AND NOT dax.shape_contains(ARRAY[0, d.s_ra, d.s_dec], e.s_shape)`,
    )
    expect(outside.rows).toEqual([[0]])
  })

  it.runIf(real)('takes 1,000 real ESO rows, whatever their s_region spells', { timeout: 60_000 }, async () => {
    expect(await take(readFileSync(`${data}/obscore/eso_obscore_1000rows.xml`))).toMatchObject({ format: 'obscore', taken: 1000, refused: [] })
    expect((await db.query('SELECT count(*)::int4 FROM ivoa.obscore WHERE s_region IS NULL')).rows).toEqual([[0]])
  })

  it.runIf(real)('takes 1,000 real LSSTCam exposures and 1,132 real HSC footprints', { timeout: 60_000 }, async () => {
    expect(await take(readFileSync(`${data}/visits/lsstcam_consdb_exposures_20250413_20250418.csv`))).toMatchObject({
      format: 'consdb',
      taken: 1000,
      refused: [],
    })
    expect(await take(readFileSync(`${data}/visits/hsc_rc2_subset_decoded.json`))).toMatchObject({ format: 'butler', taken: 1132, refused: [] })
    const placed = await db.query('SELECT obs_collection, count(s_region)::int4 FROM ivoa.obscore GROUP BY 1 ORDER BY 1')
    expect(placed.rows).toEqual([
      ['HSC/visits', 1132],
      ['LSSTCam/raw', 967],
    ])
  })
})
