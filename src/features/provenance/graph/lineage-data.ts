import type { LineageAnswer, LineageEdge, LineageFurther, LineageNode } from '../../../../dax/contract/lineage.ts'

/** All that was loaded so far, by id. `inputs` are what a thing was made from, `outputs` what came of it; agents count as inputs of their own kind. */
export interface LineageData {
  readonly nodes: ReadonlyMap<string, LineageNode>
  readonly edges: ReadonlyMap<string, LineageEdge>
  /** Relations that are told and not drawn. */
  readonly further: ReadonlyMap<string, LineageFurther>
  readonly inputs: ReadonlyMap<string, ReadonlySet<string>>
  readonly outputs: ReadonlyMap<string, ReadonlySet<string>>
  /** Neighbours that a thing has in all, upstream and downstream (counted to 1000 beyond an answer). */
  readonly totals: ReadonlyMap<string, { readonly in: number; readonly out: number }>
  /** Some answer was cut at its limit. */
  readonly truncated: boolean
}

export const nothing: LineageData = {
  nodes: new Map(),
  edges: new Map(),
  further: new Map(),
  inputs: new Map(),
  outputs: new Map(),
  totals: new Map(),
  truncated: false,
}

/** Whether a relation tells who is responsible rather than what was made from what. */
export function isResponsibility(edge: LineageEdge): boolean {
  return edge.kind === 'wasAssociatedWith' || edge.kind === 'wasAttributedTo'
}

/** What was known with an answer added: things are kept once; what an answer counts as further neighbours is set against what is known now. */
export function withAnswer(known: LineageData, answer: LineageAnswer): LineageData {
  const nodes = new Map(known.nodes)
  const edges = new Map(known.edges)
  for (const node of answer.nodes) nodes.set(node.id, { ...node, depth: Math.min(node.depth, nodes.get(node.id)?.depth ?? Infinity) })
  for (const edge of answer.edges) edges.set(`${edge.from}\n${edge.to}\n${edge.kind}\n${edge.role ?? ''}\n${edge.state ?? ''}`, edge)
  const further = new Map(known.further)
  for (const one of answer.further ?? []) further.set(`${one.from}\n${one.to ?? ''}\n${one.kind}\n${one.time ?? ''}`, one)
  const own = neighbours(answer.edges)
  const totals = new Map(known.totals)
  for (const { id, more } of answer.nodes) {
    const before = totals.get(id)
    const now = { in: more.in + sizeOf(own.inputs, id), out: more.out + sizeOf(own.outputs, id) }
    totals.set(id, { in: Math.max(now.in, before?.in ?? 0), out: Math.max(now.out, before?.out ?? 0) })
  }
  return { nodes, edges, further, ...neighbours(edges.values()), totals, truncated: known.truncated || answer.truncated }
}

/** Neighbours of a thing that are not loaded. */
export function moreOf(data: LineageData, id: string): { readonly in: number; readonly out: number } {
  const total = data.totals.get(id)
  return {
    in: Math.max(0, (total?.in ?? 0) - sizeOf(data.inputs, id)),
    out: Math.max(0, (total?.out ?? 0) - sizeOf(data.outputs, id)),
  }
}

/** Ids along the shortest way from one thing to another: with the flow, else against it, else any way. Null where what is loaded does not join them. */
export function pathBetween(data: LineageData, from: string, to: string): readonly string[] | null {
  const both = (id: string): Iterable<string> => [...(data.inputs.get(id) ?? []), ...(data.outputs.get(id) ?? [])]
  return walk(from, to, (id) => data.outputs.get(id) ?? []) ?? walk(from, to, (id) => data.inputs.get(id) ?? []) ?? walk(from, to, both)
}

function walk(from: string, to: string, next: (id: string) => Iterable<string>): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]])
  const queue = [from]
  for (let head = 0; head < queue.length && !cameFrom.has(to); head++) {
    const id = queue[head] ?? ''
    for (const other of next(id)) {
      if (cameFrom.has(other)) continue
      cameFrom.set(other, id)
      queue.push(other)
    }
  }
  if (!cameFrom.has(to)) return null
  const path: string[] = []
  for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) path.push(at)
  return path.toReversed()
}

function neighbours(edges: Iterable<LineageEdge>): { readonly inputs: Map<string, Set<string>>; readonly outputs: Map<string, Set<string>> } {
  const inputs = new Map<string, Set<string>>()
  const outputs = new Map<string, Set<string>>()
  for (const edge of edges) {
    if (isResponsibility(edge)) continue
    add(inputs, edge.from, edge.to)
    add(outputs, edge.to, edge.from)
  }
  return { inputs, outputs }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key)
  if (set === undefined) map.set(key, new Set([value]))
  else set.add(value)
}

function sizeOf(map: ReadonlyMap<string, ReadonlySet<string>>, id: string): number {
  return map.get(id)?.size ?? 0
}
