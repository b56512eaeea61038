import { describe, expect, it } from 'vitest'
import { factsOf } from '../../engine/timeline/night-facts.ts'
import { madeNight } from '../../engine/timeline/testing/made-night.ts'
import { jump, nextFound } from './jump.ts'
import { createNightView } from './night-view.ts'

const night = madeNight(20, 5)
const facts = factsOf(night)
/** Rows at visits 3 and 7 (five each), as the log has them. */
const mask = Uint8Array.from(night.attempts.visit, (visit) => (visit === 3 || visit === 7 ? 1 : 0))

describe('jumping through what a search found', () => {
  it('goes from one to the next in observing order, round and round, both ways', () => {
    const walk = (way: 1 | -1): readonly (number | null)[] => {
      const rows: (number | null)[] = [nextFound(night, mask, null, way)]
      for (let k = 0; k < 10; k++) rows.push(nextFound(night, mask, rows.at(-1)!, way))
      return rows
    }
    const there = [15, 16, 17, 18, 19, 35, 36, 37, 38, 39]
    expect(walk(1)).toEqual([...there, 15])
    expect(walk(-1)).toEqual([...there.toReversed(), 39])
  })

  it('starts from what is selected although that is not found itself, and finds nothing where nothing passes', () => {
    expect(nextFound(night, mask, 22, 1)).toBe(35)
    expect(nextFound(night, mask, 22, -1)).toBe(19)
    expect(nextFound(night, new Uint8Array(night.attempts.n), 22, 1)).toBeNull()
  })

  it('moves the times that are shown only where it has to, and keeps their width', () => {
    const { begin, end } = night.visits
    const extent = { from: begin[0]!, to: end[19]! + 0.01 }
    const times = { extent, usual: extent, until: extent.to, sunset: extent.from }
    const store = createNightView({ range: { from: begin[0]!, to: end[4]! } })
    const here = { night, facts, times, mask, store }
    jump(here, 'visit', 1)
    expect(store.getState()).toMatchObject({
      selection: { visit: night.visits.visit[3], detector: 0, attempt: 1 },
      range: { from: begin[0], to: end[4] },
    })
    store.setState({ selection: { visit: night.visits.visit[3]!, detector: 4 } })
    jump(here, 'visit', 1)
    const { selection, range } = store.getState()
    expect(selection).toMatchObject({ visit: night.visits.visit[7], detector: 0 })
    expect((range!.from + range!.to) / 2).toBeCloseTo(end[7]!, 9)
    expect(range!.to - range!.from).toBeCloseTo(end[4]! - begin[0]!, 9)
  })
})
