import { describe, expect, it } from 'vitest'
import { factsOf } from '../../../engine/timeline/night-facts.ts'
import { madeNight } from '../../../engine/timeline/testing/made-night.ts'
import { attemptColumns, attemptRows } from './attempt-columns.ts'

const night = madeNight(40, 20)
const facts = factsOf(night)

describe('rows of the table', () => {
  it('are all attempts that pass, whatever they are sorted by', () => {
    const mask = Uint8Array.from({ length: night.attempts.n }, (_, i) => Number(i % 3 === 0))
    const all = [...attemptRows(night, facts, mask, null)]
    expect(all).toEqual([...mask.keys()].filter((i) => mask[i] === 1))
    for (const { key } of attemptColumns)
      for (const descending of [false, true])
        expect([...attemptRows(night, facts, mask, { column: key, descending })].toSorted((x, y) => x - y)).toEqual(all)
  })

  it('rise or fall by the column, and what is missing is last both ways', () => {
    for (const descending of [false, true]) {
      const stored = Array.from(attemptRows(night, facts, null, { column: 'stored', descending }), (i) => night.attempts.stored[i]!)
      const known = stored.filter((t) => !Number.isNaN(t))
      expect(known).toEqual(known.toSorted((x, y) => (descending ? y - x : x - y)))
      expect(stored.slice(known.length).every(Number.isNaN)).toBe(true)
      expect(known.length).toBeLessThan(stored.length)
    }
  })

  it('sort words by their letters', () => {
    const words = Array.from(
      attemptRows(night, facts, null, { column: 'node', descending: false }),
      (i) => night.dicts.node[night.attempts.node[i]!]!,
    )
    expect(words).toEqual(words.toSorted())
  })
})
