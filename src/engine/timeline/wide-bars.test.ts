import { describe, expect, it } from 'vitest'
import { layLanes } from './lane-layout.ts'
import { buildLevels } from './levels.ts'
import { madeNight } from './testing/made-night.ts'
import { wideBars } from './wide-bars.ts'

describe('wide bars', () => {
  it('are told apart from what is usual, each in its row', () => {
    const bars = {
      rowAt: Uint32Array.of(0, 3, 5),
      from: Float64Array.of(0, 40, 80, 0, 50),
      to: Float64Array.of(10, 51, 5000, 12, 59),
      worst: Uint32Array.of(7, 8, 9, 10, 11),
      count: Uint32Array.of(1, 1, 1, 1, 0),
    }
    expect(wideBars(bars)).toEqual({
      usual: 11,
      long: {
        rowAt: Uint32Array.of(0, 1, 1),
        from: Float64Array.of(80),
        to: Float64Array.of(5000),
        worst: Uint32Array.of(9),
        count: Uint32Array.of(1),
      },
    })
  })

  it('of a night without a bar are none', () => {
    const none = { rowAt: Uint32Array.of(0), from: new Float64Array(), to: new Float64Array(), worst: new Uint32Array(), count: new Uint32Array() }
    expect(wideBars(none).long.from).toHaveLength(0)
  })

  it('are few in a night, so that each frame can look through them', () => {
    const night = madeNight(200, 189)
    const [finest] = buildLevels(layLanes(night, 'detector', 61_001), new Uint8Array(night.attempts.n))
    const { usual, long } = wideBars(finest!)
    expect(usual).toBeGreaterThan(10)
    expect(long.from.length).toBeLessThan(night.attempts.n / 20)
    long.from.forEach((from, i) => expect(long.to[i]! - from).toBeGreaterThanOrEqual(8 * usual))
  })
})
