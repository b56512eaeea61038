import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellWidth, cellsOf } from './cells.ts'
import { conditionOf } from './condition.ts'
import { layLanes } from './lane-layout.ts'
import { buildLevels, levelFor } from './levels.ts'
import { paintCells } from './paint-cells.ts'
import { paintLanes } from './paint-lanes.ts'
import { raster, type Ink } from './raster.ts'
import { madeNight } from './testing/made-night.ts'

const inks = Array.from({ length: 12 }, (_, i): Ink => ({ main: i + 1, second: 0, pattern: 'solid' }))

function levelsOf(visits: number, detectors: number, seed: number) {
  const night = madeNight(visits, detectors, seed)
  return buildLevels(
    layLanes(night, 'detector', 61_000.2),
    Uint8Array.from({ length: night.attempts.n }, (_, i) => conditionOf(night, i)),
  )
}

describe('cells', () => {
  it('have the ink of the worst of the bars that reach into them, and none where no bar is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        fc.constantFrom(8, 32, 128),
        (visits, detectors, seed, width) => {
          const [level] = levelsOf(visits, detectors, seed)
          const { from, to, rank, rowAt } = level!
          const cells = cellsOf(level!, rank, width)!
          for (let row = 0; row + 1 < rowAt.length; row++) {
            const expected = Array.from({ length: cells.columns }, (_, at) => {
              const [begin, end] = [(cells.first + at) * width, (cells.first + at + 1) * width]
              let worst = -1
              for (let k = rowAt[row]!; k < rowAt[row + 1]!; k++)
                if (from[k]! < end && (to[k]! > begin || from[k]! >= begin)) worst = Math.max(worst, rank[k]!)
              return worst + 1
            })
            expect([...cells.ink.subarray(row * cells.columns, (row + 1) * cells.columns)]).toEqual(expected)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('are refused where a time is so far off that there would be too many', () => {
    const [level] = levelsOf(3, 2, 1)
    const to = level!.to.slice()
    to[0] = 1e12
    expect(cellsOf({ ...level!, to }, level!.rank, 16)).toBeNull()
  })

  it('paint in motion what is painted at rest, but for the width of a cell', () => {
    const levels = levelsOf(200, 9, 3)
    const view = { from: 3000, perPx: 7, top: 0, rowHeight: 1.6 }
    const exact = levelFor(levels, view.perPx)
    const [still, moving] = [raster(300, 40), raster(300, 40)]
    paintLanes(still, exact, view, exact.rank, inks)
    const width = cellWidth(view.perPx)
    paintCells(moving, cellsOf(levelFor(levels, width), levelFor(levels, width).rank, width)!, view, inks)
    const reach = Math.ceil(width / view.perPx) + 1
    const near = (of: Uint32Array, at: number): number[] => {
      const [row, x] = [Math.floor(at / 300), at % 300]
      return Array.from(of.subarray(row * 300 + Math.max(0, x - reach), row * 300 + Math.min(300, x + reach + 1)))
    }
    expect(still.pixels.some((word) => word > 2)).toBe(true)
    still.pixels.forEach((word, at) => {
      // nothing bad is hidden while it moves, and nothing is made up
      if (word > 0) expect(Math.max(...near(moving.pixels, at))).toBeGreaterThanOrEqual(word)
      // at the edges a cell may show a bar that is just out of sight
      const isInside = at % 300 >= reach && at % 300 < 300 - reach
      if (isInside && moving.pixels[at]! > 0) expect(near(still.pixels, at).some((other) => other > 0)).toBe(true)
    })
  })

  it('are two to four px wide', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 1e5, noNaN: true }), (perPx) => cellWidth(perPx) >= 2 * perPx && cellWidth(perPx) < 4 * perPx))
  })
})
