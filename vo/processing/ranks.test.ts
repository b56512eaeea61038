import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nightRanks, observingOrder, ranksOf } from './ranks.ts'

const time = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(NaN))
const times = fc.array(time, { maxLength: 20 }).map((list) => Float64Array.from(list))

describe('ranks', () => {
  it('are 1 and how many are earlier, the same for equal times, and 0 for what is missing', () => {
    expect([...ranksOf(Float64Array.of(5, 3, NaN, 3, 9))]).toEqual([3, 1, 0, 1, 4])
    fc.assert(
      fc.property(times, (list) => {
        const plain = Array.from(list, (t) => (Number.isNaN(t) ? 0 : 1 + list.filter((other) => other < t).length))
        expect([...ranksOf(list)]).toEqual(plain)
      }),
    )
  })

  it('of a night are equal for all that was stored exactly when the order was kept', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }), (list) => {
        const begin = Float64Array.from(list)
        const { observed, processed } = nightRanks(
          begin,
          begin.map((t) => t + 1),
          begin.map((t) => t * 2 + 30),
        )
        expect([...processed]).toEqual([...observed])
      }),
    )
  })

  it('of a night count the stored attempts only, so that a failure does not shift those after it', () => {
    const { observed, processed } = nightRanks(Float64Array.of(1, 2, 3), Float64Array.of(2, 3, 4), Float64Array.of(NaN, 12, 13))
    expect([[...observed], [...processed]]).toEqual([
      [1, 1, 2],
      [0, 1, 2],
    ])
  })

  it('of a night leave out what was stored before the end of its exposure, and not what is of an exposure whose end is not known', () => {
    const { observed, processed } = nightRanks(Float64Array.of(1, 2, 3), Float64Array.of(2, 3, NaN), Float64Array.of(12, 2.5, 13))
    expect([[...observed], [...processed]]).toEqual([
      [1, 2, 2],
      [1, 0, 2],
    ])
  })
})

it('visits are in the order of their begin, then their number, those without a begin last', () => {
  const order = observingOrder(Float64Array.of(2, NaN, 1, 1), Int32Array.of(1, 0, 4, 3), BigInt64Array.of(1n, 2n, 3n, 4n))
  expect([...order]).toEqual([3, 2, 0, 1])
})
