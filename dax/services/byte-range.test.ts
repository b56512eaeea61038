import { describe, expect, it } from 'vitest'
import { byteRange, namesEtag } from './byte-range.ts'

describe('a Range header', () => {
  it.each([
    [null, { kind: 'whole' }],
    ['bytes=0-2879', { kind: 'part', start: 0, end: 2880 }],
    ['bytes=100-', { kind: 'part', start: 100, end: 5000 }],
    ['bytes=-10', { kind: 'part', start: 4990, end: 5000 }],
    ['bytes=-9999', { kind: 'part', start: 0, end: 5000 }],
    ['bytes=4990-99999', { kind: 'part', start: 4990, end: 5000 }],
    ['bytes=5000-', { kind: 'outside' }],
    ['bytes=-0', { kind: 'outside' }],
    ['bytes=9-3', { kind: 'whole' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['lines=1-2', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
  ] as const)('%s of 5000 bytes is %j', (header, range) => {
    expect(byteRange(header, 5000)).toEqual(range)
  })
})

describe('If-None-Match', () => {
  it('names an ETag weakly, in a list, or all', () => {
    expect(namesEtag('"a", W/"b"', '"b"')).toBe(true)
    expect(namesEtag('*', '"b"')).toBe(true)
    expect(namesEtag('"a"', '"b"')).toBe(false)
    expect(namesEtag(null, '"b"')).toBe(false)
  })
})
