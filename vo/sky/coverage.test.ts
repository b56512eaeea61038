import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverage } from './coverage.ts'
import type { CellRange } from './coverage.ts'
import { boundingCircle, contains, covers, intersects } from './geometry.ts'
import { cellCenter, cellOf, cellVertices } from './healpix.ts'
import type { Region } from './region.ts'
import { destination, skyPos } from './sky-pos.ts'
import truth from './testing/coverage.json' with { type: 'json' }
import { anyRegion } from './testing/regions.ts'
import { regionOf } from './footprint-index.ts'

function has(ranges: readonly CellRange[], cell: number): boolean {
  return ranges.some((r) => cell >= r.lo && cell < r.hi)
}
function count(ranges: readonly CellRange[]): number {
  return ranges.reduce((n, r) => n + r.hi - r.lo, 0)
}

describe('coverage by HEALPix cells', () => {
  it('holds all cells that healpy finds by their centres, and few more than healpy finds that touch', () => {
    for (const row of truth.regions) {
      const region = regionOf(row.shape)
      const { full, partial } = coverage(region, row.order)
      const missed = row.centers.filter((c) => !has(full, c) && !has(partial, c))
      expect(missed).toEqual([])
      // healpy's inclusive answer with a fine factor holds every touched cell and hardly one more
      const touched = new Set(row.touched)
      const extra = [...full, ...partial].flatMap((r) => Array.from({ length: r.hi - r.lo }, (_, i) => r.lo + i)).filter((c) => !touched.has(c))
      expect(extra.length).toBeLessThanOrEqual(2 + 0.05 * touched.size)
    }
  })

  it('misses no position of a region, and calls no cell full that is not', () => {
    fc.assert(
      fc.property(
        anyRegion,
        fc.integer({ min: 0, max: 7 }),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 360, noNaN: true })), {
          minLength: 20,
          maxLength: 20,
        }),
        (region, order, spots) => {
          const { full, partial } = coverage(region, order)
          const { center, radius } = boundingCircle(region)
          for (const [f, pa] of spots) {
            const p = destination(center, pa, Math.min(180, radius * 1.1) * f)
            const cell = cellOf(order, p)
            const here = contains(region, p)
            if (here && !has(full, cell) && !has(partial, cell)) throw new Error(`order ${order} misses cell ${cell}`)
            if (!here && has(full, cell)) throw new Error(`order ${order} calls cell ${cell} full`)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('has every corner and the centre of a full cell inside the region', () => {
    fc.assert(
      fc.property(anyRegion, fc.integer({ min: 2, max: 6 }), (region, order) => {
        const { full } = coverage(region, order)
        for (const r of [...full.slice(0, 3), ...full.slice(-3)])
          for (const p of [cellCenter(order, r.lo), ...cellVertices(order, r.hi - 1)]) expect(contains(region, p)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('gives sorted ranges that are apart, and whole skies in one', () => {
    fc.assert(
      fc.property(anyRegion, fc.integer({ min: 0, max: 6 }), (region, order) => {
        const { full, partial } = coverage(region, order)
        const all = [...full, ...partial].toSorted((a, b) => a.lo - b.lo)
        for (const [i, r] of all.entries()) {
          expect(r.hi).toBeGreaterThan(r.lo)
          if (i > 0) expect(r.lo).toBeGreaterThanOrEqual(all[i - 1]?.hi ?? 0)
        }
      }),
      { numRuns: 300 },
    )
    expect(coverage({ kind: 'circle', center: skyPos(1, 2), radius: 180 as never }, 8)).toEqual({ full: [{ lo: 0, hi: 12 * 4 ** 8 }], partial: [] })
  })

  it('meets the region with every partial cell or nearly so', () => {
    // a partial cell may be apart by the bow of its edges: no more than a tenth of its size
    const region: Region = { kind: 'polygon', vertices: [skyPos(10, 89), skyPos(130, 89.5), skyPos(250, 88.8)] }
    const { partial } = coverage(region, 8)
    for (const r of partial) {
      const vertices = cellVertices(8, r.lo)
      expect(
        covers(region, { kind: 'polygon', vertices }) || intersects(region, { kind: 'circle', center: cellCenter(8, r.lo), radius: 0.26 as never }),
      ).toBe(true)
    }
  })

  it('stays small for small things', () => {
    expect(count(coverage({ kind: 'circle', center: skyPos(200, -30), radius: 1e-4 as never }, 8).partial)).toBeLessThanOrEqual(4)
    expect(count(coverage({ kind: 'point', at: skyPos(200, -30) }, 24).partial)).toBeLessThanOrEqual(2)
    expect(count(coverage({ kind: 'circle', center: skyPos(200, -30), radius: (1 / 3600) as never }, 18).partial)).toBeLessThan(60)
  })
})
