import type { Band } from './bands.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import { cosmos, pairs, scheduleNight, type Block, type Step, type Visit } from './cadence.ts'
import { eventOf } from './ap-events.ts'
import type { Pair } from './prov-pairs.ts'
import { fateOf, type Fate } from './prov-fate.ts'
import { hash } from './random.ts'

/**
 * The longest night of the full survey: 1,000 visits, of which the archive holds the processing log and no image nor provenance. It is what a real
 * archive knows of a night whose images are still under embargo.
 */
export const longNight = 20260320

/** Why neither images nor provenance of the long night are in the archive although they were delivered. */
export const logOnly = 'delivered; not kept in the demo archive, which holds only the log of this night'

/** The link of one raft broke: files of its nine detectors taken in this range of MJD (UTC) were all notified of after its end. */
export const brokenLink = { raft: 'R21', from: 61120.2, to: 61120.23 } as const

/** Visits of the long night: wide fields, the deep field while it is up, wide fields again. */
export function longVisits(): readonly Visit[] {
  const deep = (['g', 'r', 'i', 'z'] as const).flatMap((band, k) =>
    Array.from({ length: [100, 140, 140, 100][k]! }, (): Step => ({ field: cosmos, band })),
  )
  const wide = (start: number, bands: readonly [Band, Band], strip: number): Block => ({ start, steps: pairs(longNight, start, 65, bands, strip) })
  return scheduleNight(longNight, [
    wide(-0.3, ['r', 'i'], 1),
    { start: 1, steps: deep },
    wide(5.8, ['g', 'r'], 2),
    wide(7.3, ['i', 'z'], 3),
    wide(8.7, ['g', 'i'], 4),
  ])
}

/** Every visit-detector of the long night, numbered from `first`. */
export function longPairs(first: number): readonly Pair[] {
  const out: Pair[] = []
  for (const visit of longVisits())
    for (const { id, name } of detectors) {
      const fate = delayed(fateOf('full', visit, id), visit.visit, id, name)
      out.push({ v: first + out.length, w: null, visit, detector: id, fate, event: eventOf('full', visit, id, fate) })
    }
  return out
}

/** Where the link was broken the prompt execution begins after its end, one file after the other. */
function delayed(fate: Fate, visit: number, detector: number, name: string): Fate {
  const begin = fate.prompt.at[0]!
  if (!name.startsWith(brokenLink.raft) || begin < brokenLink.from || begin >= brokenLink.to) return fate
  const shift = brokenLink.to - begin + (begin - brokenLink.from) / 10 + (hash(visit, detector, 34) % 60) / 86400
  const { aborted, prompt } = fate
  return {
    ...fate,
    prompt: { ...prompt, at: prompt.at.map((time) => time + shift) },
    aborted: aborted === null ? null : { ...aborted, start: aborted.start + shift, end: aborted.end + shift },
  }
}
