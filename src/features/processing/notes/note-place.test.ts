import { describe, expect, it } from 'vitest'
import type { ServedNote } from '../../../../dax/contract/notes.ts'
import { madeNight } from '../../../engine/timeline/testing/made-night.ts'
import { concerns, notedPlaces, notesByAttempt, timeOf } from './note-place.ts'

const night = madeNight(5, 9)
const note = (about: Partial<ServedNote>): ServedNote => ({
  note_id: '1',
  day_obs: night.dayObs,
  visit: null,
  detector: null,
  attempt: null,
  from_mjd_tai: null,
  to_mjd_tai: null,
  text: 'clouds',
  author: 'ann',
  version: 1,
  made_mjd_tai: 0,
  changed_mjd_tai: 0,
  may_change: true,
  ...about,
})
const visit = (v: number): string => String(night.visits.visit[v])

describe('where a note appears', () => {
  it('is at every attempt of its visit, its detector, or at that attempt alone', () => {
    expect([...notesByAttempt(night, [note({ visit: visit(1) })]).keys()]).toEqual(Array.from({ length: 9 }, (_, d) => 9 + d))
    expect([...notesByAttempt(night, [note({ visit: visit(1), detector: 4 })]).keys()]).toEqual([13])
    expect(notesByAttempt(night, [note({ visit: visit(1), detector: 4, attempt: 2 })]).size).toBe(0)
  })

  it('is at all that was observed or worked on in its time range', () => {
    const range = { from_mjd_tai: night.visits.begin[2]!, to_mjd_tai: night.visits.end[2]! }
    const found = [...notesByAttempt(night, [note(range)]).keys()]
    expect(found).toEqual(expect.arrayContaining(Array.from({ length: 9 }, (_, d) => 18 + d)))
    expect(concerns(night, note(range), { visit: night.visits.visit[2]! })).toBe(true)
    expect(concerns(night, note(range), { visit: night.visits.visit[4]! })).toBe(false)
    expect(timeOf(night, note({ visit: visit(2) }))).toEqual({ from: night.visits.begin[2], to: night.visits.end[2] })
    expect(timeOf(night, note({ visit: '7' }))).toBeNull()
  })

  it('marks the detector or the attempt that it is about, and no bar or cell for a whole visit or a time', () => {
    const about = [note({ visit: visit(1), detector: 4, attempt: 1 }), note({ visit: visit(2), detector: 0 }), note({ visit: visit(3) })]
    const range = note({ from_mjd_tai: night.visits.begin[2]!, to_mjd_tai: night.visits.end[2]! })
    expect(notedPlaces([...about, range])).toEqual([
      { visit: night.visits.visit[1], detector: 4, attempt: 1 },
      { visit: night.visits.visit[2], detector: 0 },
    ])
  })

  it('concerns the whole of which it is about a part', () => {
    expect(concerns(night, note({ visit: visit(0), detector: 3 }), { visit: night.visits.visit[0]! })).toBe(true)
    expect(concerns(night, note({ visit: visit(0), detector: 3 }), { visit: night.visits.visit[0]!, detector: 4 })).toBe(false)
  })
})
