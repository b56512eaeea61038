import { describe, expect, it } from 'vitest'
import { detectorFootprint, fieldAngleToSky } from './camera-footprint.ts'
import type { FieldAngle } from './camera-footprint.ts'
import { centroid, covers } from './geometry.ts'
import type { Region } from './region.ts'
import { separation, skyPos } from './sky-pos.ts'
import golden from './testing/camera.json' with { type: 'json' }

const arcsec = 1 / 3600

describe('the footprint of a detector, beside the regions of Rubin’s butler', () => {
  it.each(golden.detectors.map((d) => [d.exposure, d.detector, d] as const))('agrees for exposure %i detector %i', (_e, _d, row) => {
    const [ra = 0, dec = 0] = row.boresight
    const corners = row.corners.map(([x = 0, y = 0]): FieldAngle => [x, y])
    const ours = detectorFootprint(corners, skyPos(ra, dec), row.sky_angle)
    const butler: Region = { kind: 'polygon', vertices: row.butler.map(([a = 0, d = 0]) => skyPos(a, d)) }
    expect(separation(centroid(ours), centroid(butler))).toBeLessThan(2 * arcsec)
    expect(covers(butler, ours)).toBe(true)
    // the butler's corners lie 69 to 72 arc seconds outside, on the diagonal
    if (ours.kind !== 'polygon' || butler.kind !== 'polygon') throw new Error('polygons expected')
    const distances = ours.vertices.map((v) => Math.min(...butler.vertices.map((b) => separation(v, b) * 3600)))
    for (const d of distances) expect(d > 68 && d < 73).toBe(true)
  })

  it('would miss by far with any other sign of the axes (detector 11)', () => {
    const row = golden.detectors.find((d) => d.detector === 11)
    if (row === undefined) throw new Error('no detector 11')
    const [ra = 0, dec = 0] = row.boresight
    const middle = centroid({ kind: 'polygon', vertices: row.butler.map(([a = 0, d = 0]) => skyPos(a, d)) })
    for (const [sx, sy] of [
      [-1, 1],
      [1, -1],
      [-1, -1],
    ] as const) {
      const corners = row.corners.map(([x = 0, y = 0]): FieldAngle => [sx * x, sy * y])
      expect(separation(centroid(detectorFootprint(corners, skyPos(ra, dec), row.sky_angle)), middle)).toBeGreaterThan(1600 * arcsec)
    }
  })

  it('looks at the boresight, and north for +y without rotation', () => {
    expect(separation(fieldAngleToSky([0, 0], skyPos(10, -30), 77), skyPos(10, -30))).toBeLessThan(1e-12)
    const north = fieldAngleToSky([0, 1], skyPos(10, -30), 0)
    expect([north.ra, north.dec]).toEqual([expect.closeTo(10, 9), expect.closeTo(-29, 9)])
    expect(fieldAngleToSky([1, 0], skyPos(10, 0), 0).ra).toBeCloseTo(9, 9)
  })
})
