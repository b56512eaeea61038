import { cutBars } from './pieces.ts'

/** One level of detail: pieces of a row that begin in the same stretch of `width` s, merged. Segments of a row follow each other without overlap. */
export interface Level {
  /** s; 0 at the finest level, where every piece is itself. */
  readonly width: number
  /** First segment of a row; one more than there are rows. */
  readonly rowAt: Uint32Array
  /** s after the origin; `to` is the latest end of what was merged. */
  readonly from: Float64Array
  readonly to: Float64Array
  /** The worst of the merged attempts (by the rank given), the first of these in time. */
  readonly worst: Uint32Array
  /** And its rank: beside the segments, so that painting them reads one column after the other. */
  readonly rank: Uint8Array
  /** How many bars begin in a segment. */
  readonly count: Uint32Array
}

export interface Bars {
  /** First bar of a row; one more than there are rows. Bars of a row are sorted by begin. */
  readonly rowAt: Uint32Array
  readonly attempt: Uint32Array
  readonly from: Float64Array
  readonly to: Float64Array
}

/** Levels from fine to coarse: pieces as they are, then from where they begin to merge each twice as wide as the one before. `rank` by attempt: the higher wins. */
export function buildLevels(bars: Bars, rank: Uint8Array): readonly Level[] {
  const { rowAt, from, to, attempt, count } = cutBars(bars)
  const ofPiece = new Uint8Array(attempt.length)
  for (let k = 0; k < attempt.length; k++) ofPiece[k] = rank[attempt[k]!]!
  const levels: Level[] = [{ width: 0, rowAt, from, to, worst: attempt, rank: ofPiece, count }]
  for (let width = firstWidth(rowAt, from); width <= 65_536; width *= 2) {
    const level = coarser(levels.at(-1)!, width)
    levels.push(level)
    if (level.from.length <= 4 * (level.rowAt.length - 1)) break
  }
  return levels
}

/** s: the power of two next to the time between two begins of a row, in the middle of some rows. Narrower stretches would merge next to nothing. */
function firstWidth(rowAt: Uint32Array, from: Float64Array): number {
  const gaps: number[] = []
  for (let row = 0; row + 1 < rowAt.length; row++) {
    const [first, last] = [rowAt[row]!, rowAt[row + 1]! - 1]
    const middle = (first + last) >> 1
    if (middle + 1 <= last) gaps.push(from[middle + 1]! - from[middle]!)
  }
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1
  return 2 ** Math.round(Math.log2(Math.max(1, usual)))
}

/** Merges what begins in one stretch. A segment that lasts well beyond stays alone: what is merged with it would seem to last as long. */
function coarser(fine: Level, width: number): Level {
  const rows = fine.rowAt.length - 1
  const total = fine.from.length
  const rowAt = new Uint32Array(rows + 1)
  const from = new Float64Array(total)
  const to = new Float64Array(total)
  const worst = new Uint32Array(total)
  const rank = new Uint8Array(total)
  const count = new Uint32Array(total)
  let n = 0
  for (let row = 0; row < rows; row++) {
    let cell = NaN
    for (let i = fine.rowAt[row]!; i < fine.rowAt[row + 1]!; i++) {
      const at = Math.floor(fine.from[i]! / width)
      if (at !== cell || fine.to[i]! > (at + 2) * width) {
        cell = at
        from[n] = fine.from[i]!
        to[n] = fine.to[i]!
        worst[n] = fine.worst[i]!
        rank[n] = fine.rank[i]!
        count[n] = fine.count[i]!
        n++
        continue
      }
      const last = n - 1
      if (fine.to[i]! > to[last]!) to[last] = fine.to[i]!
      if (fine.rank[i]! > rank[last]!) {
        rank[last] = fine.rank[i]!
        worst[last] = fine.worst[i]!
      }
      count[last]! += fine.count[i]!
    }
    rowAt[row + 1] = n
  }
  return {
    width,
    rowAt,
    from: from.slice(0, n),
    to: to.slice(0, n),
    worst: worst.slice(0, n),
    rank: rank.slice(0, n),
    count: count.slice(0, n),
  }
}

/** The coarsest level whose stretches are at most `s` seconds wide (a pixel): what a picture of that scale needs, and no more. */
export function levelFor(levels: readonly Level[], s: number): Level {
  return levels.findLast((level) => level.width <= s) ?? levels[0]!
}

/**
 * What to paint while the view moves: as `levelFor`, or as much coarser as it takes for at most `most` segments in a view that shows `share` (0 to 1)
 * of all bars. The worst of what is merged still shows; only edges are less sharp until the view rests.
 */
export function levelInMotion(levels: readonly Level[], s: number, share: number, most: number): Level {
  const finest = levels.indexOf(levelFor(levels, s))
  return levels.slice(finest).find((level) => level.from.length * share <= most) ?? levels.at(-1)!
}

/** First index in [lo, hi) of a rising column whose value is at least x; hi when none is. */
export function lowerBound(column: Float64Array, x: number, lo: number, hi: number): number {
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if (column[mid]! < x) lo = mid + 1
    else hi = mid
  }
  return lo
}
