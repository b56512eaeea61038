import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortedByTime } from './sorted-by-time.ts'

const bySorting = (time: Float64Array): number[] => Array.from(time.keys()).sort((a, b) => time[a]! - time[b]! || a - b)
const rows = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, i) => i)

describe('rows sorted by time', () => {
  it('are as comparing would sort them, whatever the times', () => {
    const time = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 5 }))
    fc.assert(
      fc.property(fc.array(time, { maxLength: 80 }), (all) => {
        const times = Float64Array.from(all)
        expect([...sortedByTime(rows(all.length), times)]).toEqual(bySorting(times))
      }),
    )
  })

  it('tells times a microsecond apart, also beside an impossible one years before', () => {
    const times = Float64Array.from({ length: 2000 }, (_, i) => (i * 7919) % 2000).map((k) => 40_000 + k * 1e-6)
    times[77] = -9e7
    expect([...sortedByTime(rows(2000), times)]).toEqual(bySorting(times))
  })

  it('are those that were given', () => {
    expect([...sortedByTime(Uint32Array.of(2, 5, 6), Float64Array.of(9, 9, 3, 9, 9, 1, 2))]).toEqual([5, 6, 2])
  })
})
