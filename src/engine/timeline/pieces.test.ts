import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutBars } from './pieces.ts'

const bars = fc.array(fc.tuple(fc.nat(30), fc.nat(20)), { maxLength: 25 }).map((all) => all.toSorted((a, b) => a[0] - b[0]))

function rowOf(all: readonly (readonly [number, number])[]) {
  return {
    rowAt: Uint32Array.of(0, all.length),
    attempt: Uint32Array.from(all, (_, i) => i),
    from: Float64Array.from(all, ([from]) => from),
    to: Float64Array.from(all, ([from, length]) => from + length),
  }
}

describe('bars cut where others lie on them', () => {
  it('show at each moment the bar that was begun last of those that last', () => {
    fc.assert(
      fc.property(bars, (all) => {
        const pieces = cutBars(rowOf(all))
        for (let t = 0.5; t < 55; t++) {
          const expected = all.findLastIndex(([from, length]) => from < t && from + length > t)
          const shown = [...pieces.attempt].filter((_, k) => pieces.from[k]! < t && pieces.to[k]! > t)
          expect(shown).toEqual(expected < 0 ? [] : [expected])
        }
      }),
    )
  })

  it('follow each other, and leave no bar without a piece', () => {
    fc.assert(
      fc.property(bars, (all) => {
        const { from, to, attempt, count, rowAt } = cutBars(rowOf(all))
        expect(rowAt[1]).toBe(from.length)
        for (let k = 0; k < from.length; k++) {
          expect(to[k]).toBeGreaterThanOrEqual(from[k]!)
          if (k > 0) expect(from[k]).toBeGreaterThanOrEqual(to[k - 1]!)
        }
        expect([...attempt].filter((_, k) => count[k] === 1).toSorted((a, b) => a - b)).toEqual(all.map((_, i) => i))
      }),
    )
  })

  it('begin anew in each row', () => {
    const two = cutBars({ rowAt: Uint32Array.of(0, 1, 2), attempt: Uint32Array.of(5, 6), from: Float64Array.of(10, 0), to: Float64Array.of(90, 20) })
    expect([...two.from]).toEqual([10, 0])
    expect([...two.to]).toEqual([90, 20])
  })
})
