import { describe, expect, it } from 'vitest'
import { pen } from './pen.ts'
import { blend, over, raster } from './raster.ts'
import type { WordPictures } from './word-pictures.ts'

const [paper, ink] = [0xffffffff, 0xff000000]
/** Each letter is 2 px, all covered; a px is free at either side. */
const words: WordPictures = {
  of(text) {
    const width = 2 * text.length + 2
    const line = Uint8Array.from({ length: width }, (_, x) => (x === 0 || x === width - 1 ? 0 : 255))
    return { width, height: 2, cover: Uint8Array.from([...line, ...line]) }
  },
}

/** What a pen leaves on paper of 12 × 6 px: '#' ink, '+' some of it. */
function drawn(draw: (p: ReturnType<typeof pen>) => void): readonly string[] {
  const r = raster(12, 6)
  r.pixels.fill(paper)
  draw(pen(r, 1, words))
  return Array.from({ length: 6 }, (_, y) =>
    Array.from(r.pixels.subarray(y * 12, y * 12 + 12), (word) => (word === ink ? '#' : word === paper ? '.' : '+')).join(''),
  )
}

describe('a pen', () => {
  it('puts words with their left, middle or right at a place', () => {
    expect(drawn((p) => p.text('ab', 1, 1, ink, 'left')).slice(0, 2)).toEqual(['.####.......', '.####.......'])
    expect(drawn((p) => p.text('ab', 6, 1, ink, 'center'))[0]).toBe('....####....')
    expect(drawn((p) => p.text('ab', 11, 1, ink, 'right'))[0]).toBe('.......####.')
    expect(pen(raster(1, 1), 1, words).widthOf('ab')).toBe(4)
  })

  it('cuts words at the edges of the picture, and within a strip', () => {
    expect(drawn((p) => p.text('abcdefgh', -3, 0, ink, 'left'))).toEqual(['############', ...Array.from({ length: 5 }, () => '............')])
    expect(drawn((p) => p.within({ y: 2, h: 2 }).text('ab', 0, 2, ink, 'left'))[1]).toBe('............')
    expect(drawn((p) => p.within({ y: 2, h: 2 }).fill(0, 0, 2, 6, ink)).join(' ')).toBe(
      '............ ............ ##.......... ##.......... ............ ............',
    )
  })

  it('lets through what is below where its colour is thin', () => {
    expect(drawn((p) => p.fill(2, 1, 3, 1, ink, 0.5))[1]).toBe('..+++.......')
  })

  it('mixes colours as blend does', () => {
    for (const [a, b] of [
      [0xff112233, 0xffffeedd],
      [0xff00ff00, 0xffff00ff],
    ] as const)
      for (const part of [0, 1, 100, 255, 256]) {
        const [fast, exact] = [over(a, b, part), blend(a, b, part / 256)]
        for (const shift of [0, 8, 16, 24]) expect(Math.abs(((fast >>> shift) & 255) - ((exact >>> shift) & 255))).toBeLessThanOrEqual(1)
      }
  })
})
