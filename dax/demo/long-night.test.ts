import { describe, expect, it } from 'vitest'
import { airmassOf, fullNights, taiMinusUtc } from './cadence.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import { slowClock } from './ap-events.ts'
import { storedTimes } from './dia-sources.ts'
import { brokenLink, longNight, longPairs, longVisits } from './long-night.ts'

const visits = longVisits()
const pairs = longPairs(0)
const count = (kind: string): number => pairs.filter(({ fate }) => fate.kind === kind).length

describe('the long night', () => {
  it('has 1,000 visits of 189 detectors, in order, one after the other, where the telescope can look, in its own night', () => {
    expect(visits.length).toBe(1000)
    expect(pairs.length).toBe(189_000)
    expect(fullNights).not.toContain(longNight)
    for (const [k, visit] of visits.entries()) {
      const before = visits[k - 1]
      if (before !== undefined) {
        expect(visit.mjdTai - before.mjdTai).toBeGreaterThan(before.exposure / 86400)
        expect(visit.visit).toBeGreaterThan(before.visit)
      }
      const utc = visit.mjdTai - taiMinusUtc / 86400
      expect(airmassOf(visit.ra, visit.dec, utc)).toBeLessThan(2)
      expect(new Date((utc - 40587 - 0.5) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')).toBe(String(longNight))
    }
    // from one nautical twilight to the other
    expect((visits.at(-1)!.mjdTai - visits[0]!.mjdTai) * 24).toBeGreaterThan(10)
    expect((visits.at(-1)!.mjdTai - visits[0]!.mjdTai) * 24).toBeLessThan(10.8)
  })

  it('meets every fate about as often as chance says', () => {
    const perThousand = { calibrateFailed: 4, subtractFailed: 3, associateFailed: 1, associateOwed: 1, retried: 8, alertsOnly: 4, alertsWithheld: 1 }
    for (const [kind, share] of Object.entries(perThousand)) {
      expect(count(kind), kind).toBeGreaterThan(189 * share * 0.7)
      expect(count(kind), kind).toBeLessThan(189 * share * 1.4)
    }
    expect(pairs.filter(({ event }) => event.twice !== null).length).toBeGreaterThan(40)
    expect(pairs.filter(({ event }) => event.late).length).toBeGreaterThan(1000)
    const odd = pairs.filter(({ event }) => event.clock !== null).length
    expect(odd).toBeGreaterThan(4)
    expect(odd).toBeLessThan(40)
  })

  it('hears of the files of one raft only after its link is mended', () => {
    const raft = new Set(detectors.filter(({ name }) => name.startsWith(brokenLink.raft)).map(({ id }) => id))
    const cut = pairs.filter(
      ({ detector, visit }) =>
        raft.has(detector) && visit.mjdTai > brokenLink.from + 0.001 && visit.mjdTai + visit.exposure / 86400 < brokenLink.to - 0.01,
    )
    expect(cut.length).toBeGreaterThan(200)
    for (const { fate, event } of cut) {
      expect(fate.prompt.at[0]).toBeGreaterThanOrEqual(brokenLink.to)
      expect(fate.prompt.at.every((time, k) => k === 0 || time > fate.prompt.at[k - 1]!)).toBe(true)
      expect(event.clock ?? event.twice).toBeNull()
    }
  })

  it('stores nothing before it is observed, but where a clock was wrong', () => {
    for (const pair of pairs) {
      const times = storedTimes(pair)
      if (times === null) continue
      if (pair.event.clock === 'missing') expect(times).toMatchObject({ processed: null, stored: null })
      else if (pair.event.clock === 'slow') expect(times.stored! + slowClock - pair.visit.mjdTai).toBeGreaterThan(0)
      else expect(times.stored!).toBeGreaterThan(pair.visit.mjdTai)
    }
  })
})
