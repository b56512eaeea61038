import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionOf, conditions, latencyOf } from './condition.ts'
import { layLanes, raftOf } from './lane-layout.ts'
import { buildLevels, levelFor, levelInMotion } from './levels.ts'
import { hitLanes, paintLanes } from './paint-lanes.ts'
import { inkOf, raster, type Ink } from './raster.ts'
import { madeNight } from './testing/made-night.ts'

const nights = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1e6 }))
const solid = (main: number): Ink => ({ main, second: main, pattern: 'solid' })

describe('lanes', () => {
  it('draws every attempt once or tells that it does not, bars sorted in their rows', () => {
    fc.assert(
      fc.property(nights, fc.constantFrom('detector', 'raft', 'node', 'status'), ([v, d, seed], by) => {
        const night = madeNight(v, d, seed)
        const lanes = layLanes(night, by, 61_000.9)
        expect([...lanes.attempt, ...lanes.undrawn].sort((a, b) => a - b)).toEqual(Array.from({ length: night.attempts.n }, (_, i) => i))
        expect(lanes.firstRow.at(-1)).toBe(lanes.rowAt.length - 1)
        for (let row = 0; row + 1 < lanes.rowAt.length; row++)
          for (let k = lanes.rowAt[row]! + 1; k < lanes.rowAt[row + 1]!; k++) expect(lanes.from[k]).toBeGreaterThanOrEqual(lanes.from[k - 1]!)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves out what a filter leaves out', () => {
    const night = madeNight(10, 9)
    const isIn = new Uint8Array(night.attempts.n)
    isIn[5] = 1
    expect([...layLanes(night, 'detector', 61_001, isIn).attempt]).toEqual([5])
  })

  it('never draws a bar that runs backwards, and names the attempt impossible', () => {
    const night = madeNight(3, 3)
    night.attempts.started[4] = 61_000.5
    night.attempts.ended[4] = night.attempts.stored[4] = 61_000.4
    expect([...layLanes(night, 'detector', 61_001).undrawn]).toContain(4)
    expect(conditions[conditionOf(night, 4)]).toBe('impossible')
    night.attempts.stored[4] = 60_000
    expect(latencyOf(night, 4)).toBeLessThan(0)
  })

  it('knows the raft of a detector', () => {
    expect([raftOf(0), raftOf(94), raftOf(188), raftOf(190)]).toEqual(['R01', 'R22', 'R43', 'corners'])
  })
})

describe('levels of detail', () => {
  it('keep the number of bars, their extent, and the worst of each merged bar', () => {
    fc.assert(
      fc.property(nights, ([v, d, seed]) => {
        const night = madeNight(v, d, seed)
        const lanes = layLanes(night, 'raft', 61_000.9)
        const rank = Uint8Array.from({ length: night.attempts.n }, (_, i) => conditionOf(night, i))
        for (const level of buildLevels(lanes, rank)) {
          for (let row = 0; row + 1 < lanes.rowAt.length; row++) {
            const bars = Array.from(lanes.attempt.subarray(lanes.rowAt[row], lanes.rowAt[row + 1]))
            const [a, b] = [level.rowAt[row]!, level.rowAt[row + 1]!]
            expect(level.count.subarray(a, b).reduce((s, x) => s + x, 0)).toBe(bars.length)
            expect(Math.max(...level.to.subarray(a, b))).toBe(Math.max(...lanes.to.subarray(lanes.rowAt[row], lanes.rowAt[row + 1])))
            expect([...level.rank.subarray(a, b)]).toEqual(Array.from(level.worst.subarray(a, b), (i) => rank[i]!))
            expect(Math.max(...level.rank.subarray(a, b))).toBe(Math.max(...bars.map((i) => rank[i]!)))
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('let no bar that waits until the end of the night lengthen what is merged with it, nor be painted over and over', () => {
    const night = madeNight(300, 9)
    const levels = buildLevels(layLanes(night, 'detector', 61_002), new Uint8Array(night.attempts.n))
    for (const level of levels)
      for (let row = 0; row + 1 < level.rowAt.length; row++)
        for (let k = level.rowAt[row]! + 1; k < level.rowAt[row + 1]!; k++) expect(level.from[k]).toBeGreaterThanOrEqual(level.to[k - 1]!)
    const merged = levels.find((level) => level.width === 128)!
    merged.to.forEach((to, k) => {
      if (merged.count[k]! > 1) expect(to - merged.from[k]!).toBeLessThanOrEqual(2 * 128)
    })
  })

  it('take the coarsest that no pixel can tell from the finest', () => {
    const levels = buildLevels(layLanes(madeNight(200, 9), 'raft', 61_001), new Uint8Array(1800))
    expect(levelFor(levels, 0.5).width).toBe(0)
    const widths = levels.map((level) => level.width)
    expect(widths.slice(2)).toEqual(widths.slice(1, -1).map((width) => 2 * width))
    expect(levelFor(levels, widths[3]! * 1.5).width).toBe(widths[3])
  })

  it('are as coarse in motion as it takes, and as fine as at rest where that is little', () => {
    const levels = buildLevels(layLanes(madeNight(300, 20), 'detector', 61_001), new Uint8Array(6000))
    expect(levelInMotion(levels, 0, 1, levels[0]!.from.length)).toBe(levels[0])
    const rough = levelInMotion(levels, 0, 1, 1000)
    expect(rough.from.length).toBeLessThanOrEqual(1000)
    expect(levelInMotion(levels, 0, 0.1, 1000)).toBe(levels[0])
    expect(levelInMotion(levels, 1e9, 1, 1)).toBe(levels.at(-1))
  })
})

describe('painting and picking', () => {
  it('picks what it paints: every pixel of a bar at full detail answers with that bar', () => {
    fc.assert(
      fc.property(nights, fc.nat(), ([v, d, seed], pick) => {
        const night = madeNight(v, d, seed)
        const lanes = layLanes(night, 'detector', 61_000.9)
        if (lanes.attempt.length === 0) return
        const k = pick % lanes.attempt.length
        const row = lanes.rowAt.findLastIndex((at) => at <= k)
        const view = { from: lanes.from[k]! - 10, perPx: 0.5, top: 0, rowHeight: 6 }
        const levels = buildLevels(lanes, new Uint8Array(night.attempts.n))
        const r = raster(600, 6 * (row + 1))
        const inks = Array.from({ length: 2 }, (_, i) => solid(i + 1))
        const inkOfAttempt = new Uint8Array(night.attempts.n)
        inkOfAttempt[lanes.attempt[k]!] = 1
        const level = levelFor(levels, view.perPx)
        const inkOfBar = Uint8Array.from(level.worst, (attempt) => inkOfAttempt[attempt]!)
        paintLanes(r, level, view, inkOfBar, inks)
        const x = 21
        const painted = r.pixels[(row * 6 + 2) * 600 + x]
        const hit = hitLanes(levels[0]!, view, x, row * 6 + 2, 0)
        expect(hit).not.toBeNull()
        expect(painted).toBe(hit === lanes.attempt[k] ? 2 : 1)
      }),
      { numRuns: 60 },
    )
  })

  it('paints no more segments than pixels, however many attempts', () => {
    const night = madeNight(1000, 189)
    const lanes = layLanes(night, 'detector', 61_001)
    const rank = Uint8Array.from({ length: night.attempts.n }, (_, i) => conditionOf(night, i))
    const levels = buildLevels(lanes, rank)
    const r = raster(1200, 800)
    const view = { from: lanes.from[0]!, perPx: 34_000 / 60, top: 0, rowHeight: 4 }
    const level = levelFor(levels, view.perPx)
    const painted = paintLanes(
      r,
      level,
      view,
      level.rank,
      conditions.map((_, i) => solid(i + 1)),
    )
    // levels are four times apart: at most four segments a pixel of a row, where the night has 189,000
    expect(painted).toBeLessThan(4 * 61 * 200)
    expect(new Set(r.pixels)).toContain(6)
  })

  it('paints thin rows as it paints high ones', () => {
    const night = madeNight(60, 9)
    const [finest] = buildLevels(layLanes(night, 'detector', 61_001), new Uint8Array(night.attempts.n))
    const lines = (rowHeight: number): readonly number[][] => {
      const rows = finest!.rowAt.length - 1
      const r = raster(300, rows * rowHeight)
      paintLanes(r, finest!, { from: finest!.from[0]!, perPx: 8, top: 0, rowHeight }, new Uint8Array(finest!.from.length), [solid(7)])
      return Array.from({ length: rows }, (_, row) => {
        const [first, second] = [0, 1].map((y) => [...r.pixels.subarray((row * rowHeight + y) * 300).subarray(0, 300)]) as [number[], number[]]
        expect(second).toEqual(first)
        return first
      })
    }
    expect(lines(2)).toEqual(lines(8))
  })

  it('leaves what lies below seen wherever no bar is: between bars, between rows, and under the last', () => {
    const night = madeNight(60, 9)
    const [finest] = buildLevels(layLanes(night, 'detector', 61_001), new Uint8Array(night.attempts.n))
    const below = Uint32Array.from({ length: 300 }, (_, x) => 1000 + x)
    for (const [rowHeight, unit, top] of [
      [0.7, 1, 0],
      [1.6, 1, 5],
      [5, 2, 3],
      [8, 1, 3],
    ] as const) {
      const r = raster(300, 400)
      const view = { from: finest!.from[0]!, perPx: 8, top, rowHeight }
      paintLanes(r, finest!, view, new Uint8Array(finest!.from.length), [solid(7)], unit, below)
      expect(r.pixels.every((word, at) => word === 7 || word === 1000 + (at % 300))).toBe(true)
      expect(r.pixels.includes(7)).toBe(true)
      const bare = raster(300, 400)
      paintLanes(bare, finest!, view, new Uint8Array(finest!.from.length), [solid(7)], unit)
      expect(r.pixels.every((word, at) => (word === 7) === (bare.pixels[at] === 7))).toBe(true)
    }
  })

  it('reads colours as ImageData holds them', () => {
    expect(new Uint8Array(Uint32Array.of(inkOf('#102030')).buffer)).toEqual(Uint8Array.of(16, 32, 48, 255))
  })
})
