import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderWords, rankBy, usualClock } from './object-order.ts'
import type { ObjectSource } from './object-order.ts'

const source = (id: number, observed: number, stored: number | null, explicit: number | null = null): ObjectSource => ({
  id: String(id),
  visit: String(1000 + id),
  detector: 1,
  band: 'r',
  observed,
  made: stored,
  stored,
  replicated: null,
  explicit,
  snr: null,
})
const some = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.option(fc.integer({ min: -1, max: 12 }))), { maxLength: 20 })
  .map((rows) => rows.map(([observed, after], i) => source(i, observed, after === null ? null : observed + after)))

describe('the order of an object’s sources', () => {
  it('counts every inverted pair once on each side, and no other', () => {
    fc.assert(
      fc.property(some, (sources) => {
        const ranked = rankBy(sources, 'stored')
        let pairs = 0
        for (const a of sources)
          for (const b of sources)
            if (
              a.stored !== null &&
              b.stored !== null &&
              a.stored >= a.observed &&
              b.stored >= b.observed &&
              a.observed < b.observed &&
              a.stored > b.stored
            )
              pairs++
        expect(ranked.reduce((s, r) => s + r.overtakenBy, 0)).toBe(pairs)
        expect(ranked.reduce((s, r) => s + r.overtook, 0)).toBe(pairs)
      }),
    )
  })

  it('ranks from 1, equal times equally; what has no usable time takes no part', () => {
    const ranked = rankBy([source(0, 0, 5), source(1, 1, 5), source(2, 2, null), source(3, 3, 2), source(4, 4, 4.5)], 'stored')
    expect(ranked.map((r) => [r.observedRank, r.processedRank, r.state])).toEqual([
      [1, 2, 'precovery'],
      [2, 2, 'precovery'],
      [null, null, 'missing'],
      [null, null, 'impossible'],
      [3, 1, 'overtook'],
    ])
    expect(ranked[0]!.lateSeconds).toBeCloseTo(0.5 * 86_400, 6)
    expect(orderWords(ranked)).toBe(
      '5 sources: 2 inversions; 2 precoveries (processed after a later one); 1 without a time; 1 with an impossible time',
    )
  })

  it('goes by the recorded rank where every processed source has one, else by the store', () => {
    expect(usualClock([source(0, 0, 1, 1), source(1, 1, 2, 2), source(2, 2, null)])).toBe('explicit')
    expect(usualClock([source(0, 0, 1, 1), source(1, 1, 2)])).toBe('stored')
  })
})
