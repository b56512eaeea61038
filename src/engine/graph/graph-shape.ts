/** A graph to be laid out: boxes by number, and edges that run from an earlier box (left) to a later one (right). */
export interface GraphShape {
  /** px */
  readonly widths: Float32Array
  /** px */
  readonly heights: Float32Array
  readonly sources: Uint32Array
  readonly targets: Uint32Array
}

/** Where boxes and edges lie, px, y down, from (0, 0). */
export interface GraphLayout {
  /** Left and top of each box. */
  readonly x: Float32Array
  readonly y: Float32Array
  /** Column of each box, 0 = leftmost. */
  readonly ranks: Int32Array
  /** Edge e runs through points routeAt[e] … routeAt[e + 1] − 1 of `route` (x, y by turns), from its source to its target. */
  readonly route: Float32Array
  readonly routeAt: Uint32Array
  readonly width: number
  readonly height: number
}

/** Space between columns and between boxes of a column, px. */
export const gaps = { column: 64, row: 10, trunk: 6, component: 28 } as const

/** Neighbours of each node in one array: those of node i are list[at[i]] … list[at[i + 1] − 1]. */
export interface Adjacency {
  readonly at: Uint32Array
  readonly list: Uint32Array
}

/** Adjacency from pairs; pairs keep their order. */
export function adjacency(count: number, from: Uint32Array, to: Uint32Array): Adjacency {
  const at = new Uint32Array(count + 1)
  for (const a of from) at[a + 1]! += 1
  for (let i = 0; i < count; i++) at[i + 1]! += at[i]!
  const next = at.slice()
  const list = new Uint32Array(from.length)
  for (let e = 0; e < from.length; e++) list[next[from[e]!]!++] = to[e]!
  return { at, list }
}
