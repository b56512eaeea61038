import { describe, expect, it } from 'vitest'
import { factsOf } from '../../../engine/timeline/night-facts.ts'
import { madeNight } from '../../../engine/timeline/testing/made-night.ts'
import { differenceWords, differencesOf, pairDifferences } from './compare-facts.ts'
import type { Side } from './compare-facts.ts'

const side = (visits: number, change: (night: ReturnType<typeof madeNight>) => void = () => undefined): Side => {
  const night = madeNight(visits, 9)
  change(night)
  return { night, facts: factsOf(night), mask: null }
}

describe('two nights or runs beside each other', () => {
  it('are the same as themselves', () => {
    const a = side(20)
    expect(differencesOf(a, a).every((d) => d.isWorse === null)).toBe(true)
    expect(pairDifferences(a, a)).toEqual([])
    expect(differenceWords(differencesOf(a, a), 'A', 'B')).toBe('B does not differ from A in what can be better or worse.')
  })

  it('tell what failed in one only, and in which direction', () => {
    const a = side(20)
    const b = side(20, (night) => {
      for (const i of [3, 4]) {
        night.attempts.status[i] = -1
        night.attempts.stored[i] = Number.NaN
      }
    })
    expect(pairDifferences(a, b)).toEqual([3, 4].map((detector) => ({ visit: 2_025_112_000_000n, detector, a: 'done', b: 'failed' })))
    const failed = differencesOf(a, b).find((d) => d.name === 'failed')
    expect([failed?.change, failed?.isWorse]).toEqual(['2 more', true])
    expect(differencesOf(b, a).find((d) => d.name === 'failed')?.isWorse).toBe(false)
    expect(differenceWords(differencesOf(a, b), 'A', 'B')).toMatch(/^Beside A, B is worse in done: 2 fewer, failed: 2 more/u)
  })

  it('compare runs by the attempts of each', () => {
    const a = side(4)
    const half = Uint8Array.from({ length: a.night.attempts.n }, (_, i) => Number(i < 18))
    const other = half.map((x) => 1 - x)
    expect(pairDifferences({ ...a, mask: half }, { ...a, mask: other }).length).toBe(36)
  })
})
