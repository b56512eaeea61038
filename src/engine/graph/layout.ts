import { adjacency, gaps, type GraphLayout, type GraphShape } from './graph-shape.ts'
import { orderLayers } from './order.ts'
import { acyclic, longestPathRanks } from './rank.ts'
import { straighten } from './straighten.ts'

/**
 * Layered layout, left to right: ranks by longest path, columns ordered by barycentre, places by least squares. Boxes never overlap; every edge runs
 * from a lower x to a higher one (one that closes a cycle: the other way); the same graph gives the same picture. Long edges of a box share a trunk,
 * so that work follows boxes × columns. Parts that are not connected lie below each other.
 */
export function layoutGraph(shape: GraphShape): GraphLayout {
  const count = shape.widths.length
  const dag = acyclic(count, shape.sources, shape.targets)
  const ranks = longestPathRanks(count, dag)
  const { parts, partOf } = components(count, dag.from, dag.to)
  level(ranks, partOf, parts)
  const trunks = withTrunks(count, dag.from, dag.to, ranks)
  const middle = new Float64Array(trunks.ranks.length)
  const size = new Float32Array(trunks.ranks.length)
  size.set(shape.heights)
  const before = adjacency(size.length, trunks.to, trunks.from)
  const after = adjacency(size.length, trunks.from, trunks.to)
  const isTrunk = (node: number): boolean => node >= count
  const members = parts.map((): number[] => [])
  for (let node = 0; node < size.length; node++) members[partOf[trunks.owner[node]!]!]!.push(node)
  let top = 0
  for (const part of members) {
    const layers: number[][] = []
    for (const node of part) (layers[trunks.ranks[node]!] ??= []).push(node)
    const filled = Array.from(layers, (layer) => layer ?? [])
    const ordered = orderLayers(filled, before, after)
    const places = straighten(
      ordered,
      before,
      after,
      size,
      (node) => (isTrunk(node) ? gaps.trunk : gaps.row),
      (node) => (isTrunk(node) ? 4 : 1),
    )
    let [least, most] = [Infinity, -Infinity]
    for (const node of part) {
      least = Math.min(least, places[node]! - size[node]! / 2)
      most = Math.max(most, places[node]! + size[node]! / 2)
    }
    for (const node of part) middle[node] = places[node]! - least + top
    top += most - least + gaps.component
  }
  const columns = columnsOf(shape.widths, ranks)
  const x = Float32Array.from(ranks, (rank) => columns.left[rank]!)
  const y = Float32Array.from(shape.heights, (height, i) => middle[i]! - height / 2)
  return {
    x,
    y,
    ranks,
    ...routes(shape, { x, ranks, middle, columns, trunkOf: trunks.trunkOf }),
    width: columns.width,
    height: Math.max(0, top - gaps.component),
  }
}

/** Connected parts, in the order of their first nodes. */
function components(count: number, from: Uint32Array, to: Uint32Array): { readonly parts: readonly number[]; readonly partOf: Int32Array } {
  const parent = Int32Array.from({ length: count }, (_, i) => i)
  const find = (node: number): number => {
    let at = node
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  for (let e = 0; e < from.length; e++) {
    const [a, b] = [find(from[e]!), find(to[e]!)]
    parent[Math.max(a, b)] = Math.min(a, b)
  }
  const parts: number[] = []
  const partOf = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const root = find(i)
    if (root === i) partOf[i] = parts.push(i) - 1
    else partOf[i] = partOf[root]!
  }
  return { parts, partOf }
}

/** Each part begins at column 0. */
function level(ranks: Int32Array, partOf: Int32Array, parts: readonly number[]): void {
  const least = parts.map(() => Infinity)
  ranks.forEach((rank, i) => (least[partOf[i]!] = Math.min(least[partOf[i]!]!, rank)))
  ranks.forEach((rank, i) => (ranks[i] = rank - least[partOf[i]!]!))
}

interface Trunks {
  /** Column of each node and trunk; trunks follow the nodes. */
  readonly ranks: Int32Array
  readonly owner: Int32Array
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** The trunk of a node in a column between it and the last that it leads to. */
  readonly trunkOf: (node: number, rank: number) => number
}

/** Edges that pass columns become steps from column to column along one trunk per source. */
function withTrunks(count: number, from: Uint32Array, to: Uint32Array, ranks: Int32Array): Trunks {
  const reach = ranks.slice()
  for (let e = 0; e < from.length; e++) reach[from[e]!] = Math.max(reach[from[e]!]!, ranks[to[e]!]! - 1)
  const first = new Int32Array(count)
  const [all, owner] = [Array.from(ranks), Array.from({ length: count }, (_, i) => i)]
  const [a, b]: [number[], number[]] = [[], []]
  for (let node = 0; node < count; node++) {
    first[node] = all.length
    for (let rank = ranks[node]! + 1; rank <= reach[node]!; rank++) {
      a.push(rank === ranks[node]! + 1 ? node : all.length - 1)
      b.push(all.length)
      all.push(rank)
      owner.push(node)
    }
  }
  const trunkOf = (node: number, rank: number): number => first[node]! + rank - ranks[node]! - 1
  for (let e = 0; e < from.length; e++) {
    const [source, target] = [from[e]!, to[e]!]
    const last = ranks[target]! - 1
    a.push(last === ranks[source] ? source : trunkOf(source, last))
    b.push(target)
  }
  return { ranks: Int32Array.from(all), owner: Int32Array.from(owner), from: Uint32Array.from(a), to: Uint32Array.from(b), trunkOf }
}

interface Columns {
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly width: number
}

function columnsOf(widths: Float32Array, ranks: Int32Array): Columns {
  const widest: number[] = []
  ranks.forEach((rank, i) => (widest[rank] = Math.max(widest[rank] ?? 0, widths[i]!)))
  const [left, right]: [number[], number[]] = [[], []]
  let at = 0
  for (let rank = 0; rank < widest.length; rank++) {
    left.push(at)
    right.push(at + (widest[rank] ?? 0))
    at += (widest[rank] ?? 0) + gaps.column
  }
  return { left, right, width: Math.max(0, at - gaps.column) }
}

interface Placed {
  readonly x: Float32Array
  readonly ranks: Int32Array
  readonly middle: Float64Array
  readonly columns: Columns
  readonly trunkOf: (node: number, rank: number) => number
}

/** Points of each edge of the shape: out of the right side of one box, along its trunk, into the left side of the other. */
function routes(shape: GraphShape, { x, ranks, middle, columns, trunkOf }: Placed): Pick<GraphLayout, 'route' | 'routeAt'> {
  const points: number[] = []
  const routeAt = new Uint32Array(shape.sources.length + 1)
  for (let e = 0; e < shape.sources.length; e++) {
    const [from, to] = [shape.sources[e]!, shape.targets[e]!]
    const turned = ranks[from]! > ranks[to]!
    const [a, b] = turned ? [to, from] : [from, to]
    const path = [x[a]! + shape.widths[a]!, middle[a]!]
    for (let rank = ranks[a]! + 1; rank < ranks[b]!; rank++) {
      const y = middle[trunkOf(a, rank)]!
      path.push(columns.left[rank]!, y, columns.right[rank]!, y)
    }
    path.push(x[b]!, middle[b]!)
    if (turned) for (let i = path.length - 2; i >= 0; i -= 2) points.push(path[i]!, path[i + 1]!)
    else points.push(...path)
    routeAt[e + 1] = points.length / 2
  }
  return { route: Float32Array.from(points), routeAt }
}
