import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapeOf } from './testing/graphs.ts'
import { layoutByTime } from './time-layout.ts'

const anyTimes = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constant(NaN),
      fc.integer({ min: 0, max: 4000 }).map((t) => 61_000 + t / 16),
    ),
    fc.nat(4),
  ),
  {
    minLength: 1,
    maxLength: 60,
  },
)

describe('layoutByTime', () => {
  it('puts boxes at their times, later ones further right, and lets none overlap', () => {
    fc.assert(
      fc.property(anyTimes, (boxes) => {
        const shape = {
          ...shapeOf(boxes.length, []),
          times: Float64Array.from(boxes, ([t]) => t),
          lanes: Uint32Array.from(boxes, ([, lane]) => lane),
        }
        const { x, y, scale } = layoutByTime(shape)
        for (let i = 0; i < boxes.length; i++) {
          const time = boxes[i]![0]
          if (!Number.isNaN(time)) expect(x[i]).toBeCloseTo(scale!.left + (time - scale!.begin) * scale!.perDay, 1)
          for (let k = 0; k < i; k++) {
            const apart = Math.abs(x[i]! - x[k]!) >= 176 || Math.abs(y[i]! - y[k]!) >= 44
            expect(apart, `${i} and ${k}`).toBe(true)
            if (boxes[i]![1] < boxes[k]![1]) expect(y[i]).toBeLessThan(y[k]!)
          }
        }
      }),
    )
  })

  it('has no scale where nothing has a time', () => {
    expect(layoutByTime({ ...shapeOf(2, [[0, 1]]), times: Float64Array.of(NaN, NaN), lanes: Uint32Array.of(0, 1) }).scale).toBeNull()
  })
})
