import type { Bars } from './levels.ts'

/** What is seen of bars, row by row: pieces follow each other without overlap, so that their begins and their ends both rise. */
export interface Pieces extends Bars {
  /** 1 at the first piece of a bar, 0 at its others. */
  readonly count: Uint32Array
}

/**
 * Cuts bars where others lie on them: a bar begun later lies above one begun earlier. Of each there is a piece, if need be one without length, so that none hides below
 * others. Without this, a night's bars that wait until its end would be painted over each other to the edge of the screen, hundreds a row.
 */
export function cutBars({ rowAt, attempt, from, to }: Bars): Pieces {
  const n = attempt.length
  const out = { from: new Float64Array(2 * n), to: new Float64Array(2 * n), attempt: new Uint32Array(2 * n), count: new Uint32Array(2 * n) }
  const ends = new Uint32Array(rowAt.length)
  const isShown = new Uint8Array(n)
  const open = new Uint32Array(n)
  let [many, depth, shownTo] = [0, 0, -Infinity]
  const put = (bar: number, until: number): void => {
    if (until <= shownTo && isShown[bar] === 1) return
    out.from[many] = shownTo
    out.to[many] = shownTo = Math.max(shownTo, until)
    out.attempt[many] = attempt[bar]!
    out.count[many++] = 1 - isShown[bar]!
    isShown[bar] = 1
  }
  /** Shows what lies open until t: what ends before, and what is uppermost then. */
  const showUntil = (t: number): void => {
    for (; depth > 0; depth--) {
      const bar = open[depth - 1]!
      if (to[bar]! > t) {
        put(bar, t)
        return
      }
      put(bar, to[bar]!)
    }
  }
  for (let row = 0; row + 1 < rowAt.length; row++) {
    for (let bar = rowAt[row]!; bar < rowAt[row + 1]!; bar++) {
      showUntil(from[bar]!)
      shownTo = from[bar]!
      open[depth++] = bar
    }
    showUntil(Infinity)
    ends[row + 1] = many
  }
  return {
    rowAt: ends,
    from: out.from.slice(0, many),
    to: out.to.slice(0, many),
    attempt: out.attempt.slice(0, many),
    count: out.count.slice(0, many),
  }
}
