import type { Sql } from '../db.ts'
import { mayRead } from '../reader.ts'

/** What a lineage is asked for. */
export interface LineageAsk {
  /** Relations to follow from the roots; Infinity = all. */
  readonly depth: number
  readonly directions: readonly Direction[]
  /** Most nodes of the answer, 1 or more; the roots count. */
  readonly limit: number
  /** Follow and tell only uses whose input was read. */
  readonly actualOnly: boolean
}

/** Back = what a thing was made from; forth = what came of it. */
export type Direction = 'back' | 'forth'

/** Numbers of entities that may be read and activities with their distance from the nearest root, in the order found. */
export interface Reached {
  readonly entities: ReadonlyMap<bigint, number>
  readonly activities: ReadonlyMap<bigint, number>
  /** The limit was met before the depth. */
  readonly truncated: boolean
}

/** Numbers by kind. */
interface Numbers {
  readonly entities: readonly bigint[]
  readonly activities: readonly bigint[]
}

/**
 * Walks the relations breadth first, one statement a level and direction. Things that the reader may not see are neither told nor walked through.
 * One recursive statement is some milliseconds faster where few ways lead to a thing (bench/lineage.ts), but cannot stop at a number of things, nor
 * visit each once: where ways meet again at other depths its work grows with the ways.
 */
export async function walkLineage(sql: Sql, roots: Numbers, ask: LineageAsk): Promise<Reached> {
  const entities = new Map(roots.entities.map((no) => [no, 0]))
  const activities = new Map(roots.activities.map((no) => [no, 0]))
  const walks = ask.directions.map((direction) => ({
    direction,
    frontier: roots,
    seen: { entities: new Set(roots.entities), activities: new Set(roots.activities) },
  }))
  let truncated = false
  for (let depth = 1; depth <= ask.depth && walks.some(({ frontier }) => size(frontier) > 0); depth++) {
    for (const walk of walks) {
      if (size(walk.frontier) === 0) continue
      const found = await neighbours(sql, walk.direction, walk.frontier, ask)
      const next = { entities: [] as bigint[], activities: [] as bigint[] }
      for (const [kind, no] of found) {
        if (walk.seen[kind].has(no)) continue
        const kept = kind === 'entities' ? entities : activities
        if (!kept.has(no)) {
          if (entities.size + activities.size >= ask.limit) {
            truncated = true
            continue
          }
          kept.set(no, depth)
        }
        walk.seen[kind].add(no)
        next[kind].push(no)
      }
      walk.frontier = next
    }
  }
  return { entities, activities, truncated }
}

function size(numbers: Numbers): number {
  return numbers.entities.length + numbers.activities.length
}

/** Neighbours of a frontier that may be read, each once, entities first, by number. At most limit + 1 of them: one more than can be told. */
async function neighbours(
  sql: Sql,
  direction: Direction,
  frontier: Numbers,
  ask: LineageAsk,
): Promise<(readonly [kind: 'entities' | 'activities', no: bigint])[]> {
  const starts = (['entity', 'activity'] as const).filter((kind) => frontier[kind === 'entity' ? 'entities' : 'activities'].length > 0)
  const lists = starts.map((kind) => frontier[kind === 'entity' ? 'entities' : 'activities'])
  const { rows } = await sql.query(statement(starts, direction, ask.actualOnly), [ask.limit + 1, ...lists], { kept: true })
  return rows.map(([kind, no]) => [kind === 0 ? 'entities' : 'activities', no as bigint] as const)
}

/** One way from a thing to its neighbours: the table, the column that holds the thing, and the one that holds the neighbour. */
interface Step {
  readonly table: string
  readonly from: string
  readonly to: string
  /** The kind of thing the step starts from, and ends at. */
  readonly starts: 'entity' | 'activity'
  readonly ends: 'entity' | 'activity'
}

/** The steps back; forth is the same with `from` and `to` changed. */
const stepsBack: readonly Step[] = [
  { table: 'prov_generated', from: 'entity_no', to: 'activity_no', starts: 'entity', ends: 'activity' },
  { table: 'prov_used', from: 'activity_no', to: 'entity_no', starts: 'activity', ends: 'entity' },
  { table: 'prov_derived', from: 'entity_no', to: 'used_entity_no', starts: 'entity', ends: 'entity' },
  { table: 'prov_member', from: 'collection_no', to: 'entity_no', starts: 'entity', ends: 'entity' },
  { table: 'prov_informed', from: 'informed_no', to: 'informant_no', starts: 'activity', ends: 'activity' },
]

/** Steps in a direction, from one kind of thing. */
export function stepsFrom(starts: Step['starts'], direction: Direction): readonly Step[] {
  const steps =
    direction === 'back' ? stepsBack : stepsBack.map((step) => ({ ...step, from: step.to, to: step.from, starts: step.ends, ends: step.starts }))
  return steps.filter((step) => step.starts === starts)
}

/**
 * $1 = most neighbours, then the frontier, a list for each kind of `starts` (planning what has nothing to start from takes longer than running the rest).
 * The LIMIT inside keeps a hub from being read whole, and every plan a walk of indexes.
 */
function statement(starts: readonly Step['starts'][], direction: Direction, actualOnly: boolean): string {
  const parts = starts.flatMap((kind, i) => stepsFrom(kind, direction).map((step) => part(step, `$${i + 2}`, actualOnly)))
  return `SELECT DISTINCT kind, no FROM (${parts.join(' UNION ALL ')}) AS n ORDER BY kind, no LIMIT $1::int`
}

function part({ table, from, to, ends }: Step, list: string, actualOnly: boolean): string {
  const used = actualOnly && table === 'prov_used' ? ' AND t.state = 0' : ''
  return `SELECT ${ends === 'entity' ? 0 : 1} AS kind, n.no FROM unnest(${list}::int8[]) AS f(no) CROSS JOIN LATERAL (
    SELECT DISTINCT t.${to} AS no FROM dax.${table} t JOIN dax.prov_${ends} p ON p.${ends}_no = t.${to} AND ${mayRead('p')}
    WHERE t.${from} = f.no${used} ORDER BY 1 LIMIT $1::int) AS n`
}
