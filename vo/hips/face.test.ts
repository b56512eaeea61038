import { assert, double, property } from 'fast-check'
import { expect, it } from 'vitest'
import { deg } from '../sky/units.ts'
import { cellAt } from '../sky/healpix.ts'
import { faceToSky, skyToFace } from './face.ts'
import truth from './testing/healpix-cells.json'

it('lies in the nested cell that healpy finds', () => {
  for (const [order = 0, ra = 0, dec = 0, cell] of truth.cells) {
    const { face, x, y } = skyToFace({ ra: deg(ra), dec: deg(dec) })
    const n = 2 ** order
    expect([ra, dec, cellAt(order, face, Math.floor(x * n), Math.floor(y * n))]).toEqual([ra, dec, cell])
  }
})

it('comes back to the same direction within 0.1 mas, poles and wrap included', () => {
  assert(
    property(double({ min: 0, max: 359.999999, noNaN: true }), double({ min: -1, max: 1, noNaN: true }), (ra, z) => {
      const dec = (Math.asin(z) * 180) / Math.PI
      const back = faceToSky(skyToFace({ ra: deg(ra), dec: deg(dec) }))
      const turn = Math.abs(((back.ra - ra + 540) % 360) - 180) * Math.cos((dec * Math.PI) / 180)
      expect(Math.hypot(turn, back.dec - dec)).toBeLessThan(3e-8)
    }),
  )
})
