import { describe, expect, it } from 'vitest'
import { beside } from './compare-runs.ts'

describe('two runs side by side', () => {
  it('says of every name whether it is the same, changed, or in one only, in the order of names', () => {
    const left = new Map([
      ['pipe', 'w_10'],
      ['afw', '1'],
      ['old', 'x'],
    ])
    const right = new Map([
      ['new', 'y'],
      ['afw', '1'],
      ['pipe', 'w_11'],
    ])
    expect(beside(left, right).map((p) => [p.name, p.state])).toEqual([
      ['afw', 'same'],
      ['new', 'only-right'],
      ['old', 'only-left'],
      ['pipe', 'changed'],
    ])
  })
})
