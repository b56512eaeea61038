import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { obscoreFromFits } from '../obscore/from-header.ts'
import { deg } from '../sky/units.ts'
import { skyPos } from '../sky/sky-pos.ts'
import { card, type CardValue } from './card.ts'
import { cutFits } from './cutout.ts'
import { readFits } from './file.ts'
import { gunzipIfNeeded } from './gunzip.ts'
import { storedPixels } from './pixels.ts'
import { fromBase64 } from './testing/real-data.ts'
import { writeHeader } from './write.ts'

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/pixels.json'), 'utf8')) as { cases: Record<string, { base64: string }> }

function fileWith(values: Record<string, CardValue>, data = 0): Uint8Array {
  const cards = Object.entries({ SIMPLE: true, ...values }).map(([keyword, value]) => card(keyword, value))
  const header = writeHeader(cards, [])
  const out = new Uint8Array(header.length + data)
  out.set(header)
  return out
}

/** Everything that dax does with a stranger's file. Must end in a value, whatever the bytes. */
function useAll(bytes: Uint8Array): string {
  const file = readFits(bytes)
  if (!file.ok) return file.error.message
  const row = obscoreFromFits(file.value, 'x.fits')
  for (const hdu of file.value.hdus) storedPixels(hdu)
  cutFits(file.value, { region: { kind: 'circle', center: skyPos(10, 20), radius: deg(0.1) } })
  return row.ok ? 'ok' : row.error.map(({ message }) => message).join('; ')
}

