import { describe, expect, it } from 'vitest'
import { fromIcrs, toIcrs } from './frames.ts'
import type { Frame } from './frames.ts'
import { destination, positionAngle, separation, skyPos } from './sky-pos.ts'
import truth from './testing/frames.json' with { type: 'json' }

const frames = ['galactic', 'fk5', 'fk4', 'ecliptic'] as const satisfies readonly Frame[]

describe('frames, beside astropy', () => {
  it.each(frames)('turns %s to ICRS and back within 0.1 mas', (frame) => {
    for (const row of truth.frames) {
      const [ra = 0, dec = 0] = row.icrs
      const [lon = 0, lat = 0] = row[frame]
      const tolerance = frame === 'fk4' ? 1e-4 / 3600 : 1e-11
      expect(separation(toIcrs(frame, lon, lat), skyPos(ra, dec))).toBeLessThan(tolerance)
      const back = fromIcrs(frame, skyPos(ra, dec))
      expect(separation(skyPos(back.lon, back.lat), skyPos(lon, lat))).toBeLessThan(tolerance)
    }
  })
})

describe('separations and position angles, beside astropy', () => {
  it('keeps 1e-9 degrees apart, and works to the antipode', () => {
    for (const [ra1 = 0, dec1 = 0, ra2 = 0, dec2 = 0, sep = 0] of truth.pairs)
      expect(Math.abs(separation(skyPos(ra1, dec1), skyPos(ra2, dec2)) - sep)).toBeLessThan(1e-13 + 1e-13 * sep)
  })

  it('measures position angles from north through east', () => {
    for (const [ra1 = 0, dec1 = 0, ra2 = 0, dec2 = 0, sep = 0, pa = 0] of truth.pairs) {
      if (sep < 1e-4 || sep > 179) continue
      const ours = positionAngle(skyPos(ra1, dec1), skyPos(ra2, dec2))
      const off = Math.abs(((ours - pa + 540) % 360) - 180)
      expect(off * Math.sin((sep * Math.PI) / 180)).toBeLessThan(1e-9)
      expect(separation(destination(skyPos(ra1, dec1), pa, sep), skyPos(ra2, dec2))).toBeLessThan(1e-9)
    }
  })

  it('wraps right ascension and refuses what is no direction', () => {
    expect(skyPos(-1e-20, 0).ra).toBe(0)
    expect(skyPos(360, 0).ra).toBe(0)
    expect(skyPos(-10, 90.0000000001)).toEqual({ ra: 350, dec: 90 })
    expect(() => skyPos(0, 91)).toThrow('dec 91 is outside [-90, 90]')
    expect(() => skyPos(NaN, 0)).toThrow('ra NaN is not a finite number')
  })
})
