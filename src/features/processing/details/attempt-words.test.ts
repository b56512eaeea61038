import { describe, expect, it } from 'vitest'
import { caveatWords, latencyWords, statusWords } from './attempt-words.ts'

describe('words of an attempt', () => {
  it('names every status of Rubin, and says of another that it is none', () => {
    expect([-4, -3, -2, -1, 0, 1].map((c) => statusWords(c).name)).toEqual([
      'ABORTED',
      'UNKNOWN',
      'ABORTED_SUCCESS',
      'FAILED',
      'BLOCKED',
      'SUCCESSFUL',
    ])
    expect(statusWords(7).words).toBe('status 7, which is not one of Rubin’s')
  })

  it('reads caveats letter by letter', () => {
    expect(caveatWords('*N')).toEqual(['all outputs are missing', 'there was no work to do'])
    expect(caveatWords('')).toEqual([])
    expect(caveatWords('+x')).toEqual(['some outputs are missing', 'caveat “x”'])
  })

  it('says where a latency stands', () => {
    expect([43, 60, 61, -5, Number.NaN].map(latencyWords)).toEqual([
      'within 60 s',
      'within 60 s',
      'later than 60 s',
      'before the exposure ended: an error of the data',
      '',
    ])
  })
})
