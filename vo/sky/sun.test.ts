import { describe, expect, it } from 'vitest'
import { mjdUtc } from '../time/mjd.ts'
import { horizonAltitude, rubinSite, sunAltitude, sunCrossings } from './sun.ts'
import truth from './testing/sun.json' with { type: 'json' }
import { deg } from './units.ts'

describe('the Sun over Rubin Observatory, beside astropy', () => {
  it('stands where astropy has it, to 0.02°', () => {
    for (const [mjd, altitude] of truth.rows) expect([mjd, Math.abs(sunAltitude(mjdUtc(mjd!), rubinSite) - altitude!) < 0.02]).toEqual([mjd, true])
  })

  it('sets and rises once a day, and is at that altitude then', () => {
    const found = sunCrossings(mjdUtc(61116.7), mjdUtc(61117.7), horizonAltitude, rubinSite)
    expect(found.map((c) => c.isRising)).toEqual([false, true])
    for (const { at } of found) expect(sunAltitude(at, rubinSite)).toBeCloseTo(horizonAltitude, 2)
  })

  it('never goes through an altitude that it does not reach', () => {
    expect(sunCrossings(mjdUtc(61116.7), mjdUtc(61117.7), deg(89), rubinSite)).toEqual([])
  })
})
