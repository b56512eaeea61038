import type { Adjacency } from './graph-shape.ts'

/** Sweeps without a better order after which ordering stops, and sweeps at most. */
const patience = 4
const maxSweeps = 24

/** Nodes of each column from top to bottom, with few crossings: barycentre sweeps to and fro, the best order kept. Ties keep their order. */
export function orderLayers(layers: readonly (readonly number[])[], before: Adjacency, after: Adjacency): readonly (readonly number[])[] {
  const count = before.at.length - 1
  const position = new Float64Array(count)
  let now = layers.map((layer) => [...layer])
  const place = (layer: readonly number[]): void => layer.forEach((node, i) => (position[node] = i))
  now.forEach(place)
  let best = now.map((layer) => [...layer])
  let fewest = crossings(now, after, position)
  for (let sweep = 0, idle = 0; sweep < maxSweeps && idle < patience && fewest > 0; sweep++) {
    const forward = sweep % 2 === 0
    const layersNow = forward ? now.keys() : [...now.keys()].toReversed()
    for (const i of layersNow) {
      now[i] = byBarycentre(now[i]!, forward ? before : after, position)
      place(now[i]!)
    }
    const found = crossings(now, after, position)
    if (found < fewest) {
      fewest = found
      best = now.map((layer) => [...layer])
      idle = 0
    } else idle += 1
  }
  return best
}

function byBarycentre(layer: readonly number[], neighbours: Adjacency, position: Float64Array): number[] {
  const keyed = layer.map((node, i) => {
    const [start, end] = [neighbours.at[node]!, neighbours.at[node + 1]!]
    let sum = 0
    for (let k = start; k < end; k++) sum += position[neighbours.list[k]!]!
    return { node, i, key: end === start ? null : sum / (end - start) }
  })
  // what has no neighbour on that side stays where it is; the others are sorted into the remaining places
  const sorted = keyed.filter((x) => x.key !== null).sort((a, b) => a.key! - b.key! || a.i - b.i)
  let next = 0
  return keyed.map((x) => (x.key === null ? x.node : sorted[next++]!.node))
}

/** Crossings between neighbouring columns, counted with a Fenwick tree: n log n. */
export function crossings(layers: readonly (readonly number[])[], after: Adjacency, position: Float64Array): number {
  let total = 0
  for (let i = 0; i + 1 < layers.length; i++) {
    const width = layers[i + 1]!.length
    const tree = new Uint32Array(width + 1)
    let seen = 0
    for (const node of layers[i]!) {
      const ends = Array.from(after.list.subarray(after.at[node]!, after.at[node + 1]!), (to) => position[to]!).sort((a, b) => a - b)
      for (const end of ends) {
        let notAfter = 0
        for (let k = end + 1; k > 0; k -= k & -k) notAfter += tree[k]!
        total += seen - notAfter
      }
      for (const end of ends) for (let k = end + 1; k <= width; k += k & -k) tree[k]! += 1
      seen += ends.length
    }
  }
  return total
}
