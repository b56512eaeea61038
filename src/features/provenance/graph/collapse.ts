import type { LineageNode } from '../../../../dax/contract/lineage.ts'
import { isResponsibility, type LineageData } from './lineage-data.ts'
import { dataId, stateLooks, stateOf, type NodeState } from './node-state.ts'

/** More roots than this are collapsed as other things are: they are rows of a table, not what one looks at. */
const rootsAlone = 8

/** As many alike are drawn as one. */
const collapseFrom = 4

/** A box of the graph: one thing, or many alike. */
export interface Box {
  /** The id of the thing, or the key of the group. */
  readonly key: string
  /** One = the thing itself. */
  readonly members: readonly string[]
  /** The group that a member would be collapsed into; null where it stands alone. */
  readonly group: string | null
  readonly isGroup: boolean
  readonly isRoot: boolean
  readonly state: NodeState
  readonly kind: LineageNode['kind']
  readonly title: string
  readonly detail: string
  /** MJD (UTC) of the earliest member; null = not known. */
  readonly time: number | null
}

/** Boxes joined along the flow: from what was read to what was made. */
export interface Link {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Whether the input was read ('actual' for every other relation), was there, or was predicted; 'agent' = who is responsible. */
  readonly look: 'actual' | 'available' | 'predicted' | 'agent'
}

export interface Drawn {
  readonly boxes: readonly Box[]
  readonly links: readonly Link[]
  /** Number of the box that shows a thing. */
  readonly boxOf: ReadonlyMap<string, number>
}

/**
 * What is drawn of what is loaded. Things reached from the same group in the same direction, alike in type and state, are a group; one of four or more is
 * one box until it is opened. Failures thus stand apart from successes. `pinned` things and a few roots always stand alone.
 */
export function collapse(
  data: LineageData,
  roots: readonly string[],
  open: ReadonlySet<string>,
  pinned: ReadonlySet<string>,
  agents: boolean,
): Drawn {
  const groups = groupsOf(data, roots, agents)
  const boxes: Box[] = []
  const boxOf = new Map<string, number>()
  for (const [key, ids] of groups) {
    const alone = (id: string): boolean => pinned.has(id) || (roots.length <= rootsAlone && roots.includes(id))
    const loose = ids.filter(alone)
    const rest = ids.filter((id) => !alone(id))
    const together = rest.length >= collapseFrom && !open.has(key)
    for (const id of loose) boxOf.set(id, boxes.push(single(data, id, null, roots)) - 1)
    if (together) {
      const at = boxes.push(group(data, key, rest)) - 1
      for (const id of rest) boxOf.set(id, at)
    } else for (const id of rest) boxOf.set(id, boxes.push(single(data, id, rest.length >= collapseFrom ? key : null, roots)) - 1)
  }
  return { boxes, boxOf, links: linksOf(data, boxOf) }
}

function groupsOf(data: LineageData, roots: readonly string[], agents: boolean): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  const keyOf = new Map<string, string>()
  const queue: string[] = []
  const reach = (id: string, key: string): void => {
    if (keyOf.has(id) || !data.nodes.has(id)) return
    keyOf.set(id, key)
    queue.push(id)
    const list = groups.get(key)
    if (list === undefined) groups.set(key, [id])
    else list.push(id)
  }
  for (const root of roots) {
    const node = data.nodes.get(root)
    if (node !== undefined) reach(root, roots.length <= rootsAlone ? `= ${root}` : `= ${node.kind} ${node.type ?? ''} ${stateOf(node)}`)
  }
  const visit = (id: string): void => {
    const key = keyOf.get(id) ?? ''
    for (const [side, ids] of [
      ['<', data.inputs.get(id)],
      ['>', data.outputs.get(id)],
    ] as const) {
      for (const other of ids ?? []) {
        const node = data.nodes.get(other)
        if (node !== undefined) reach(other, `${key} ${side} ${node.kind} ${node.type ?? node.name ?? ''} ${stateOf(node)}`)
      }
    }
  }
  for (let head = 0; head < queue.length; head++) visit(queue[head] ?? '')
  if (agents) for (const node of data.nodes.values()) if (node.kind === 'agent') reach(node.id, `= ${node.id}`)
  return groups
}

function single(data: LineageData, id: string, groupKey: string | null, roots: readonly string[]): Box {
  const node = data.nodes.get(id)!
  const state = stateOf(node)
  const said = state === 'data' || state === 'done' || state === 'agent' ? null : stateLooks[state].word
  const detail = [said, (node.attempts ?? 1) > 1 ? `${node.attempts} attempts` : null, dataId(node)]
  return {
    key: id,
    members: [id],
    group: groupKey,
    isGroup: false,
    isRoot: roots.includes(id),
    state,
    kind: node.kind,
    title: node.type ?? node.name ?? id,
    detail: detail.filter((part) => part !== null && part !== '').join(' · ') || (node.name ?? id),
    time: node.start,
  }
}

function group(data: LineageData, key: string, ids: readonly string[]): Box {
  const nodes = ids.map((id) => data.nodes.get(id)!)
  const [first] = nodes as [LineageNode]
  const state = stateOf(first)
  const counted = (name: string, plural: string, of: (node: LineageNode) => string | number | null): string | null => {
    const values = new Set(nodes.map(of).filter((value) => value !== null))
    const [one] = values
    return values.size === 0 ? null : values.size === 1 ? `${name} ${one}` : `${values.size} ${plural}`
  }
  const said = state === 'data' || state === 'done' ? null : stateLooks[state].word
  const detail = [
    said,
    counted('visit', 'visits', (n) => n.visit),
    counted('det', 'detectors', (n) => n.detector),
    counted('patch', 'patches', (n) => n.patch),
  ]
  const times = nodes.flatMap((n) => (n.start === null ? [] : [n.start]))
  return {
    key,
    members: ids,
    group: key,
    isGroup: true,
    isRoot: false,
    state,
    kind: first.kind,
    title: `${ids.length} × ${first.type ?? first.kind}`,
    detail: detail.filter((part) => part !== null).join(' · '),
    time: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
  }
}

function linksOf(data: LineageData, boxOf: ReadonlyMap<string, number>): readonly Link[] {
  const links = new Map<string, { from: number; to: number; count: number; look: Link['look'] }>()
  for (const edge of data.edges.values()) {
    const [from, to] = [boxOf.get(edge.to), boxOf.get(edge.from)]
    if (from === undefined || to === undefined || from === to) continue
    const look = isResponsibility(edge) ? 'agent' : (edge.state ?? 'actual')
    const key = `${from} ${to} ${look}`
    const known = links.get(key)
    if (known === undefined) links.set(key, { from, to, count: 1, look })
    else known.count += 1
  }
  return [...links.values()]
}
