/** What has no time is last, and has no rank. */
function compare(a: number, b: number): number {
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b
}

/**
 * The rank of each time among the times of `among` (default: themselves): 1 + how many of those are earlier, so that equal times share a rank, as
 * SQL's rank() has it. NaN = missing: rank 0, and nobody is later than it.
 */
export function ranksOf(times: Float64Array, among: Float64Array = times): Uint32Array {
  // the native sort of a Float64Array puts NaN last
  const sorted = among.slice().sort()
  let known = sorted.length
  while (known > 0 && Number.isNaN(sorted[known - 1])) known--
  const ranks = new Uint32Array(times.length)
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!
    if (Number.isNaN(time)) continue
    let from = 0
    let to = known
    while (from < to) {
      const middle = (from + to) >> 1
      if (sorted[middle]! < time) from = middle + 1
      else to = middle
    }
    ranks[i] = from + 1
  }
  return ranks
}

/** Rows in the order of observation: by begin, then number in the night, then id; what has no begin is last. */
export function observingOrder(begin: Float64Array, seq: Int32Array, visit: BigInt64Array): Uint32Array {
  return Uint32Array.from(begin.keys()).sort(
    (a, b) => compare(begin[a]!, begin[b]!) || seq[a]! - seq[b]! || (visit[a]! < visit[b]! ? -1 : visit[a]! > visit[b]! ? 1 : 0),
  )
}

/**
 * The two ranks of every attempt of a night: by observation (the begin of its visit) and by processing (when its sources were stored). Both count the
 * attempts of the night that were stored, so that equal ranks mean that order was kept: 1 + how many of those were observed, or stored, earlier. What was
 * stored before the end of its exposure has a time that cannot be: it counts as one without.
 */
export function nightRanks(
  begin: Float64Array,
  end: Float64Array,
  stored: Float64Array,
): { readonly observed: Uint32Array; readonly processed: Uint32Array } {
  const trusted = stored.map((time, i) => (time < end[i]! ? NaN : time))
  const beginOfStored = begin.map((time, i) => (Number.isNaN(trusted[i]) ? NaN : time))
  return { observed: ranksOf(begin, beginOfStored), processed: ranksOf(trusted) }
}
