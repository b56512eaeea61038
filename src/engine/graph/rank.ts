import { adjacency } from './graph-shape.ts'

/** Edges without loops, doubles and cycles, as pairs; an edge that closed a cycle is turned round. */
export interface Dag {
  readonly from: Uint32Array
  readonly to: Uint32Array
}

/** Makes a graph acyclic: each edge that leads back onto the path of a depth-first walk is turned round. */
export function acyclic(count: number, sources: Uint32Array, targets: Uint32Array): Dag {
  const { at, list } = adjacency(count, sources, targets)
  const state = new Uint8Array(count) // 0 new, 1 on the path, 2 done
  const next = at.slice()
  const pairs = new Set<number>()
  const path: number[] = []
  for (let root = 0; root < count; root++) {
    if (state[root] !== 0) continue
    path.push(root)
    state[root] = 1
    while (path.length > 0) {
      const node = path[path.length - 1]!
      if (next[node] === at[node + 1]) {
        state[node] = 2
        path.pop()
        continue
      }
      const to = list[next[node]!++]!
      if (to === node) continue
      if (state[to] === 1) pairs.add(to * count + node)
      else pairs.add(node * count + to)
      if (state[to] === 0) {
        state[to] = 1
        path.push(to)
      }
    }
  }
  const sorted = Float64Array.from(pairs).sort()
  return { from: Uint32Array.from(sorted, (p) => Math.floor(p / count)), to: Uint32Array.from(sorted, (p) => p % count) }
}

/** Column of each node: the longest path to it; then what has nothing before it, or less before than after it, moves towards what follows. */
export function longestPathRanks(count: number, dag: Dag): Int32Array {
  const out = adjacency(count, dag.from, dag.to)
  const inDegree = new Uint32Array(count)
  for (const to of dag.to) inDegree[to]! += 1
  const waiting = inDegree.slice()
  const order: number[] = []
  for (let i = 0; i < count; i++) if (waiting[i] === 0) order.push(i)
  const rank = new Int32Array(count)
  for (let head = 0; head < order.length; head++) {
    const node = order[head]!
    for (let k = out.at[node]!; k < out.at[node + 1]!; k++) {
      const to = out.list[k]!
      rank[to] = Math.max(rank[to]!, rank[node]! + 1)
      if (--waiting[to]! === 0) order.push(to)
    }
  }
  for (const node of order.toReversed()) {
    const degree = out.at[node + 1]! - out.at[node]!
    if (degree === 0 || inDegree[node]! >= degree) continue
    let least = Infinity
    for (let k = out.at[node]!; k < out.at[node + 1]!; k++) least = Math.min(least, rank[out.list[k]!]!)
    rank[node] = least - 1
  }
  return rank
}
