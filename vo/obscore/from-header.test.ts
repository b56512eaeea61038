import { describe, expect, it } from 'vitest'
import { card, type CardValue } from '../fits/card.ts'
import { readFits, type FitsFile } from '../fits/file.ts'
import { gunzipIfNeeded } from '../fits/gunzip.ts'
import { realFits, realFitsFolder } from '../fits/testing/real-data.ts'
import { writeFits } from '../fits/write.ts'
import { contains } from '../sky/geometry.ts'
import { skyPos } from '../sky/sky-pos.ts'
import { obscoreFromFits, obscoreNotes } from './from-header.ts'

const tan = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 150, CRVAL2: 2, CRPIX1: 5.5, CRPIX2: 5.5, CDELT1: -0.001, CDELT2: 0.001 }

function fileOf(...headers: Record<string, CardValue>[]): FitsFile {
  const file = readFits(
    writeFits(
      headers.map((values) => ({
        axes: [10, 10],
        data: new Float32Array(100),
        cards: Object.entries(values).map(([keyword, value]) => card(keyword, value)),
      })),
    ),
  )
  if (!file.ok) throw new Error(file.error.message)
  return file.value
}

function rowOf(file: FitsFile) {
  const row = obscoreFromFits(file, 'folder/my image.fits.gz')
  if (!row.ok) throw new Error(row.error.map(({ message }) => message).join('\n'))
  return row.value
}

describe('an ObsCore row from headers', () => {
  it('has place, time, band and names', () => {
    const row = rowOf(
      fileOf({
        ...tan,
        'DATE-OBS': '2024-04-05T10:11:33.270',
        TIMESYS: 'TAI',
        EXPTIME: 30,
        FILTER: 'r_03',
        INSTRUME: 'LSSTCam',
        TELESCOP: 'Simonyi',
        VISIT: 2024040500123,
        DETECTOR: 94,
        OBJECT: 'COSMOS',
      }),
    )
    expect(row.s_ra).toBeCloseTo(150, 10)
    expect(row.s_pixel_scale).toBeCloseTo(3.6, 10)
    expect(row.s_fov).toBeCloseTo(0.01 * Math.SQRT2, 6)
    expect(row.t_min).toBeCloseTo(60405.424690625 - 37 / 86400, 9)
    expect((row.t_max! - row.t_min!) * 86400).toBeCloseTo(30, 3)
    expect([row.lsst_band, row.lsst_filter, row.lsst_visit, row.lsst_detector, row.lsst_day_obs]).toEqual(['r', 'r_03', 2024040500123n, 94, 20240404])
    expect([row.obs_id, row.obs_publisher_did]).toEqual(['my image', 'ivo://skydax.local/archive?upload/my%20image'])
    expect(row.em_min).toBeCloseTo(551e-9, 12)
  })

  it('counts images of one grid once, and joins those of several', () => {
    expect(rowOf(fileOf(tan, tan, {})).region?.kind).toBe('polygon')
    expect(rowOf(fileOf(tan, { ...tan, CRVAL1: 151 })).region?.kind).toBe('union')
  })

  it('leaves unknown what is unknown, and says so', () => {
    const row = rowOf(fileOf(tan))
    expect([row.t_min, row.t_exptime, row.em_min, row.instrument_name]).toEqual([null, null, null, null])
    expect(obscoreNotes(row)).toHaveLength(4)
  })

  it('is refused with every reason at once', () => {
    const refused = obscoreFromFits(fileOf({ CTYPE1: 'RA---TAN', CRVAL1: 3, 'DATE-OBS': 'yesterday' }), 'x.fits')
    if (refused.ok) throw new Error('accepted')
    const text = refused.error.map(({ message }) => message).join('\n')
    for (const word of ['CTYPE2', 'CRVAL2', 'CRPIX1', 'CRPIX2', 'CDELT1', "DATE-OBS is 'yesterday'"]) expect(text).toContain(word)
  })
})

async function real(name: string) {
  const bytes = await gunzipIfNeeded(realFits(name))
  if (!bytes.ok) throw new Error(bytes.error.message)
  const file = readFits(bytes.value)
  if (!file.ok) throw new Error(file.error.message)
  return obscoreFromFits(file.value, name)
}

describe.skipIf(realFitsFolder() === null)('real files (skipped: no ../shared/data)', () => {
  it.each([
    ['HorseHead.fits', 85.27497, -2.458265, 1.008],
    ['gc_2mass_j.fits', 266.4, -28.93333, 5],
    ['gc_2mass_h.fits', 266.4, -28.93333, 5],
    ['gc_msx_e.fits', 266.405, -28.936, 24],
    ['panstarrs-g-m61.fits', 185.47886774287, 4.47377704644, 0.72],
  ])('%s lies where it should', async (name, ra, dec, scale) => {
    const row = await real(name)
    if (!row.ok) throw new Error(row.error[0]!.message)
    expect(contains(row.value.region!, skyPos(ra, dec))).toBe(true)
    expect(Math.abs(row.value.s_ra! - ra)).toBeLessThan(0.02)
    expect(Math.abs(row.value.s_pixel_scale! - scale)).toBeLessThan(0.01)
  })

  it('HorseHead has its plate: 65 minutes in 1990, OG590', async () => {
    const row = await real('HorseHead.fits')
    if (!row.ok) throw new Error(row.error[0]!.message)
    expect([row.value.t_exptime, row.value.lsst_day_obs, row.value.em_min]).toEqual([3900, 19901222, expect.closeTo(590e-9, 12)])
  })

  it.each(['Difference', 'Science', 'Template'])('the ZTF stamp %s has no WCS: refused with all of it', async (kind) => {
    const row = await real(`ztf_739260766315010006_cutout${kind}.fits`)
    if (row.ok) throw new Error('accepted')
    expect(row.error[0]!.message).toContain('no WCS: RA---TAN expected in CTYPE1')
    expect(row.error.length).toBeGreaterThan(5)
  })

  it.each(['obs_lsst_30211212000310-R22-S22-det098.fits.gz', 'obs_lsst_CC_S_20240404_000780_R22_S01.fits.gz'])(
    'the raw amplifiers of %s have no WCS: said once for all 16',
    async (name) => {
      const row = await real(name)
      if (row.ok) throw new Error('accepted')
      expect(row.error[0]!.message).toBe('no WCS: RA---TAN expected in CTYPE1, which is absent (in each of the 16 image HDUs)')
      expect(row.error.length).toBeLessThan(9)
    },
  )
})
