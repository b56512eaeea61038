import { describe, expect, it } from 'vitest'
import { tapAddress } from './archive.ts'

describe('tapAddress', () => {
  it('puts typed addresses right', () => {
    const right = [
      'https://dachs.example/tap',
      'dachs.example/tap/',
      ' https://dachs.example/tap/sync ',
      'https://dachs.example/tap/capabilities?x=1',
    ]
    for (const text of right) expect(tapAddress(text)).toEqual({ ok: true, value: 'https://dachs.example/tap' })
    expect(tapAddress('/api/tap/')).toEqual({ ok: true, value: '/api/tap' })
  })

  it('says what is wrong with others', () => {
    for (const text of ['', 'ftp://a.example/tap', 'https://me:secret@a.example/tap', 'http://'])
      expect(tapAddress(text)).toMatchObject({ ok: false })
  })
})
