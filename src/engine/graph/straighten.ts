import type { Adjacency } from './graph-shape.ts'

/** Sweeps that settle the places; more change less than a pixel. */
const sweeps = 10

/**
 * Middle of each node across its column: near the mean of its neighbours, in the order given and not nearer to the next than their sizes and gaps.
 * Each column is solved exactly (least squares under the order, by pooling), column after column to and fro.
 */
export function straighten(
  layers: readonly (readonly number[])[],
  before: Adjacency,
  after: Adjacency,
  size: Float32Array,
  gap: (node: number) => number,
  weight: (node: number) => number,
): Float64Array {
  const middle = new Float64Array(size.length)
  for (const layer of layers) {
    let at = 0
    for (const node of layer) {
      middle[node] = at + size[node]! / 2
      at += size[node]! + gap(node)
    }
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0
    for (const i of forward ? layers.keys() : [...layers.keys()].toReversed()) {
      const sides = sweep >= sweeps - 2 ? [before, after] : [forward ? before : after]
      solve(layers[i]!, sides, middle, size, gap, weight)
    }
  }
  return middle
}

function solve(
  layer: readonly number[],
  sides: readonly Adjacency[],
  middle: Float64Array,
  size: Float32Array,
  gap: (node: number) => number,
  weight: (node: number) => number,
): void {
  // in coordinates less the least distance from the first node, the order alone is left as a constraint: isotonic regression
  let offset = 0
  const blocks: { sum: number; weight: number; count: number }[] = []
  const offsets: number[] = []
  layer.forEach((node, i) => {
    const previous = layer[i - 1]
    if (previous !== undefined) offset += (size[previous]! + size[node]!) / 2 + Math.max(gap(previous), gap(node))
    offsets.push(offset)
    const wish = wishOf(node, sides, middle)
    const w = wish === null ? 1e-3 : weight(node)
    blocks.push({ sum: ((wish ?? middle[node]!) - offset) * w, weight: w, count: 1 })
    for (let last = blocks.length - 1; last > 0; last--) {
      const [a, b] = [blocks[last - 1]!, blocks[last]!]
      if (a.sum / a.weight <= b.sum / b.weight) break
      blocks[last - 1] = { sum: a.sum + b.sum, weight: a.weight + b.weight, count: a.count + b.count }
      blocks.pop()
    }
  })
  let i = 0
  for (const block of blocks) for (let k = 0; k < block.count; k++, i++) middle[layer[i]!] = block.sum / block.weight + offsets[i]!
}

function wishOf(node: number, sides: readonly Adjacency[], middle: Float64Array): number | null {
  let [sum, n] = [0, 0]
  for (const { at, list } of sides) {
    for (let k = at[node]!; k < at[node + 1]!; k++) sum += middle[list[k]!]!
    n += at[node + 1]! - at[node]!
  }
  return n === 0 ? null : sum / n
}
