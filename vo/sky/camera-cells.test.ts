import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsUnderCamera, detectorAt, placeOrder } from './camera-cells.ts'
import { detectorFootprint, fieldAngleToSky } from './camera-footprint.ts'
import { contains } from './geometry.ts'
import { cellCenter } from './healpix.ts'
import { cornerAngles, detectors, fieldAngle } from './lsstcam.ts'
import { skyPos } from './sky-pos.ts'

const pointing = fc.tuple(
  fc.double({ min: 0, max: 359.99, noNaN: true }),
  fc.double({ min: -89, max: 89, noNaN: true }),
  fc.double({ min: 0, max: 360, noNaN: true }),
)

describe('cells under the camera', () => {
  it('hold the place of every detector, and each detector holds a cell at least', () => {
    fc.assert(
      fc.property(pointing, ([ra, dec, rotation]) => {
        const seen = new Set(cellsUnderCamera(skyPos(ra, dec), rotation).map(([, detector]) => detector))
        expect(seen.size).toBe(detectors.length)
      }),
      { numRuns: 40 },
    )
  })

  it('are those whose centres lie in the footprints, but for a hair at their edges', () => {
    fc.assert(
      fc.property(pointing, fc.integer({ min: 0, max: 188 }), ([ra, dec, rotation], id) => {
        const boresight = skyPos(ra, dec)
        const found = cellsUnderCamera(boresight, rotation)
        const footprint = detectorFootprint(cornerAngles(detectors[id]!), boresight, rotation)
        for (const [cell, detector] of found) {
          const center = cellCenter(placeOrder, cell)
          if (contains(footprint, center) !== (detector === id)) expect(nearEdge(boresight, rotation, center, id)).toBe(true)
        }
        expect(new Set(found.map(([cell]) => cell)).size).toBe(found.length)
      }),
      { numRuns: 60 },
    )
  })

  it('turn the projection round', () => {
    fc.assert(
      fc.property(pointing, fc.integer({ min: 0, max: 188 }), fc.double({ min: -19, max: 19, noNaN: true }), ([ra, dec, rotation], id, off) => {
        const { x, y } = detectors[id]!
        const boresight = skyPos(ra, dec)
        expect(detectorAt(boresight, rotation, fieldAngleToSky(fieldAngle(x + off, y - off), boresight, rotation))).toBe(id)
      }),
    )
  })
})

/** Within 0.3″ of the edge of a detector: straight lines on the detector bend by that much on the sky. */
function nearEdge(boresight: ReturnType<typeof skyPos>, rotation: number, pos: ReturnType<typeof skyPos>, id: number): boolean {
  const step = 0.3 / 3600
  return [0, 1, 2, 3].some((k) => {
    const moved = skyPos(pos.ra + ((k - 1.5 > 0 ? 1 : -1) * step) / Math.cos((pos.dec * Math.PI) / 180), pos.dec + (k % 2 === 0 ? step : -step))
    return (detectorAt(boresight, rotation, moved) === id) !== (detectorAt(boresight, rotation, pos) === id)
  })
}
