import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptTop, laneRows } from './lane-rows.ts'

const act = fc.oneof(
  fc.record({ what: fc.constant('scroll' as const), by: fc.integer({ min: -2000, max: 2000 }) }),
  fc.record({ what: fc.constant('zoom' as const), by: fc.double({ min: 0.2, max: 5, noNaN: true }) }),
  fc.record({ what: fc.constant('reveal' as const), by: fc.nat(299) }),
)

describe('rows of the lanes', () => {
  it('never scroll past an end, are never smaller than what fits, and show what is revealed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 50, max: 900 }), fc.array(act), (count, place, acts) => {
        const rows = laneRows()
        rows.fit(count, place)
        const least = rows.height()
        for (const { what, by } of acts) {
          if (what === 'scroll') rows.scroll(by)
          else if (what === 'zoom') rows.zoom(by, place / 2)
          else {
            const row = by % count
            rows.reveal(row)
            expect(rows.middleOf(row)).not.toBeNull()
          }
          expect(rows.height()).toBeGreaterThanOrEqual(least)
          expect(rows.top()).toBeGreaterThanOrEqual(0)
          expect(rows.top()).toBeLessThanOrEqual(Math.max(0, count * rows.height() - place))
        }
      }),
    )
  })

  it('zoom about the place that is pointed at', () => {
    const rows = laneRows()
    rows.fit(200, 400)
    const row = (100 + rows.top()) / rows.height()
    rows.zoom(3, 100)
    expect((100 + rows.top()) / rows.height()).toBeCloseTo(row, 9)
  })

  it('keep the lane at the top where lanes above it get more rows, and stay where they are when it is gone', () => {
    const before = { labels: ['0', '1', '2'], firstRow: Uint32Array.of(0, 1, 2, 3) }
    const after = { labels: ['0', '1', '2', '3'], firstRow: Uint32Array.of(0, 2, 4, 5, 6) }
    expect(keptTop(before, after, 2.25)).toBe(4.25)
    expect(keptTop(before, before, 1.5)).toBe(1.5)
    expect(keptTop(before, { labels: ['0'], firstRow: Uint32Array.of(0, 1) }, 2.25)).toBe(2.25)
  })
})
