import type { Strip } from './lanes-frame.ts'
import { fillRect, over, tintRect, type Raster } from './raster.ts'
import type { WordPicture, WordPictures } from './word-pictures.ts'

/** Which end of a word a place is. */
export type Align = 'left' | 'center' | 'right'

/** Writes words and single lines into a raster. Places are CSS px; colours are words of a raster. */
export interface Pen {
  /** A rectangle, at least a device px wide and high; `share` (0 to 1) of the colour over what is there. */
  fill(x: number, y: number, width: number, height: number, colour: number, share?: number): void
  /** Words with their middle at y; narrower where they would be wider than `most`. */
  text(text: string, x: number, y: number, colour: number, align: Align, most?: number): void
  /** How wide words are, CSS px. */
  widthOf(text: string): number
  /** The same pen, that leaves no trace above or below a strip. */
  within(strip: Strip): Pen
}

/** `scale`: device px a CSS px. */
export function pen(r: Raster, scale: number, words: WordPictures): Pen {
  return penBetween(r, scale, words, 0, r.height)
}

function penBetween(r: Raster, scale: number, words: WordPictures, top: number, bottom: number): Pen {
  const px = (css: number): number => Math.round(css * scale)
  return {
    fill(x, y, width, height, colour, share = 1) {
      const [x0, y0] = [px(x), px(y)]
      const [x1, y1] = [Math.max(x0 + 1, px(x + width)), Math.min(bottom, Math.max(y0 + 1, px(y + height)))]
      if (share < 1) tintRect(r, x0, Math.max(top, y0), x1, y1, colour, share)
      else fillRect(r, x0, Math.max(top, y0), x1, y1, { main: colour, second: 0, pattern: 'solid' })
    },
    text(text, x, y, colour, align, most) {
      const picture = words.of(text, most)
      const back = align === 'left' ? scale : align === 'right' ? picture.width - scale : picture.width / 2
      print(r, picture, Math.round(x * scale - back), Math.round(y * scale - picture.height / 2), colour, top, bottom)
    },
    // a px is free at either side of the letters
    widthOf: (text) => words.of(text).width / scale - 2,
    within: ({ y, h }) => penBetween(r, scale, words, Math.max(top, px(y)), Math.min(bottom, px(y + h))),
  }
}

/** Lets a colour through where letters cover, from (x, y), cut at the edges. */
function print(
  { pixels, stride, width: most }: Raster,
  { width, height, cover }: WordPicture,
  x: number,
  y: number,
  colour: number,
  top: number,
  bottom: number,
): void {
  const [left, right] = [Math.max(0, -x), Math.min(width, most - x)]
  for (let row = Math.max(0, top - y); row < Math.min(height, bottom - y); row++)
    for (let k = left; k < right; k++) {
      const covered = cover[row * width + k]!
      const at = (y + row) * stride + x + k
      // 255 of a letter is all of 256
      if (covered > 0) pixels[at] = over(pixels[at]!, colour, covered + (covered >> 7))
    }
}
