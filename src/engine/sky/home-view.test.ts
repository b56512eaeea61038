import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { separation, skyPos, toVector } from '../../../vo/sky/sky-pos.ts'
import { homeView } from './home-view.ts'

const place = fc.tuple(fc.double({ min: 0, max: 359.9, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }))

describe('the view that shows everything', () => {
  it('holds every cap whole, wherever on the sky they lie together', () => {
    fc.assert(
      fc.property(
        place,
        fc.array(fc.tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: -20, max: 20, noNaN: true })), { minLength: 1 }),
        ([ra, dec], offsets) => {
          const places = offsets.map(([x, y]) => skyPos(ra + x, Math.max(-90, Math.min(90, dec + y))))
          const radius = 0.02
          const view = homeView(
            places.flatMap((p) => [...toVector(p), radius]),
            1.5,
          )
          // around a pole the places may lie evenly on all sides
          if (view === null) return
          for (const p of places)
            expect(Math.min(180, view.fov)).toBeGreaterThanOrEqual(Math.min(180, 2 * (separation(view.center, p) + (radius * 180) / Math.PI)) - 1e-6)
        },
      ),
    )
  })

  it('is none where there is nothing', () => {
    expect(homeView([], 1)).toBeNull()
  })
})
