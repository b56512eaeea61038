import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tabs, viewOfAddress, withView } from './night-address.ts'
import { barColours, clocks, gridColours, laneKinds } from './night-view.ts'

const mjd = fc.integer({ min: 0, max: 700_000_000 }).map((x) => x / 10_000)
const word = fc.stringMatching(/^[a-z0-9 .-]{1,8}$/u)
const words = fc.array(word, { maxLength: 3 })
const or = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null })
const views = fc.record({
  range: or(fc.tuple(mjd, fc.integer({ min: 1, max: 9999 })).map(([from, width]) => ({ from, to: Number((from + width / 10_000).toFixed(4)) }))),
  selection: or(
    fc.oneof(
      fc.record({ visit: fc.bigInt({ min: 1n, max: 10n ** 17n }), detector: fc.nat(188), attempt: fc.integer({ min: 1, max: 99 }) }),
      fc.record({ visit: fc.bigInt({ min: 1n, max: 10n ** 17n }) }),
      fc.record({ detector: fc.nat(188) }),
    ),
  ),
  barColour: fc.constantFrom(...barColours),
  lanesBy: fc.constantFrom(...laneKinds),
  gridColour: fc.constantFrom(...gridColours),
  order: fc.oneof(
    fc.constant({ of: 'night' } as const),
    fc.bigInt({ min: 1n, max: 2n ** 60n }).map((id) => ({ of: 'object', id }) as const),
    fc.nat(9999).map((cell) => ({ of: 'cell', cell: `9/${cell}` }) as const),
  ),
  clock: fc.constantFrom(...clocks),
  filter: fc.record({ question: or(word), bands: words, statuses: words, reasons: words, text: fc.oneof(fc.constant(''), word) }),
  at: or(mjd),
})

describe('the address of a night', () => {
  it('gives back every view that was written into it, and leaves what is not its own', () => {
    fc.assert(
      fc.property(views, fc.constantFrom(...tabs), (view, tab) => {
        const text = withView(new URLSearchParams('archive=x'), view, tab).toString()
        const read = viewOfAddress(new URLSearchParams(text))
        expect(read).toEqual({ view, tab, problems: [] })
        expect(new URLSearchParams(text).get('archive')).toBe('x')
      }),
    )
  })

  it('says what it cannot read, and shows the usual instead', () => {
    const read = viewOfAddress(new URLSearchParams('tab=cake&t=3,2&sel=a.b&clock=utc'))
    expect(read.tab).toBe('lanes')
    expect(read.view.range).toBeNull()
    expect(read.problems).toHaveLength(3)
    expect(read.problems[0]).toContain('tab=cake')
  })

  it('is empty for the usual view', () => {
    expect(withView(new URLSearchParams(), viewOfAddress(new URLSearchParams()).view, 'lanes').toString()).toBe('')
  })
})
