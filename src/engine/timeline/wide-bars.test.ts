import { describe, expect, it } from 'vitest'
import { layLanes } from './lane-layout.ts'
import { madeNight } from './testing/made-night.ts'
import { wideBars } from './wide-bars.ts'

describe('wide bars', () => {
  it('are told apart from what is usual, each with its row', () => {
    const rowAt = Uint32Array.of(0, 3, 5)
    const from = Float64Array.of(0, 40, 80, 0, 50)
    const to = Float64Array.of(10, 51, 5000, 12, 59)
    expect(wideBars({ rowAt, from, to })).toEqual({ usual: 11, long: Uint32Array.of(2), rowOfLong: Uint32Array.of(0) })
  })

  it('of a night without a bar are none', () => {
    expect(wideBars({ rowAt: Uint32Array.of(0), from: new Float64Array(), to: new Float64Array() }).long).toHaveLength(0)
  })

  it('are few in a night, so that each frame can look through them', () => {
    const lanes = layLanes(madeNight(200, 189), 'detector', 61_001)
    const { usual, long, rowOfLong } = wideBars(lanes)
    expect(usual).toBeGreaterThan(10)
    expect(long.length).toBeLessThan(lanes.attempt.length / 20)
    long.forEach((k, i) => {
      expect(k).toBeGreaterThanOrEqual(lanes.rowAt[rowOfLong[i]!]!)
      expect(k).toBeLessThan(lanes.rowAt[rowOfLong[i]! + 1]!)
    })
  })
})
