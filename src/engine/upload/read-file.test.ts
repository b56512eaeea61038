import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { card } from '../../../vo/fits/card.ts'
import { writeFits } from '../../../vo/fits/write.ts'
import { headerOfFile, mendFile } from './mend-file.ts'
import { readFile } from './read-file.ts'

const shared = new URL('../../../../shared/data/fits/', import.meta.url)
const cards = [
  card('CTYPE1', 'RA---TNN'),
  card('CTYPE2', 'DEC--TAN'),
  card('CRVAL1', 10),
  card('CRVAL2', 20),
  card('CRPIX1', 2),
  card('CRPIX2', 2),
  card('CDELT1', -0.01),
  card('CDELT2', 0.01),
  card('DATE-OBS', '2026-03-01T02:00:00'),
  card('SOFTWARE', 'SWarp'),
  // an observing programme, in headers of LSST
  card('PROGRAM', 'ops-rehearsal-3'),
  card('VERSION', '2.41'),
  card('AUTHOR', 'Ada'),
]
const bytes = writeFits([{ axes: [4, 4], data: new Float32Array(16).fill(1), cards }])
const file = (name: string, data: Uint8Array): File => new File([data as Uint8Array<ArrayBuffer>], name)
const quiet = (): void => undefined

describe('readFile', () => {
  it('names what keeps the archive from taking it, and reads its digest and its headers all the same', async () => {
    const facts = await readFile(file('a.fits', bytes), quiet)
    expect(facts).toMatchObject({ sha256: createHash('sha256').update(bytes).digest('hex'), isGzip: false, region: null })
    expect(facts.problems).toEqual([expect.stringContaining('CTYPE1')])
    expect(facts.hdus).toEqual([{ name: null, kind: 'image', start: 0, end: 2880 }])
    expect(facts.made).toEqual({ software: 'SWarp', version: '2.41', by: 'Ada', licence: null })
  })

  it.each([false, true])('mends a card, and reads it then (packed: %s)', async (isPacked) => {
    const given = file('a.fits.gz', isPacked ? gzipSync(bytes) : bytes)
    const mended = await mendFile(given, await readFile(given, quiet), 0, 'CTYPE1', 'RA---TAN')
    if (!mended.ok) throw new Error(mended.error.message)
    const facts = await readFile(mended.value, quiet)
    expect(facts).toMatchObject({ isGzip: isPacked, problems: [], ra: expect.closeTo(10, 1), dec: expect.closeTo(20, 1) })
    const header = await headerOfFile(mended.value, facts, 0)
    expect(header.ok && header.value.text('CTYPE1')).toBe('RA---TAN')
    const out = new Uint8Array(await mended.value.arrayBuffer())
    expect([...(isPacked ? gunzipSync(out) : out).subarray(2880)]).toEqual([...bytes.subarray(2880)])
  })

  it('says of what is no FITS, empty or cut off what it is', async () => {
    expect((await readFile(file('a.fits', new Uint8Array(0)), quiet)).problems).toEqual(['not FITS: the file is empty'])
    expect((await readFile(file('a.fits', new TextEncoder().encode('hello')), quiet)).problems[0]).toMatch(/not FITS/u)
    expect((await readFile(file('a.fits', bytes.subarray(0, 2890)), quiet)).problems[0]).toMatch(/cut off/u)
  })

  it.each(['HorseHead.fits', 'panstarrs-g-m61.fits', 'gc_2mass_h.fits'])('finds the place of the real %s', async (name) => {
    const url = new URL(name, shared)
    if (!existsSync(url)) return console.warn(`skipped: ../shared/data/fits/${name} is not here`)
    const real = readFileSync(url)
    let seen = 0
    const facts = await readFile(file(name, real), (read) => (seen = read))
    expect(facts).toMatchObject({ problems: [], region: expect.stringMatching(/^Polygon ICRS/iu) })
    expect([seen, facts.sha256]).toEqual([real.length, createHash('sha256').update(real).digest('hex')])
  })
})
