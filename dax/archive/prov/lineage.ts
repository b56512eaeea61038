import type { LineageAnswer, LineageEdge, LineageNode } from '../../contract/lineage.ts'
import type { Sql } from '../db.ts'
import { mayRead } from '../reader.ts'
import { furtherOf } from './further.ts'
import { agentsOf, edgesAmong } from './lineage-edges.ts'
import { activityNodes, agentNodes, entityNodes, unrecorded } from './lineage-nodes.ts'
import { walkLineage, type LineageAsk } from './lineage-walk.ts'

/** The lineage of some ids: what the reader may see of it. `unknown` are the ids that nobody knows. */
export interface Lineage extends LineageAnswer {
  readonly unknown: readonly string[]
}

/**
 * The lineage of entities (by entity id or dataset uuid), activities and agents. An id that provenance does not know and ivoa.obscore does gives a node
 * without recorded provenance. Agents are told for the things of the answer (`agents`), and are not walked through.
 */
export async function lineage(sql: Sql, ids: readonly string[], ask: LineageAsk & { readonly agents: boolean }): Promise<Lineage> {
  // planning takes several times as long as reading a few things: plans are kept, and made without regard to the lists, which are looked up by hash
  await sql.query("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")
  const roots = await resolve(sql, ids)
  const reached = await walkLineage(sql, roots, ask)
  const [entityNos, activityNos] = [[...reached.entities.keys()], [...reached.activities.keys()]]
  const entities = await entityNodes(sql, reached.entities, activityNos, ask.actualOnly)
  const activities = await activityNodes(sql, reached.activities, entityNos, ask.actualOnly)
  const nodes = new Map<string, LineageNode>()
  for (const node of [...entities.values(), ...activities.values(), ...roots.unrecorded]) nodes.set(node.id, node)
  const edges: LineageEdge[] = [...(await edgesAmong(sql, entities, activities, ask.actualOnly))]
  const known = await agentsOf(sql, entities, activities, ask.agents, roots.agents)
  for (const node of agentNodes(known.agents, nodes, known.edges)) nodes.set(node.id, node)
  edges.push(...known.edges)
  return {
    nodes: [...nodes.values()].sort((a, b) => a.depth - b.depth),
    edges,
    further: (await furtherOf(sql, [...nodes.keys()])).map(({ kind, from, to, time }) => ({ kind, from, to, time })),
    truncated: reached.truncated,
    roots: [...new Set(ids.flatMap((id) => roots.idOf.get(id) ?? []))],
    unknown: ids.filter((id) => !roots.idOf.has(id)),
  }
}

interface Roots {
  readonly entities: readonly bigint[]
  readonly activities: readonly bigint[]
  readonly agents: readonly bigint[]
  readonly unrecorded: readonly LineageNode[]
  /** The node's id for each id asked for. */
  readonly idOf: ReadonlyMap<string, string>
}

async function resolve(sql: Sql, ids: readonly string[]): Promise<Roots> {
  const found = await sql.rows<{ kind: string; no: bigint; id: string; asked: string }>(
    `SELECT 'entity' AS kind, entity_no AS no, entity_id AS id, entity_id AS asked FROM dax.prov_entity WHERE entity_id = ANY ($1::text[]) AND ${mayRead('')}
     UNION ALL SELECT 'entity', entity_no, entity_id, dataset_uuid FROM dax.prov_entity WHERE dataset_uuid = ANY ($1::text[]) AND ${mayRead('')}
     UNION ALL SELECT 'activity', activity_no, activity_id, activity_id FROM dax.prov_activity WHERE activity_id = ANY ($1::text[]) AND ${mayRead('')}
     UNION ALL SELECT 'agent', agent_no, agent_id, agent_id FROM dax.prov_agent WHERE agent_id = ANY ($1::text[]) AND (published OR dax.agent_seen(agent_no))`,
    [ids],
    { kept: true },
  )
  const idOf = new Map(found.map(({ asked, id }) => [asked, id]))
  const rest = await unrecorded(
    sql,
    ids.filter((id) => !idOf.has(id)),
  )
  for (const { id } of rest) idOf.set(id, id)
  const numbers = (kind: string): bigint[] => [...new Set(found.filter((row) => row.kind === kind).map((row) => row.no))]
  return { entities: numbers('entity'), activities: numbers('activity'), agents: numbers('agent'), unrecorded: rest, idOf }
}
