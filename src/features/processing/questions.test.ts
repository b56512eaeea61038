import { describe, expect, it } from 'vitest'
import { expand } from '../../../vo/templates/expand.ts'
import { templateLibrary } from '../../../vo/templates/library/library.ts'
import { madeNight } from '../../engine/timeline/testing/made-night.ts'
import { attemptsOfAnswer, nightQuestion, nightQuestions } from './questions.ts'

describe('questions of a night', () => {
  it.each(nightQuestions)('$id fills a template of the library whose rows name attempts', ({ id, template, values }) => {
    const found = templateLibrary().find((one) => one.id === template)!
    const filled = expand(found, values(20260320))
    expect(filled.ok).toBe(true)
    if (!filled.ok) return
    expect(filled.value.query).toContain('20260320')
    expect(filled.value.query).toMatch(/^SELECT (\w)\.visit, \1\.detector, \1\.attempt,/u)
    expect(nightQuestion(id)?.template).toBe(template)
  })

  it('find the attempts that an answer names, whatever else it names', () => {
    const night = madeNight(5, 9)
    const a = night.attempts
    const row = (i: number) => ({ visit: night.visits.visit[a.visit[i]!]!, detector: a.detector[i]!, attempt: a.attempt[i]! })
    const mask = attemptsOfAnswer(night, [row(3), row(3), row(17), { visit: 1n, detector: 3, attempt: 1 }, { ...row(4), attempt: 9 }])
    expect([...mask].flatMap((one, i) => (one === 1 ? [i] : []))).toEqual([3, 17])
    expect(nightQuestion('what?')).toBeNull()
  })
})
