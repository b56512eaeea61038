import { lowerBound } from './levels.ts'
import type { Night } from '../../api/night.ts'
import type { Span } from './time-window.ts'

/** Between times and places in the row of visits: visit k lies from k to k + 1. */
export interface VisitScale {
  readonly n: number
  /** Columns of a range of times; at least one wide, within the night. */
  columns(range: Span): Span
  /** The range of times of some columns. */
  range(columns: Span): Span
  /** Place of a time. */
  column(t: number): number
}

/** The scale of a night: between two begins of visits it is even. Visits without a time lie at the end, one second long. */
export function visitScale(night: Night): VisitScale {
  const { n, begin, end } = night.visits
  const edges = new Float64Array(n + 1)
  const second = 1 / 86_400
  let last = -Infinity
  for (let v = 0; v <= n; v++) {
    const t = v < n ? begin[v]! : n === 0 ? 0 : end[n - 1]!
    // rises always, so that it can be turned round
    last = t > last ? t : Number.isFinite(last) ? last + second : 0
    edges[v] = last
  }
  const column = (t: number): number => {
    if (n === 0 || t <= edges[0]!) return 0
    if (t >= edges[n]!) return n
    const k = lowerBound(edges, t, 0, n + 1)
    return k - 1 + (t - edges[k - 1]!) / (edges[k]! - edges[k - 1]!)
  }
  const time = (at: number): number => {
    const k = Math.max(0, Math.min(n - 1, Math.floor(at)))
    return n === 0 ? 0 : edges[k]! + (at - k) * (edges[k + 1]! - edges[k]!)
  }
  return {
    n,
    column,
    columns(range) {
      const [from, to] = [column(range.from), column(range.to)]
      if (to - from >= 1) return { from, to }
      const middle = Math.max(0.5, Math.min(n - 0.5, (from + to) / 2))
      return { from: middle - 0.5, to: middle + 0.5 }
    },
    range: (columns) => ({ from: time(columns.from), to: time(columns.to) }),
  }
}
