import { assert, double, property } from 'fast-check'
import { expect, it } from 'vitest'
import { deg } from '../sky/units.ts'
import { cellAt, cellToFace, faceToCell, faceToSky, skyToFace } from './face.ts'
import truth from './testing/healpix-cells.json'

it('finds the nested cell that healpy finds', () => {
  for (const [order, ra, dec, cell] of truth.cells)
    expect([ra, dec, cellAt(order ?? 0, { ra: deg(ra ?? 0), dec: deg(dec ?? 0) })]).toEqual([ra, dec, cell])
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

it('interleaves and takes apart cell numbers', () => {
  for (const cell of [0, 5, 767, 12345, 200_000_000]) {
    const { face, ix, iy } = cellToFace(13, cell)
    expect(faceToCell(13, face, ix, iy)).toBe(cell)
  }
})
