import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameLoop } from './frame-loop.ts'
import { moved, within, zoomed } from './time-window.ts'

const whole = { from: 61_000, to: 61_002 }
const spans = fc
  .tuple(fc.double({ min: 0, max: 1.9, noNaN: true }), fc.double({ min: 1e-3, max: 2, noNaN: true }))
  .map(([a, w]) => within({ from: 61_000 + a, to: 61_000 + a + w }, whole))

describe('windows of time', () => {
  it('stay within the whole, whatever is done to them', () => {
    fc.assert(
      fc.property(
        spans,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (span, factor, share, by) => {
          for (const s of [zoomed(span, factor, span.from + share * (span.to - span.from), whole, 1e-5), moved(span, by, whole)]) {
            expect(s.from).toBeGreaterThanOrEqual(whole.from - 1e-9)
            expect(s.to).toBeLessThanOrEqual(whole.to + 1e-9)
            expect(s.to).toBeGreaterThan(s.from)
          }
        },
      ),
    )
  })

  it('zoom about the point under the pointer, and back', () => {
    const span = { from: 61_000.5, to: 61_001 }
    const near = zoomed(span, 4, 61_000.75, whole, 1e-5)
    expect(near).toEqual({ from: 61_000.6875, to: 61_000.8125 })
    expect(zoomed(near, 0.25, 61_000.75, whole, 1e-5)).toEqual(span)
  })
})

describe('the loop of frames', () => {
  it('paints once a frame, and tells when nothing is left', async () => {
    const ticks: (() => void)[] = []
    const loop = frameLoop((tick) => ticks.push(tick))
    let painted = 0
    const paint = (): void => {
      painted++
      if (painted === 1) loop.ask(paint)
    }
    loop.ask(paint)
    loop.ask(paint)
    let isIdle = false
    const idle = loop.waitForIdle().then(() => (isIdle = true))
    ticks.shift()!()
    await Promise.resolve()
    expect([painted, isIdle, ticks.length]).toEqual([1, false, 1])
    ticks.shift()!()
    await idle
    expect([painted, ticks.length]).toEqual([2, 0])
  })
})
