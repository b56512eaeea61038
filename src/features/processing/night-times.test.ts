import { describe, expect, it } from 'vitest'
import { madeNight } from '../../engine/timeline/testing/made-night.ts'
import { nightTimes } from './night-times.ts'

/** The same night when so many of its visits were made. */
const after = (visits: number) => madeNight(visits, 3)

describe('times of a night that grows', () => {
  it('keep the scale of the drawings from visit to visit, and hold every visit', () => {
    let times = nightTimes(after(40), null)
    const scales = new Set([JSON.stringify(times.usual)])
    for (let visits = 41; visits <= 200; visits++) {
      const night = after(visits)
      times = nightTimes(night, times)
      scales.add(JSON.stringify(times.usual))
      expect(times.usual.to).toBeGreaterThanOrEqual(night.visits.end.at(-1)!)
      expect(times.extent.from).toBeLessThanOrEqual(times.usual.from)
      expect(times.extent.to).toBeGreaterThanOrEqual(times.usual.to)
    }
    // 160 visits, 34 s apart, are an hour and a half
    expect(scales.size).toBeLessThanOrEqual(3)
  })

  it('draw what has not ended until the last time of the log, not into the room to grow', () => {
    const night = after(50)
    expect(nightTimes(night, nightTimes(after(40), null)).until).toBe(nightTimes(night, null).until)
  })
})
