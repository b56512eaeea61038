import { lowerBound, type Level } from './levels.ts'
import { edgesOfRow, type LaneView } from './paint-lanes.ts'
import type { Ink, Raster } from './raster.ts'

/**
 * Paints rows too thin for patterns, of which a night in whole has hundreds. Shows what eachSeen and fillRect would; as the frame hangs on this loop, it calls
 * nothing for a segment. Returns how many segments there were.
 */
export function paintThin(r: Raster, level: Level, view: LaneView, inkOf: Uint8Array, inks: readonly Ink[], below: Uint32Array | null): number {
  const words = Uint32Array.from(inks, (ink) => ink.main)
  let painted = 0
  eachLine(r, view, level.rowAt.length - 1, below, (start, row) => {
    painted += paintLine(r, start, level, row, view, inkOf, words)
  })
  return painted
}

/**
 * Has each row that is seen painted on one line of pixels (`start` is its first), and copies that to the others of the row. Rows may share a line: the next is
 * painted over the one before. `below`, a line, is laid under them and where no row is: line by line, while these pixels are at hand.
 */
export function eachLine(r: Raster, view: LaneView, rows: number, below: Uint32Array | null, paint: (start: number, row: number) => void): void {
  let [line, bottom] = [0, 0]
  for (let row = Math.max(0, Math.floor(view.top / view.rowHeight)); row < rows; row++) {
    const [y0, y1] = edgesOfRow(view, row)
    if (y0 >= r.height) break
    if (y1 !== bottom) {
      copyDown(r, line, bottom)
      line = Math.max(0, y0)
      lay(r, below, bottom, line + 1)
      bottom = y1
    }
    paint(line * r.stride, row)
  }
  copyDown(r, line, bottom)
  lay(r, below, bottom, r.height)
}

/** Lays a line under whatever comes, on the lines [from, to). */
export function lay({ pixels, stride, height }: Raster, below: Uint32Array | null, from: number, to: number): void {
  if (below !== null) for (let y = Math.max(0, from); y < Math.min(to, height); y++) pixels.set(below, y * stride)
}

function copyDown({ pixels, stride, width, height }: Raster, line: number, bottom: number): void {
  for (let y = line + 1; y < Math.min(bottom, height); y++) pixels.copyWithin(y * stride, line * stride, line * stride + width)
}

/** One row on one line of pixels, from the right, so that of segments on one pixel the first in time is seen. What touches and has one ink is filled at once. */
function paintLine(r: Raster, start: number, level: Level, row: number, view: LaneView, inkOf: Uint8Array, words: Uint32Array): number {
  const { from, to } = level
  const { from: origin, perPx } = view
  const { pixels, width } = r
  const [begin, end] = [level.rowAt[row]!, level.rowAt[row + 1]!]
  const last = lowerBound(from, origin + width * perPx, begin, end) - 1
  let [left, right, word] = [0, 0, 0]
  let k = last
  for (; k >= begin && to[k]! >= origin; k--) {
    const x0 = Math.floor((from[k]! - origin) / perPx)
    let x1 = Math.floor((to[k]! - origin) / perPx)
    if (x1 <= x0) x1 = x0 + 1
    const ink = words[inkOf[k]!]!
    if (right === 0 || ink !== word || x1 < left) {
      fillLine(pixels, start + left, start + right, word)
      word = ink
      right = x1 > width ? width : x1
    }
    left = x0 < 0 ? 0 : x0
  }
  fillLine(pixels, start + left, start + right, word)
  return last - k
}

/** Fills [left, right) of the pixels of one line. */
export function fillLine(pixels: Uint32Array, left: number, right: number, word: number): void {
  // a call for few pixels costs more than they do
  if (right - left > 48) pixels.fill(word, left, right)
  else for (let at = left; at < right; at++) pixels[at] = word
}