describe('hostile files', () => {
  it.each<[string, Record<string, CardValue>, string]>([
    ['a huge axis', { BITPIX: -64, NAXIS: 2, NAXIS1: 1e9, NAXIS2: 1e9 }, 'beyond all bounds'],
    ['axes that promise more than there is', { BITPIX: 8, NAXIS: 2, NAXIS1: 100_000, NAXIS2: 100_000 }, 'is cut off'],
    ['a negative axis', { BITPIX: 8, NAXIS: 1, NAXIS1: -5 }, 'NAXIS1 is -5'],
    ['a fractional axis', { BITPIX: 8, NAXIS: 1, NAXIS1: 1.5 }, 'NAXIS1 is 1.5'],
    ['a missing axis', { BITPIX: 8, NAXIS: 2, NAXIS1: 5 }, 'NAXIS2 is absent'],
    ['999,999 axes', { BITPIX: 8, NAXIS: 999_999 }, 'at most'],
    ['a made-up BITPIX', { BITPIX: 12, NAXIS: 0 }, 'BITPIX is 12'],
    ['no BITPIX', { NAXIS: 0 }, 'BITPIX is absent'],
    ['a negative heap', { BITPIX: 8, NAXIS: 1, NAXIS1: 5, PCOUNT: -10 }, 'PCOUNT is -10'],
    ['an infinite product', { BITPIX: 8, NAXIS: 3, NAXIS1: 9e15, NAXIS2: 9e15, NAXIS3: 9e15 }, 'beyond all bounds'],
  ])('%s', (_, values, words) => expect(useAll(fileWith(values, 2880))).toContain(words))

  it('a compressed image that claims more pixels than its bytes can hold asks for no memory', () => {
    const table = {
      XTENSION: 'BINTABLE',
      BITPIX: 8,
      NAXIS: 2,
      NAXIS1: 8,
      NAXIS2: 1,
      PCOUNT: 100,
      GCOUNT: 1,
      TFIELDS: 1,
      TTYPE1: 'COMPRESSED_DATA',
      TFORM1: '1PB(100)',
      ZIMAGE: true,
      ZCMPTYPE: 'GZIP_1',
      ZBITPIX: 32,
      ZNAXIS: 2,
      ZNAXIS1: 16_000,
      ZNAXIS2: 16_000,
      ZTILE1: 16_000,
      ZTILE2: 16_000,
    }
    const primary = fileWith({ BITPIX: 8, NAXIS: 0 })
    const header = writeHeader(
      Object.entries(table).map(([keyword, value]) => card(keyword, value)),
      [],
    )
    const bytes = new Uint8Array(primary.length + header.length + 2880)
    bytes.set(primary)
    bytes.set(header, primary.length)
    new DataView(bytes.buffer).setInt32(primary.length + header.length, 100)
    const file = readFits(bytes)
    if (!file.ok) throw new Error(file.error.message)
    const started = performance.now()
    const pixels = storedPixels(file.value.hdus[1]!)
    expect(!pixels.ok && pixels.error.message).toContain('cannot come out of 100 packed bytes')
    expect(performance.now() - started).toBeLessThan(100)
  })

  it('a gzip bomb stops at the limit, a torn gzip is named', async () => {
    const bomb = gzipSync(new Uint8Array(50_000_000))
    const result = await gunzipIfNeeded(new Uint8Array(bomb), 1_000_000)
    expect(!result.ok && result.error.message).toContain('more than the limit of 1000000')
    const torn = await gunzipIfNeeded(new Uint8Array(gzipSync(fileWith({ BITPIX: 8, NAXIS: 0 })).subarray(0, 60)))
    expect(!torn.ok && torn.error.message).toContain('damaged')
    expect((await gunzipIfNeeded(Uint8Array.of(0x1f, 0x8b, 1, 2, 3))).ok).toBe(false)
  })

  it('cut at any byte: an error or a file, never a throw', () => {
    for (const name of ['plain i2', 'RICE_1 i2', 'GZIP_2 tiles', 'RICE_1 f4 dither 1']) {
      const bytes = fromBase64(cases[name]!.base64)
      for (let length = 0; length < bytes.length; length += 97) useAll(bytes.subarray(0, length))
    }
  })

  it('with any bytes changed: an error or a file, never a throw or a hang', { timeout: 60_000 }, () => {
    const names = ['plain i2', 'cube', 'RICE_1 i2', 'RICE_1 noise i4', 'GZIP_1 i4', 'GZIP_2 tiles', 'RICE_1 f4 dither 2', 'GZIP_1 f4 lossless']
    const originals = names.map((name) => fromBase64(cases[name]!.base64))
    const runs = Number(process.env['SKYDAX_FUZZ'] ?? 1500)
    fc.assert(
      fc.property(fc.nat(names.length - 1), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }), (which, changes) => {
        const bytes = originals[which]!.slice()
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        useAll(bytes)
      }),
      { numRuns: runs },
    )
  })

  it('with any header values: an error or a file, never a throw or a hang', { timeout: 60_000 }, () => {
    const keywords = [
      'BITPIX',
      'NAXIS',
      'NAXIS1',
      'NAXIS2',
      'CTYPE1',
      'CTYPE2',
      'CRVAL1',
      'CRVAL2',
      'CRPIX1',
      'CD1_1',
      'CDELT1',
      'CDELT2',
      'LONPOLE',
      'LATPOLE',
      'PV2_1',
      'PV2_3',
      'A_ORDER',
      'B_ORDER',
      'A_2_0',
      'CROTA2',
      'EQUINOX',
      'RADESYS',
      'BSCALE',
      'BLANK',
      'DATE-OBS',
      'MJD-OBS',
      'EXPTIME',
      'CUNIT1',
      'TIMESYS',
      'FILTER',
      'CTYPE3',
      'WCSAXES',
      'EXTNAME',
    ]
    const codes = ['TAN', 'SIN', 'CAR', 'AIT', 'ZPN', 'TPV', 'STG', 'ARC', 'ZEA', 'MER', 'CEA', 'SFL', 'XXX']
    const odd = fc.oneof(
      fc.constantFrom<CardValue>(0, -1, 1e300, -1e300, 1e-300, 90, -90, 360, 2 ** 31, '', 'x', true, null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constantFrom('ICRS', 'FK4', '2024-01-01', '0000-00-00', '9999-12-31T23:59:60'),
    )
    const base = { BITPIX: 8, NAXIS: 2, NAXIS1: 8, NAXIS2: 8, CRVAL1: 10, CRVAL2: 20, CRPIX1: 4, CRPIX2: 4, CDELT1: -0.01, CDELT2: 0.01 }
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.dictionary(fc.constantFrom(...keywords), odd, { maxKeys: 6 }), (code, changes) => {
        useAll(fileWith({ ...base, CTYPE1: `RA---${code}`, CTYPE2: `DEC--${code}`, ...changes }, 2880))
      }),
      { numRuns: Number(process.env['SKYDAX_FUZZ'] ?? 1500) },
    )
  })
})
