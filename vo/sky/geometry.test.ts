import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxCorners } from './box.ts'
import { area, boundingCircle, centroid, contains, covers, intersects } from './geometry.ts'
import { parseRegion } from './region-text.ts'
import type { Region } from './region.ts'
import { destination, separation, skyPos } from './sky-pos.ts'
import { anyPos, anyRegion, nearbyRegions, simpleRegion } from './testing/regions.ts'
import rangeCenters from './testing/range-centers.json' with { type: 'json' }
import { deg } from './units.ts'

function read(text: string): Region {
  const r = parseRegion(text)
  if (!r.ok) throw new Error(r.error.message)
  return r.value
}
const inside = (region: string, ra: number, dec: number): boolean => contains(read(region), skyPos(ra, dec))

describe('contains', () => {
  it('knows circles, also beyond a hemisphere and of radius 0', () => {
    expect(inside('CIRCLE 10 20 1', 10, 21)).toBe(true)
    expect(inside('CIRCLE 10 20 1', 10, 21.0000001)).toBe(false)
    expect(inside('CIRCLE 0 90 170', 0, -79)).toBe(true)
    expect(inside('CIRCLE 0 90 170', 0, -81)).toBe(false)
    expect(inside('CIRCLE 10 20 0', 10, 20)).toBe(true)
    expect(inside('CIRCLE 10 20 180', 190, -20)).toBe(true)
  })

  it('takes polygons in either winding, across RA 0 and round a pole', () => {
    for (const box of ['POLYGON 359 -1 1 -1 1 1 359 1', 'POLYGON 359 1 1 1 1 -1 359 -1']) {
      expect(inside(box, 0, 0)).toBe(true)
      expect(inside(box, 359, -1)).toBe(true)
      expect(inside(box, 2, 0)).toBe(false)
      expect(inside(box, 180, 0)).toBe(false)
    }
    expect(inside('POLYGON 0 80 120 80 240 80', 17, 89)).toBe(true)
    expect(inside('POLYGON 0 80 120 80 240 80', 0, 90)).toBe(true)
    expect(inside('POLYGON 0 80 120 80 240 80', 0, -90)).toBe(false)
    expect(inside('POLYGON 0 80 120 80 240 80', 60, 80)).toBe(false)
  })

  it('takes polygons with repeated and collinear vertices, and concave ones', () => {
    const u = 'POLYGON 10 0 10 0 13 0 13 3 12 3 12 1 11 1 11 1 11 3 10 3 10 0'
    expect([inside(u, 10.5, 2), inside(u, 11.5, 2), inside(u, 12.5, 2), inside(u, 11.5, 0.5)]).toEqual([true, false, true, true])
    const flat: Region = { kind: 'polygon', vertices: [skyPos(10, 0), skyPos(11, 0), skyPos(12, 0)] }
    expect([contains(flat, skyPos(11.5, 0)), contains(flat, skyPos(11.5, 1e-6)), area(flat)]).toEqual([true, false, 0])
    const same: Region = { kind: 'polygon', vertices: [skyPos(10, 5), skyPos(10, 5), skyPos(10, 5)] }
    expect([contains(same, skyPos(10, 5)), contains(same, skyPos(10, 5.00001))]).toEqual([true, false])
  })

  it('takes polygons larger than any hemisphere cap: a belt with a gap', () => {
    const north = Array.from({ length: 35 }, (_, i) => skyPos(i * 10, 10))
    const south = Array.from({ length: 35 }, (_, i) => skyPos(340 - i * 10, -10))
    for (const vertices of [[...north, ...south], [...north, ...south].toReversed()]) {
      const belt: Region = { kind: 'polygon', vertices }
      expect([0, 5, 90, 180, 270, 339].map((ra) => contains(belt, skyPos(ra, 1)))).toEqual([true, true, true, true, true, true])
      expect([
        contains(belt, skyPos(350, 0)),
        contains(belt, skyPos(0, 90)),
        contains(belt, skyPos(0, -90)),
        contains(belt, skyPos(100, 12)),
      ]).toEqual([false, false, false, false])
      expect(area(belt) / (340 * 2 * 57.29578 * Math.sin((10 * Math.PI) / 180))).toBeCloseTo(1, 2)
    }
  })

  it('takes tiny polygons: 1 milli-arcsec wide', () => {
    const mas = 1 / 3_600_000
    const tiny: Region = { kind: 'polygon', vertices: boxCorners(skyPos(123.456, -45.678), mas, mas) }
    expect(contains(tiny, skyPos(123.456, -45.678))).toBe(true)
    expect(contains(tiny, destination(skyPos(123.456, -45.678), 10, mas))).toBe(false)
    expect(area(tiny) / (mas * mas)).toBeCloseTo(1, 3)
  })

  it('knows ranges with wrap, rings and poles', () => {
    expect([inside('RANGE 350 10 -5 5', 0, 0), inside('RANGE 350 10 -5 5', 20, 0), inside('RANGE 350 10 -5 5', 350, 5)]).toEqual([true, false, true])
    expect([inside('RANGE 0 360 -2 2', 123, 2), inside('RANGE 0 360 89 90', 55, 90), inside('RANGE 10 20 80 90', 55, 90)]).toEqual([true, true, true])
    expect([inside('RANGE 12 12 -1 1', 12, 0.5), inside('RANGE 12 12 -1 1', 12.001, 0.5)]).toEqual([true, false])
  })
})

