import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ticksOf } from './axis.ts'

const utc = { by: 'time of day', ahead: -37 } as const

describe('ticks of time', () => {
  it('lie within, rise by one step, and are no more than asked for', () => {
    const width = fc.double({ min: 1e-6, max: 30, noNaN: true })
    const clock = fc.constantFrom(
      utc,
      { by: 'time of day', ahead: 0 } as const,
      { by: 'number', origin: 0, perDay: 1 } as const,
      {
        by: 'number',
        origin: 61_000.9,
        perDay: 86_400,
      } as const,
    )
    fc.assert(
      fc.property(fc.double({ min: 50_000, max: 70_000, noNaN: true }), width, fc.integer({ min: 1, max: 40 }), clock, (from, w, most, c) => {
        const ticks = ticksOf(from, from + w, most, c)
        expect(ticks.length).toBeLessThanOrEqual(most + 1)
        for (const [k, t] of ticks.entries()) {
          expect(t.at).toBeGreaterThanOrEqual(from - 1e-9)
          expect(t.at).toBeLessThanOrEqual(from + w + 1e-9)
          if (k > 0) expect(t.at).toBeGreaterThan(ticks[k - 1]!.at)
        }
      }),
    )
  })

  it('are round in the clock that is shown', () => {
    // 61116.25 TAI is 06:00 TAI, 05:59:23 UTC
    expect(ticksOf(61_116.2, 61_116.3, 3, { by: 'time of day', ahead: 0 }).map((t) => t.text)).toEqual(['05:00', '06:00', '07:00'])
    expect(ticksOf(61_116.25, 61_116.2503, 4, utc).map((t) => t.text)).toEqual(['05:59:30', '05:59:40'])
    expect((ticksOf(61_116.2, 61_116.3, 3, utc)[0]!.at - 61_116) * 86_400).toBeCloseTo(5 * 3600 + 37, 3)
  })

  it('names a new day by its date', () => {
    expect(ticksOf(61_116.9, 61_117.1, 5, utc).filter((t) => t.isDay)).toMatchObject([{ text: '03-18' }])
  })

  it('counts plain numbers with the digits that they need', () => {
    expect(ticksOf(61_116.2, 61_116.235, 4, { by: 'number', origin: 0, perDay: 1 }).map((t) => t.text)).toEqual([
      '61116.20',
      '61116.21',
      '61116.22',
      '61116.23',
    ])
  })
})
