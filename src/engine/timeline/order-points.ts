import { sortedByRank } from './sorted-by-rank.ts'

/** Things that were observed and processed, each with both ranks (from 1; equal = a tie; 0 = takes no part). */
export interface OrderPoints {
  readonly n: number
  readonly observed: Uint32Array
  readonly processed: Uint32Array
  /** How many share the rank by observation: what is tied is drawn as one box. */
  readonly tied: Uint32Array
  /** Most of them that share one. */
  readonly mostTied: number
  /** Per point: how many that were observed later (in its group) were processed earlier. */
  readonly overtakenBy: Uint32Array
  /** Points that take part, by rank of observation; of those that were overtaken, again. */
  readonly byObserved: Uint32Array
  readonly lateByObserved: Uint32Array
  /** Pairs whose two ranks disagree. */
  readonly inversions: number
  /** Highest rank. */
  readonly most: number
}

/** Points of two columns of ranks. Only points of one `group` can be inverted (detectors of the same number, from 0; absent = all in one). */
export function orderPoints(observed: Uint32Array, processed: Uint32Array, group?: ArrayLike<number>): OrderPoints {
  const n = observed.length
  let takingPart = 0
  for (let i = 0; i < n; i++) if (observed[i] !== 0 && processed[i] !== 0) takingPart++
  const all = new Uint32Array(takingPart)
  for (let i = 0, k = 0; i < n; i++) if (observed[i] !== 0 && processed[i] !== 0) all[k++] = i
  const byObserved = sortedByRank(all, observed)
  const byProcessed = sortedByRank(all, processed)
  const { tied, mostTied } = tiesOf(byObserved, observed)
  const overtakenBy = new Uint32Array(n)
  const inGroups = (order: Uint32Array): Uint32Array => (group === undefined ? order : sortedByRank(order, group))
  const inversions = countOvertaken(inGroups(byObserved), inGroups(byProcessed), { observed, processed, group }, overtakenBy)
  return {
    n,
    observed,
    processed,
    tied,
    mostTied,
    overtakenBy,
    byObserved,
    lateByObserved: byObserved.filter((i) => overtakenBy[i]! > 0),
    inversions,
    most: takingPart === 0 ? 0 : Math.max(observed[byObserved.at(-1)!]!, processed[byProcessed.at(-1)!]!),
  }
}

/** Where the run of equal keys that begins at `from` ends, at `end` at the latest. */
function endOfRun(points: Uint32Array, key: ArrayLike<number>, from: number, end: number): number {
  let to = from + 1
  while (to < end && key[points[to]!] === key[points[from]!]) to++
  return to
}

function tiesOf(byObserved: Uint32Array, observed: Uint32Array): { readonly tied: Uint32Array; readonly mostTied: number } {
  const tied = new Uint32Array(observed.length)
  let mostTied = 0
  for (let from = 0; from < byObserved.length;) {
    const to = endOfRun(byObserved, observed, from, byObserved.length)
    const many = to - from
    mostTied = Math.max(mostTied, many)
    for (; from < to; from++) tied[byObserved[from]!] = many
  }
  return { tied, mostTied }
}

interface Ranks {
  readonly observed: Uint32Array
  readonly processed: Uint32Array
  readonly group: ArrayLike<number> | undefined
}

/** Both orders sorted by group first, so that a group lies at the same places of both. */
function countOvertaken(byObserved: Uint32Array, byProcessed: Uint32Array, ranks: Ranks, into: Uint32Array): number {
  const place = new Uint32Array(into.length)
  let total = 0
  for (let lo = 0; lo < byObserved.length;) {
    const hi = ranks.group === undefined ? byObserved.length : endOfRun(byObserved, ranks.group, lo, byObserved.length)
    for (let from = lo; from < hi;) {
      const to = endOfRun(byProcessed, ranks.processed, from, hi)
      for (let k = from; k < to; k++) place[byProcessed[k]!] = from - lo
      from = to
    }
    total += countGroup(byObserved.subarray(lo, hi), ranks.observed, place, into)
    lo = hi
  }
  return total
}

/** From the last observed to the first: how many of those already seen (observed later) were processed earlier. A tree of counts answers in log n. */
function countGroup(byObserved: Uint32Array, observed: Uint32Array, place: Uint32Array, into: Uint32Array): number {
  const tree = new Uint32Array(byObserved.length + 1)
  let total = 0
  for (let to = byObserved.length; to > 0;) {
    let from = to - 1
    while (from > 0 && observed[byObserved[from - 1]!] === observed[byObserved[to - 1]!]) from--
    // ties of observation are no inversions: all of one rank are asked before any of them is counted
    for (let k = from; k < to; k++) {
      let earlier = 0
      for (let p = place[byObserved[k]!]!; p > 0; p -= p & -p) earlier += tree[p]!
      into[byObserved[k]!] = earlier
      total += earlier
    }
    for (let k = from; k < to; k++) for (let p = place[byObserved[k]!]! + 1; p < tree.length; p += p & -p) tree[p]! += 1
    to = from
  }
  return total
}
