import { describe, expect, it } from 'vitest'
import { ingestStates } from '../../../dax/contract/ingests.ts'
import type { UploadItem } from '../../engine/upload/upload-item.ts'
import { leftOutText, partOf, wordsOf } from './file-words.ts'

const read = (problems: readonly string[] = [], notes: readonly string[] = []): object => ({ reading: { at: 'read', facts: { problems, notes } } })
const item = (change: object): UploadItem =>
  ({ file: { size: 200 }, reading: { at: 'waiting' }, sending: { at: 'idle' }, known: undefined, copyOf: null, ...change }) as unknown as UploadItem
const sent = (state: string, more: object = {}): UploadItem =>
  item({ ...read(), sending: { at: 'sent', ingest: { state, phase: 'read', problems: [], outcome: 'stored', ...more } } })

describe('the words of a file', () => {
  it.each([
    [item({}), 'reading', 'to be read', 'open'],
    [item({ reading: { at: 'reading', read: 50 } }), 'reading', 'reading 25 %', 'open'],
    [item({ reading: { at: 'unreadable', message: 'it is gone' } }), 'problem', 'cannot be read: it is gone', 'problems'],
    [item(read()), 'ready', 'ready', 'open'],
    [item(read([], ['no date'])), 'note', 'ready; no date', 'open'],
    [item(read(['no WCS', 'no date'])), 'problem', 'no WCS (and 1 more)', 'problems'],
    [item({ ...read(['no WCS']), known: { did: 'ivo://a' } }), 'over', 'the archive has it already', 'done'],
    [item({ ...read(), copyOf: 'a.fits' }), 'over', 'same bytes as a.fits', 'done'],
    [item({ ...read(), sending: { at: 'waiting', acknowledged: 0, retryAtMs: 3000, why: 'no line' } }), 'moving', 'again in 2 s: no line', 'moving'],
    [item({ ...read(), sending: { at: 'paused', acknowledged: 100 } }), 'paused', 'paused at 50 %', 'moving'],
    [item({ ...read(), sending: { at: 'failed', acknowledged: 0, why: 'too large' } }), 'refused', 'too large', 'problems'],
    [item({ ...read(), sending: { at: 'sent', ingest: null } }), 'working', 'received', 'moving'],
    [sent('running'), 'working', 'read', 'moving'],
    [sent('done'), 'done', 'searchable', 'done'],
    [sent('done', { outcome: 'known' }), 'done', 'the archive has it already', 'done'],
    [sent('refused', { problems: ['no WCS.', 'No date.'] }), 'refused', 'no WCS. No date.', 'problems'],
    [sent('failed'), 'refused', 'failed', 'problems'],
    [sent('cancelled', { problems: ['It expired.'] }), 'over', 'It expired.', 'done'],
  ] as const)('%#: are these, and it is counted there', (one, state, text, part) => {
    expect([wordsOf(one, 1000), partOf(one)]).toEqual([{ state, text }, part])
  })

  it('are there for every state of an ingest', () => {
    for (const state of ingestStates) expect(wordsOf(sent(state), 0)).toMatchObject({ state: expect.any(String), text: expect.stringMatching(/./u) })
  })
})

it('names the files that are left out, three of many', () => {
  const names = ['a.txt', 'night/b.csv', 'c.log', 'd.log']
  expect(leftOutText(names.slice(0, 1))).toMatch(/^a\.txt was left out\. Names of images end in /u)
  expect(leftOutText(names.slice(0, 2))).toMatch(/^2 files were left out: a\.txt, night\/b\.csv\. /u)
  expect(leftOutText(names)).toMatch(/^4 files were left out, such as a\.txt, night\/b\.csv, c\.log\. /u)
})
