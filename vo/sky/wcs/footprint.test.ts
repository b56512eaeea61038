import { describe, expect, it } from 'vitest'
import { card, type CardValue } from '../../fits/card.ts'
import { headerOf } from '../../fits/header.ts'
import { separation, skyPos } from '../sky-pos.ts'
import { wcsOf, type Wcs } from '../wcs.ts'
import { footprintOf } from './footprint.ts'

function wcs(values: Record<string, CardValue>): Wcs {
  const read = wcsOf(headerOf(Object.entries(values).map(([keyword, value]) => card(keyword, value))))
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}
const tan = (ra: number, dec: number, scale = 1e-3) =>
  wcs({ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: ra, CRVAL2: dec, CRPIX1: 50.5, CRPIX2: 50.5, CDELT1: -scale, CDELT2: scale })

describe('footprints', () => {
  it('are four corners for a tangent-plane image, at the outer edges of its pixels', () => {
    const region = footprintOf(tan(10, 20), 100, 100)
    if (region?.kind !== 'polygon') throw new Error('polygon expected')
    expect(region.vertices).toHaveLength(4)
    for (const vertex of region.vertices) expect(separation(vertex, skyPos(10, 20))).toBeCloseTo(0.05 * Math.SQRT2, 5)
  })

  it('turn counter-clockwise with east left, whatever the image does', () => {
    const mirrored = wcs({ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 20, CRPIX1: 50.5, CRPIX2: 50.5, CDELT1: 1e-3, CDELT2: 1e-3 })
    for (const one of [tan(10, 20), mirrored]) {
      const region = footprintOf(one, 100, 100)
      if (region?.kind !== 'polygon') throw new Error('polygon expected')
      // shoelace with ra growing to the right: the mirror image of the sky as we see it, so negative
      const area = region.vertices.reduce((sum, a, i) => {
        const b = region.vertices[(i + 1) % region.vertices.length]!
        return sum + (a.ra - 10) * (b.dec - 20) - (b.ra - 10) * (a.dec - 20)
      }, 0)
      expect(area).toBeLessThan(0)
    }
  })

  it('bend with the borders of a cylindrical map', () => {
    const car = wcs({ CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CRVAL1: 0, CRVAL2: 0, CRPIX1: 50, CRPIX2: -550, CDELT1: -0.1, CDELT2: 0.1 })
    const region = footprintOf(car, 100, 100)
    if (region?.kind !== 'polygon') throw new Error('polygon expected')
    expect(region.vertices.length).toBeGreaterThan(6)
  })

  it('hold a pole and cross ra 0', () => {
    for (const [ra, dec] of [
      [0, 90],
      [123, -90],
      [0.01, 3],
    ] as const)
      expect(footprintOf(tan(ra, dec), 100, 100)?.kind).toBe('polygon')
  })

  it('are a union for a map of the whole sky', () => {
    for (const code of ['AIT', 'CAR']) {
      const all = wcs({ CTYPE1: `GLON-${code}`, CTYPE2: `GLAT-${code}`, CRVAL1: 0, CRVAL2: 0, CRPIX1: 180.5, CRPIX2: 90.5, CDELT1: -1, CDELT2: 1 })
      expect(footprintOf(all, 360, 180)?.kind).toBe('union')
    }
  })
})
