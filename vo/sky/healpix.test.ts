import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bigCellOf, cellAt, cellCenter, cellOf, cellRadius, cellVertices, neighbours, placeOf } from './healpix.ts'
import { separation, skyPos, toVector } from './sky-pos.ts'
import { angleBetween } from './vec.ts'
import truth from './testing/healpix.json' with { type: 'json' }

const position = fc
  .tuple(fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }))
  .map(([ra, z]) => skyPos(ra, (Math.asin(z) * 180) / Math.PI))

describe('HEALPix, nested', () => {
  it('numbers cells as healpy does, at every order to 29', () => {
    const wrong = truth.cells.filter((c) => bigCellOf(c.order, skyPos(c.ra, c.dec)) !== BigInt(c.cell))

    expect(wrong.map((c) => [c.order, c.ra, c.dec])).toEqual([])
  })

  it('puts centres and corners where healpy does', () => {
    for (const c of truth.cells) {
      if (c.order > 24) continue
      const [ra = 0, dec = 0] = c.center
      expect(separation(cellCenter(c.order, Number(c.cell)), skyPos(ra, dec))).toBeLessThan(1e-8)
      const ours = cellVertices(c.order, Number(c.cell)).map(toVector)
      for (const [i, v] of (c.corners ?? []).entries())
        expect(angleBetween(ours[i] ?? [0, 0, 0], [v[0] ?? 0, v[1] ?? 0, v[2] ?? 0])).toBeLessThan(2e-8)
    }
  })

  it('finds the neighbours that healpy finds', () => {
    for (const [order, cell, expected] of truth.neighbours as [number, number, number[]][])
      expect([order, cell, [...neighbours(order, cell)].sort((a, b) => a - b)]).toEqual([order, cell, expected])
  })

  it('bounds the radius of cells as healpy does', () => {
    for (const [order, r] of truth.radius as [number, number][]) expect(cellRadius(order) / r).toBeCloseTo(1, 6)
  })

  it('finds a centre in its own cell, and a place in its own number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (order, f) => {
        const cell = Math.floor(f * 12 * 4 ** order)
        const { face, x, y } = placeOf(order, cell)
        expect(cellAt(order, face, x, y)).toBe(cell)
        if (order <= 22) expect(cellOf(order, cellCenter(order, cell))).toBe(cell)
      }),
    )
  })

  it('nests: the parent of a position’s cell holds the position', () => {
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 24 }), (p, order) => {
        expect(cellOf(order - 1, p)).toBe(Math.floor(cellOf(order, p) / 4))
      }),
    )
    fc.assert(
      fc.property(position, (p) => {
        expect(bigCellOf(29, p) >> 10n).toBe(bigCellOf(24, p))
      }),
    )
  })

  it('refuses orders and cells that do not exist', () => {
    expect(() => cellOf(25, skyPos(0, 0))).toThrow('order 25')
    expect(() => cellCenter(3, 768)).toThrow('cell 768 does not exist at order 3: 0 to 767')
  })
})
