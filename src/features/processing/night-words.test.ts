import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nightRanks } from '../../../vo/processing/ranks.ts'
import type { Night } from '../../api/night.ts'
import { orderPoints } from '../../engine/timeline/order-points.ts'
import { madeNight } from '../../engine/timeline/testing/made-night.ts'
import { countNight } from './night-words.ts'

/** A night of 6 visits at 3 detectors, stored when `delays` say, in seconds after the end of its exposure; null = never. */
function nightOf(delays: readonly (number | null)[]): Night {
  const night = madeNight(6, 3)
  const { visits, attempts } = night
  const ofVisit = (times: Float64Array): Float64Array => Float64Array.from(attempts.visit, (row) => times[row]!)
  const stored = ofVisit(visits.end).map((end, i) => (delays[i] == null ? NaN : end + delays[i] / 86_400))
  const { observed, processed } = nightRanks(ofVisit(visits.begin), ofVisit(visits.end), stored)
  return { ...night, attempts: { ...attempts, stored, observedRank: observed, processedRank: processed } }
}

const delays = fc.array(fc.option(fc.constantFrom(-400, 0, 34, 68, 300)), { minLength: 18, maxLength: 18 })

describe('what a night counts as processed after a later visit', () => {
  it('is each attempt for which a pair says so: same detector, later begun, earlier stored, both at times that can be', () => {
    fc.assert(
      fc.property(delays, (list) => {
        const night = nightOf(list)
        const { visit, detector, stored, n } = night.attempts
        const counts = (i: number): boolean => stored[i]! >= night.visits.end[visit[i]!]!
        const rows = Array.from({ length: n }, (_, i) => i).filter(counts)
        const late = rows.filter((i) => rows.some((j) => detector[j] === detector[i] && visit[j]! > visit[i]! && stored[j]! < stored[i]!))
        expect(countNight(night).late).toBe(late.length)
      }),
    )
  })

  it('is what the drawing of the order has off its diagonal', () => {
    fc.assert(
      fc.property(delays, (list) => {
        const night = nightOf(list)
        const { observedRank, processedRank, detector } = night.attempts
        expect(countNight(night).late).toBe(orderPoints(observedRank, processedRank, detector).overtakenBy.filter((by) => by > 0).length)
      }),
    )
  })
})
