import { ranksOf } from './ranks.ts'

/**
 * Where each of a scope stands, in the order given: how many observed earlier were processed later (`overtook`), how many observed later were processed
 * earlier (`overtakenBy`), whether it shares one of its ranks with another (`isTie`, 1), and the time of the first of those observed later (`firstLater`,
 * Infinity where none is). dax/archive/processing-order.md says what the words mean.
 */
export interface Standings {
  readonly overtook: Int32Array
  readonly overtakenBy: Int32Array
  readonly isTie: Uint8Array
  readonly firstLater: Float64Array
}

/** The standings of a scope, all of whose times are known, in n log n: what was observed earlier is counted in a tree of its ranks by processing. */
export function standingsOf(observed: Float64Array, processed: Float64Array): Standings {
  const n = observed.length
  const order = Uint32Array.from(observed.keys()).sort((a, b) => observed[a]! - observed[b]!)
  const ranks = ranksOf(processed)
  const sharing = new Int32Array(n + 1)
  for (const rank of ranks) sharing[rank]!++
  const earlier = new RankCounts(n)
  const found: Standings = {
    overtook: new Int32Array(n),
    overtakenBy: new Int32Array(n),
    isTie: Uint8Array.from(ranks, (rank) => (sharing[rank]! > 1 ? 1 : 0)),
    firstLater: firstLaterOf(order, observed, processed),
  }
  for (let from = 0; from < n;) {
    const to = endOfTies(order, observed, from)
    for (let k = from; k < to; k++) found.overtook[order[k]!] = from - earlier.upTo(ranks[order[k]!]!)
    for (let k = from; k < to; k++) earlier.add(ranks[order[k]!]!)
    for (let k = from; k < to; k++) {
      const before = ranks[order[k]!]! - 1
      found.overtakenBy[order[k]!] = before - earlier.upTo(before)
      if (to - from > 1) found.isTie[order[k]!] = 1
    }
    from = to
  }
  return found
}

/** Of the rows from `from` on that were observed at one time: the first that is none of them. */
function endOfTies(order: Uint32Array, observed: Float64Array, from: number): number {
  let to = from + 1
  while (to < order.length && observed[order[to]!] === observed[order[from]!]) to++
  return to
}

function firstLaterOf(order: Uint32Array, observed: Float64Array, processed: Float64Array): Float64Array {
  const first = new Float64Array(order.length)
  let [later, sofar] = [Infinity, Infinity]
  for (let k = order.length - 1; k >= 0; k--) {
    const row = order[k]!
    if (k < order.length - 1 && observed[row] !== observed[order[k + 1]!]) later = sofar
    first[row] = later
    sofar = Math.min(sofar, processed[row]!)
  }
  return first
}

/** How many of each rank, from 1; sums over all up to one (a Fenwick tree). */
class RankCounts {
  readonly #sums: Int32Array
  constructor(most: number) {
    this.#sums = new Int32Array(most + 1)
  }

  add(rank: number): void {
    for (let i = rank; i < this.#sums.length; i += i & -i) this.#sums[i]!++
  }

  upTo(rank: number): number {
    let sum = 0
    for (let i = rank; i > 0; i -= i & -i) sum += this.#sums[i]!
    return sum
  }
}
