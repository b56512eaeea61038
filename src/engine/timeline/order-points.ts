/** Things that were observed and processed, each with both ranks (from 1; equal = a tie; 0 = takes no part). */
export interface OrderPoints {
  readonly n: number
  readonly observed: Uint32Array
  readonly processed: Uint32Array
  /** How many share the rank by observation: what is tied is drawn as one box. */
  readonly tied: Uint32Array
  /** Per point: how many that were observed later (in its group) were processed earlier. */
  readonly overtakenBy: Uint32Array
  /** Pairs whose two ranks disagree. */
  readonly inversions: number
  /** Highest rank. */
  readonly most: number
}

/** Points of two columns of ranks. Only points of one `group` can be inverted (detectors of the same number; absent = all in one). */
export function orderPoints(observed: Uint32Array, processed: Uint32Array, group?: ArrayLike<number>): OrderPoints {
  const n = observed.length
  const counts = new Map<number, number>()
  let most = 0
  for (let i = 0; i < n; i++) {
    if (observed[i] === 0 || processed[i] === 0) continue
    counts.set(observed[i]!, (counts.get(observed[i]!) ?? 0) + 1)
    most = Math.max(most, observed[i]!, processed[i]!)
  }
  const overtakenBy = new Uint32Array(n)
  let inversions = 0
  for (const members of groupsOf(observed, processed, group)) inversions += countOvertaken(members, observed, processed, overtakenBy)
  return { n, observed, processed, tied: observed.map((rank) => counts.get(rank) ?? 0), overtakenBy, inversions, most }
}

function groupsOf(observed: Uint32Array, processed: Uint32Array, group?: ArrayLike<number>): Iterable<number[]> {
  const groups = new Map<number, number[]>()
  for (let i = 0; i < observed.length; i++) {
    if (observed[i] === 0 || processed[i] === 0) continue
    const key = group?.[i] ?? 0
    const members = groups.get(key)
    if (members === undefined) groups.set(key, [i])
    else members.push(i)
  }
  return groups.values()
}

/** From the last observed to the first: how many of those already seen (observed later) were processed earlier. A tree of counts answers in log n. */
function countOvertaken(members: number[], observed: Uint32Array, processed: Uint32Array, into: Uint32Array): number {
  const ranks = Uint32Array.from(members, (i) => processed[i]!).sort()
  const placeOf = (rank: number): number => {
    let [lo, hi] = [0, ranks.length]
    while (lo < hi) {
      const mid = (lo + hi) >>> 1
      if (ranks[mid]! < rank) lo = mid + 1
      else hi = mid
    }
    return lo
  }
  const tree = new Uint32Array(members.length + 1)
  const order = members.toSorted((a, b) => observed[b]! - observed[a]!)
  let total = 0
  for (let from = 0; from < order.length;) {
    let to = from
    // ties of observation are no inversions: all of one rank are asked before any of them is counted
    while (to < order.length && observed[order[to]!] === observed[order[from]!]) {
      let earlier = 0
      for (let k = placeOf(processed[order[to]!]!); k > 0; k -= k & -k) earlier += tree[k]!
      into[order[to]!] = earlier
      total += earlier
      to++
    }
    for (; from < to; from++) for (let k = placeOf(processed[order[from]!]!) + 1; k < tree.length; k += k & -k) tree[k]! += 1
  }
  return total
}

/** Ranks of times as SQL's rank() gives them: 1 + how many are earlier; NaN has rank 0. */
export function rankTimes(times: Float64Array): Uint32Array {
  const sorted = times.filter((t) => !Number.isNaN(t)).sort()
  return Uint32Array.from(times, (t) => {
    if (Number.isNaN(t)) return 0
    let [lo, hi] = [0, sorted.length]
    while (lo < hi) {
      const mid = (lo + hi) >>> 1
      if (sorted[mid]! < t) lo = mid + 1
      else hi = mid
    }
    return lo + 1
  })
}
