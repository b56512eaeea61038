import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderPoints } from './order-points.ts'

describe('observed order against processed order', () => {
  it('counts what every pair looked at one by one gives; ties and what takes no part are no inversions', () => {
    const point = fc.tuple(fc.nat(12), fc.nat(12), fc.nat(2))
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (rows) => {
        const [observed, processed, group] = [0, 1, 2].map((k) => Uint32Array.from(rows, (r) => r[k]!)) as [Uint32Array, Uint32Array, Uint32Array]
        const points = orderPoints(observed, processed, group)
        const takesPart = (i: number): boolean => observed[i] !== 0 && processed[i] !== 0
        let pairs = 0
        for (let i = 0; i < rows.length; i++) {
          let overtaken = 0
          for (let j = 0; j < rows.length; j++)
            if (takesPart(i) && takesPart(j) && group[i] === group[j] && observed[j]! > observed[i]! && processed[j]! < processed[i]!) overtaken++
          expect(points.overtakenBy[i]).toBe(overtaken)
          pairs += overtaken
        }
        expect(points.inversions).toBe(pairs)
      }),
    )
  })

  it('finds none where order was kept, and all pairs where it was turned round', () => {
    const up = Uint32Array.from({ length: 500 }, (_, i) => i + 1)
    expect(orderPoints(up, up).inversions).toBe(0)
    expect(orderPoints(up, up.toReversed()).inversions).toBe((500 * 499) / 2)
  })
})
