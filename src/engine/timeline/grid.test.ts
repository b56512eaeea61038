import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gridCells } from './grid-classes.ts'
import { factsOf } from './night-facts.ts'
import { cellAt, paintGrid } from './paint-grid.ts'
import { raster } from './raster.ts'
import type { Ink } from './raster.ts'
import { madeNight } from './testing/made-night.ts'
import { visitScale } from './visit-scale.ts'

const inks = Array.from({ length: 9 }, (_, k): Ink => ({ main: k + 1, second: 100, pattern: 'solid' }))

describe('the grid', () => {
  it('shows every failure, however small the picture: the worst of a pixel wins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 4, max: 90 }), (visits, seed, width) => {
        const night = madeNight(visits, 20, seed)
        const cells = gridCells(night, factsOf(night), 'status', null)
        const r = raster(width, 30)
        paintGrid(r, cells, { columns: { from: 0, to: visits }, rows: { from: 0, to: cells.detectors } }, inks)
        expect(Math.max(...r.pixels)).toBe(Math.max(...cells.ofCell) + 1)
      }),
      { numRuns: 50 },
    )
  })

  it('picks the cell that it paints', () => {
    const night = madeNight(30, 20, 7)
    const cells = gridCells(night, factsOf(night), 'images', null)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 299 }), fc.integer({ min: 0, max: 199 }), fc.double({ min: 0, max: 20, noNaN: true }), (x, y, from) => {
        const view = { columns: { from, to: from + 10 }, rows: { from: 3, to: 13 } }
        const r = raster(300, 200)
        paintGrid(r, cells, view, inks)
        const cell = cellAt(cells, view, (x + 0.5) / 300, (y + 0.5) / 200)
        if (cell === null) return
        const own = inks[cells.ofCell[cell.visit * cells.detectors + cell.detector]!]!.main
        // edges are rounded to whole pixels, and large cells have gaps
        if (r.pixels[y * 300 + x] !== 100 && isInside(view.columns.from, 30, x) && isInside(view.rows.from, 20, y))
          expect(r.pixels[y * 300 + x]).toBe(own)
      }),
      { numRuns: 60 },
    )
  })

  it('tells where alerts went out and images did not', () => {
    const night = madeNight(2, 3)
    for (let i = 0; i < 6; i++) for (const p of ['alerts', 'images'] as const) night.attempts.deliveries[p].state[i] = 1
    night.attempts.deliveries.images.state[4] = 2
    const cells = gridCells(night, factsOf(night), 'images', null)
    const at = 1 * cells.detectors + 1
    expect(cells.classes[cells.ofCell[at]! - 1]!.name).toBe('not delivered, though alerts went out')
    expect(cells.attempt[at]).toBe(4)
    expect(cells.classes[cells.ofCell[0]! - 1]!.name).toBe('delivered')
  })

  it('leaves out what a filter leaves out', () => {
    const night = madeNight(2, 3)
    const mask = new Uint8Array(6)
    mask[2] = 1
    expect([...gridCells(night, factsOf(night), 'attempts', mask).ofCell].filter((c) => c !== 0)).toEqual([1])
  })
})

/** Further than a pixel from the edges of its cell. */
function isInside(from: number, side: number, x: number): boolean {
  const share = (from + (x + 0.5) / side) % 1
  return share > 2 / side && share < 1 - 2 / side
}

describe('the scale of visits', () => {
  it('turns times into places and back', () => {
    const scale = visitScale(madeNight(50, 1))
    fc.assert(
      fc.property(fc.double({ min: 0, max: 49, noNaN: true }), fc.double({ min: 1, max: 20, noNaN: true }), (from, width) => {
        const columns = { from, to: Math.min(50, from + width) }
        const back = scale.columns(scale.range(columns))
        expect(back.from).toBeCloseTo(columns.from, 3)
        expect(back.to).toBeCloseTo(columns.to, 3)
      }),
    )
  })

  it('shows one visit at least, and lives with visits that have no time', () => {
    const night = madeNight(3, 1)
    night.visits.begin[2] = night.visits.end[2] = NaN
    const scale = visitScale(night)
    expect(scale.columns({ from: 70_000, to: 70_001 })).toEqual({ from: 2, to: 3 })
    expect(Number.isFinite(scale.range({ from: 0, to: 3 }).to)).toBe(true)
  })
})