describe('intersects', () => {
  it('sees crossings without a vertex inside, and containment without a crossing', () => {
    expect(intersects(read('POLYGON 9 -1 11 -1 11 1 9 1'), read('POLYGON 5 -0.1 15 -0.1 15 0.1 5 0.1'))).toBe(true)
    expect(intersects(read('POLYGON 9 -1 11 -1 11 1 9 1'), read('CIRCLE 10 0 0.01'))).toBe(true)
    expect(intersects(read('RANGE 0 360 -2 2'), read('CIRCLE 50 3 0.9'))).toBe(false)
    expect(intersects(read('RANGE 0 360 -2 2'), read('CIRCLE 50 3 1'))).toBe(true)
    expect(intersects(read('RANGE 0 360 10 20'), read('CIRCLE 0 90 60'))).toBe(false)
    expect(intersects(read('CIRCLE 0 0 100'), read('CIRCLE 180 0 79'))).toBe(false)
    expect(intersects(read('CIRCLE 0 0 100'), read('CIRCLE 180 0 80'))).toBe(true)
    // a great-circle edge that bulges over a parallel with both ends below it
    expect(intersects(read('POLYGON 0 50 60 50 30 40'), read('RANGE 20 40 52 53'))).toBe(true)
    expect(intersects(read('POLYGON 0 50 60 50 30 40'), read('RANGE 20 40 55 56'))).toBe(false)
  })

  it('is symmetric, and true for a region with itself', () => {
    fc.assert(
      fc.property(nearbyRegions, ([a, b]) => {
        expect(intersects(a, b)).toBe(intersects(b, a))
        expect(intersects(a, a)).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })

  it('follows from a position that both contain', () => {
    fc.assert(
      fc.property(nearbyRegions, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 360, noNaN: true }), ([a, b], f, pa) => {
        const { center, radius } = boundingCircle(a)
        const p = destination(center, pa, radius * f)
        const both = contains(a, p) && contains(b, p)
        if (both) expect(intersects(a, b)).toBe(true)
        expect(intersects(a, { kind: 'point', at: p })).toBe(contains(a, p))
      }),
      { numRuns: 3000 },
    )
  })

  it('agrees with a fine net of positions where regions overlap by more than its meshes', () => {
    fc.assert(
      fc.property(nearbyRegions, ([a, b]) => {
        const { center, radius } = boundingCircle(a)
        const probes = Array.from({ length: 800 }, (_, i) => destination(center, i * 137.508, radius * Math.sqrt((i + 0.5) / 800)))
        if (!intersects(a, b)) expect(probes.filter((p) => contains(a, p) && contains(b, p))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

describe('covers', () => {
  it('knows what lies wholly within what', () => {
    expect(covers(read('CIRCLE 10 0 2'), read('POLYGON 9 -1 11 -1 11 1 9 1'))).toBe(true)
    expect(covers(read('POLYGON 9 -1 11 -1 11 1 9 1'), read('CIRCLE 10 0 1'))).toBe(true)
    expect(covers(read('POLYGON 9 -1 11 -1 11 1 9 1'), read('CIRCLE 10 0 1.01'))).toBe(false)
    expect(covers(read('CIRCLE 10 0 170'), read('CIRCLE 190 0 170'))).toBe(false)
    const u = read('POLYGON 10 0 13 0 13 3 12 3 12 1 11 1 11 3 10 3')
    expect(covers(u, read('POLYGON 10.2 2 12.8 2 12.8 2.1 10.2 2.1'))).toBe(false)
    expect(covers(u, read('POLYGON 10.2 0.2 12.8 0.2 12.8 0.8 10.2 0.8'))).toBe(true)
    expect(covers(read('RANGE 0 360 -10 10'), read('CIRCLE 0 0 10'))).toBe(true)
    expect(covers(read('RANGE 0 360 10 20'), read('POLYGON 0 30 90 30 180 30 270 30'))).toBe(false)
  })

  it('lets the parts of a union cover together, seams or overlaps, but no hole', () => {
    const left = 'POLYGON 9 -1 10 -1 10 1 9 1'
    const right = 'POLYGON 10 -1 11 -1 11 1 10 1'
    expect(covers(read(`${left} ${right}`), read('CIRCLE 10 0 0.9'))).toBe(true)
    expect(covers(read(`${left} POLYGON 9.9 -1 11 -1 11 1 9.9 1`), read('CIRCLE 10 0 0.9'))).toBe(true)
    expect(covers(read(`${left} POLYGON 10.001 -1 11 -1 11 1 10.001 1`), read('CIRCLE 10 0 0.9'))).toBe(false)
    const ring = 'RANGE 9 11 0.5 1 RANGE 9 11 -1 -0.5 RANGE 9 9.5 -0.6 0.6 RANGE 10.5 11 -0.6 0.6'
    expect(covers(read(ring), read('RANGE 9.1 10.9 -0.9 0.9'))).toBe(false)
    expect(covers(read(`${ring} CIRCLE 10 0 0.8`), read('RANGE 9.1 10.9 -0.9 0.9'))).toBe(true)
  })

  it('holds for a region with itself, and implies meeting', () => {
    fc.assert(
      fc.property(anyRegion, (a) => {
        expect(covers(a, a)).toBe(true)
      }),
      { numRuns: 1000 },
    )
    fc.assert(
      fc.property(nearbyRegions, ([a, b]) => {
        if (covers(a, b)) {
          expect(intersects(a, b)).toBe(true)
          expect(area(b)).toBeLessThanOrEqual(area(a) * (1 + 1e-9) + 1e-12)
        }
      }),
      { numRuns: 1500 },
    )
  })
})

describe('measures', () => {
  it('knows areas', () => {
    expect(area(read('CIRCLE 0 0 180'))).toBeCloseTo(41252.96124941927, 6)
    expect(area(read('CIRCLE 0 0 90'))).toBeCloseTo(41252.96124941927 / 2, 6)
    expect(area(read('CIRCLE 0 0 0.001')) / (Math.PI * 1e-6)).toBeCloseTo(1, 8)
    expect(area(read('RANGE 0 360 -90 90'))).toBeCloseTo(41252.96124941927, 6)
    expect(area(read('POLYGON 0 0 90 0 0 90'))).toBeCloseTo(41252.96124941927 / 8, 6)
    expect(area(read('POLYGON 0 90 90 0 0 0'))).toBeCloseTo(41252.96124941927 / 8, 6)
  })

  it('counts the overlap of a union once', () => {
    expect(area(read('CIRCLE 10 0 1 CIRCLE 10 0 1'))).toBeCloseTo(area(read('CIRCLE 10 0 1')), 9)
    expect(area(read('CIRCLE 10 0 1 CIRCLE 10.2 0 0.5'))).toBeCloseTo(area(read('CIRCLE 10 0 1')), 9)
    expect(area(read('CIRCLE 10 0 1 CIRCLE 20 0 1'))).toBeCloseTo(2 * area(read('CIRCLE 10 0 1')), 9)
    expect(area(read('RANGE 10 12 -1 1 RANGE 11 13 -1 1'))).toBeCloseTo(area(read('RANGE 10 13 -1 1')), 9)
    expect(area(read('RANGE 10 12 -1 1 RANGE 12 13 -1 1'))).toBeCloseTo(area(read('RANGE 10 13 -1 1')), 9)
    expect(area(read('CIRCLE 0 90 100 CIRCLE 0 -90 100'))).toBeCloseTo(41252.96124941927, 6)
    // planar lens: two unit circles at distance 1 overlap by 2π/3 − √3/2
    const small = area(read('CIRCLE 10 0 0.01 CIRCLE 10.01 0 0.01')) * 1e4
    expect(small).toBeCloseTo(2 * Math.PI - ((2 * Math.PI) / 3 - Math.sqrt(3) / 2), 5)
  })

  it('finds centroids and bounding circles', () => {
    for (const text of [
      'CIRCLE 10 20 3',
      'POLYGON 359 -1 1 -1 1 1 359 1',
      'POLYGON 359.9999 -0.0001 0.0001 -0.0001 0.0001 0.0001 359.9999 0.0001',
      'RANGE 350 10 -5 5',
      'POLYGON 0 80 120 80 240 80',
    ]) {
      const c = centroid(read(text))
      const expected = text.startsWith('CIRCLE') ? skyPos(10, 20) : text.startsWith('POLYGON 0') ? skyPos(0, 90) : skyPos(0, 0)
      expect(separation(c, expected)).toBeLessThan(1e-9)
    }
    const wedge = centroid(read('RANGE 0 90 0 90'))
    expect([wedge.ra, wedge.dec]).toEqual([expect.closeTo(45, 9), expect.closeTo((Math.atan(Math.SQRT1_2) * 180) / Math.PI, 9)])
    fc.assert(
      fc.property(simpleRegion, fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (r, pa, f) => {
        const { center, radius } = boundingCircle(r)
        expect(covers({ kind: 'circle', center, radius: deg(Math.min(180, radius + 1e-10)) }, r)).toBe(true)
        const beyond = destination(center, pa, radius + (180 - radius) * f)
        if (separation(beyond, center) > radius + 1e-9) expect(contains(r, beyond)).toBe(false)
      }),
      { numRuns: 1500 },
    )
  })

  it.each(rangeCenters.rows)('finds the centre of mass of RANGE $range as integration does', ({ range, center }) => {
    const at = centroid(read(`RANGE ${range.join(' ')}`))
    expect(separation(at, skyPos(center[0]!, center[1]!)) * 3600).toBeLessThan(1e-5)
  })

  it('keeps every position’s verdict when a polygon is written backwards or from another vertex', () => {
    fc.assert(
      fc.property(simpleRegion, anyPos, fc.nat(8), (r, p, k) => {
        if (r.kind !== 'polygon') return
        const turned: Region = { kind: 'polygon', vertices: [...r.vertices.slice(k), ...r.vertices.slice(0, k)].toReversed() }
        expect(contains(turned, p)).toBe(contains(r, p))
        expect(area(turned)).toBeCloseTo(area(r), 9)
      }),
    )
  })
})
