import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { standingsOf } from './inversions.ts'

describe('the standings of a scope', () => {
  it('are those of every pair looked at, with ties', () => {
    const time = fc.integer({ min: 0, max: 12 })
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time), { maxLength: 40 }), (rows) => {
        const found = standingsOf(
          Float64Array.from(rows, ([observed]) => observed),
          Float64Array.from(rows, ([, processed]) => processed),
        )
        for (const [i, [observed, processed]] of rows.entries()) {
          const others = rows.filter((_, j) => j !== i)
          const later = others.filter(([o]) => o > observed)
          expect(found.overtook[i]).toBe(others.filter(([o, p]) => o < observed && p > processed).length)
          expect(found.overtakenBy[i]).toBe(later.filter(([, p]) => p < processed).length)
          expect(found.isTie[i]).toBe(others.some(([o, p]) => o === observed || p === processed) ? 1 : 0)
          expect(found.firstLater[i]).toBe(Math.min(Infinity, ...later.map(([, p]) => p)))
        }
      }),
      { numRuns: 300, seed: 4 },
    )
  })

  it('add up: what one overtook, another was overtaken by', () => {
    const n = 1500
    const lots = fc.sample(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n, maxLength: n, size: 'max' }), {
      numRuns: 1,
      seed: 9,
    })[0]!
    const { overtook, overtakenBy } = standingsOf(Float64Array.from(lots.keys()), Float64Array.from(lots))
    const sum = (list: Int32Array): number => list.reduce((a, b) => a + b, 0)
    expect(sum(overtook)).toBe(sum(overtakenBy))
    expect(sum(overtook)).toBeGreaterThan(n)
  })
})
