import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { card, type CardValue } from '../fits/card.ts'
import { headerOf } from '../fits/header.ts'
import { separation, skyPos } from './sky-pos.ts'
import { readWcs, wcsOf } from './wcs.ts'

interface Case {
  readonly name: string
  readonly header: Record<string, CardValue>
  readonly points: readonly (readonly [number, number, number, number])[]
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'wcs/testing/wcs.json'), 'utf8')) as { cases: readonly Case[] }
const header = (values: Record<string, CardValue>) => headerOf(Object.entries(values).map(([keyword, value]) => card(keyword, value)))

describe('pixel to sky and back, against astropy.wcs', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const wcs = wcsOf(header(one.header))
    if (!wcs.ok) throw new Error(wcs.error.message)
    let worstSky = 0
    let worstPixel = 0
    for (const [x, y, ra, dec] of one.points) {
      const truth = skyPos(ra, dec)
      const sky = wcs.value.toSky(x, y)
      worstSky = Math.max(worstSky, sky === null ? Infinity : separation(sky, truth))
      const pixel = wcs.value.toPixel(truth)
      worstPixel = Math.max(worstPixel, pixel === null ? Infinity : Math.hypot(pixel[0] - x, pixel[1] - y))
    }
    expect(worstSky).toBeLessThan(1e-9)
    expect(worstPixel * wcs.value.pixelScale).toBeLessThan(1e-8)
  })
})

describe('a header without WCS', () => {
  it('names everything that is missing, at once', () => {
    const read = readWcs(header({ NAXIS: 2, NAXIS1: 63, NAXIS2: 63 }))
    if (read.ok) throw new Error('not expected')
    const messages = read.error.map(({ message }) => message)
    expect(messages[0]).toBe('no WCS: RA---TAN expected in CTYPE1, which is absent')
    for (const keyword of ['CTYPE2', 'CRVAL1', 'CRVAL2', 'CRPIX1', 'CRPIX2', 'CDELT1']) expect(messages.join('\n')).toContain(keyword)
  })

  it('refuses what it does not know by name', () => {
    const good = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 1, CRVAL2: 2, CRPIX1: 3, CRPIX2: 4, CDELT1: -0.1, CDELT2: 0.1 }
    const wrong = (change: Record<string, CardValue>) => {
      const read = wcsOf(header({ ...good, ...change }))
      return read.ok ? 'accepted' : read.error.message
    }
    expect(wrong({})).toBe('accepted')
    expect(wrong({ CTYPE1: 'RA---TNX', CTYPE2: 'DEC--TNX' })).toContain('the projection TNX')
    expect(wrong({ CTYPE1: 'RA---SIN' })).toContain('no projection in common')
    expect(wrong({ CRVAL2: 91 })).toContain('CRVAL2 is 91')
    expect(wrong({ CDELT1: 0 })).toContain('singular')
    expect(wrong({ CUNIT1: 'pixel' })).toContain("CUNIT1 is 'pixel'")
    expect(wrong({ RADESYS: 'FK5', EQUINOX: 1975 })).toContain('EQUINOX is 1975')
    expect(wrong({ A_ORDER: 99, B_ORDER: 2 })).toContain('A_ORDER is 99')
  })
})
