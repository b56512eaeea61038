import { describe, expect, it } from 'vitest'
import { factsOf } from '../../engine/timeline/night-facts.ts'
import { madeNight } from '../../engine/timeline/testing/made-night.ts'
import { cutRange } from './cut-range.ts'
import { nightTimes } from './night-times.ts'
import { firstView } from './night-view.ts'
import { placeOf } from './place.ts'

const night = madeNight(20, 9)
const here = { night, facts: factsOf(night), times: nightTimes(night, null) }
const shown = here.times.usual
const { started, ended } = night.attempts

describe('a brush by keyboard', () => {
  it('begins at the begin of what is selected, and ends at its end', () => {
    const view = { ...firstView, selection: placeOf(night, 40) }
    expect(cutRange(here, view, shown, 'from')).toEqual({ from: started[40], to: shown.to })
    expect(cutRange(here, view, shown, 'to')).toEqual({ from: shown.from, to: ended[40] })
  })

  it('goes by a visit where one is selected, and by the cursor of time where nothing is', () => {
    const visit = { ...firstView, selection: { visit: night.visits.visit[7]! } }
    expect(cutRange(here, visit, shown, 'to')?.to).toBe(night.visits.end[7])
    const at = (shown.from + shown.to) / 2
    expect(cutRange(here, { ...firstView, at }, shown, 'from')).toEqual({ from: at, to: shown.to })
  })

  it('leaves the range as it is where there is nothing to go by, or nothing would be left', () => {
    expect(cutRange(here, firstView, shown, 'from')).toBeNull()
    expect(cutRange(here, { ...firstView, at: shown.to + 1 }, shown, 'from')).toBeNull()
  })
})
