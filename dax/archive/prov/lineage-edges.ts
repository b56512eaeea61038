import type { LineageEdge } from '../../contract/lineage.ts'
import type { Sql } from '../db.ts'
import type { AgentRow, NodesByNo } from './lineage-nodes.ts'

const states = ['actual', 'available', 'predicted'] as const

/** One table of relations, read from the side where fan-out is small: the later thing. */
const relations: readonly {
  readonly kind: LineageEdge['kind']
  readonly sql: string
  readonly from: 'entity' | 'activity'
  readonly to: 'entity' | 'activity'
}[] = [
  { kind: 'used', from: 'activity', to: 'entity', sql: among('prov_used', 'activity_no', 'entity_no', '$2', '$1', 't.role_no, t.state') },
  {
    kind: 'wasGeneratedBy',
    from: 'entity',
    to: 'activity',
    sql: among('prov_generated', 'entity_no', 'activity_no', '$1', '$2', 't.role_no, NULL::int2 AS state'),
  },
  {
    kind: 'wasDerivedFrom',
    from: 'entity',
    to: 'entity',
    sql: among('prov_derived', 'entity_no', 'used_entity_no', '$1', '$1', 'NULL::int2 AS role_no, NULL::int2 AS state'),
  },
  {
    kind: 'wasInformedBy',
    from: 'activity',
    to: 'activity',
    sql: among('prov_informed', 'informed_no', 'informant_no', '$2', '$2', 'NULL::int2 AS role_no, NULL::int2 AS state'),
  },
  {
    kind: 'hadMember',
    from: 'entity',
    to: 'entity',
    sql: among('prov_member', 'collection_no', 'entity_no', '$1', '$1', 'NULL::int2 AS role_no, NULL::int2 AS state'),
  },
]

/**
 * Relations of a table whose both ends are in the lists. The inner LATERAL walks the index whatever the planner believes of sizes; IS TRUE keeps the second
 * list a hash that is made once, where a join would go through it for every thing of the first.
 */
function among(table: string, from: string, to: string, fromList: string, toList: string, extra: string): string {
  return `SELECT f.no AS from_no, t.to_no, t.role_no, t.state FROM unnest(${fromList}::int8[]) AS f(no)
    CROSS JOIN LATERAL (SELECT t.${to} AS to_no, ${extra} FROM dax.${table} t WHERE t.${from} = f.no OFFSET 0) AS t
    WHERE (t.to_no IN (SELECT unnest(${toList}::int8[]))) IS TRUE`
}

/** All relations among the things told, in a fixed order, each once. */
export async function edgesAmong(sql: Sql, entities: NodesByNo, activities: NodesByNo, actualOnly: boolean): Promise<readonly LineageEdge[]> {
  const parts = relations.map(
    (relation, i) => `SELECT ${i} AS relation, e.* FROM (${relation.sql}) AS e${actualOnly && i === 0 ? ' WHERE e.state = 0' : ''}`,
  )
  const { rows } = await sql.query(
    `SELECT DISTINCT e.relation, e.from_no, e.to_no, o.role, e.state FROM (${parts.join(' UNION ALL ')}) AS e
     LEFT JOIN dax.prov_role o USING (role_no) ORDER BY 1, 2, 3, 4, 5`,
    [[...entities.keys()], [...activities.keys()]],
    { kept: true },
  )
  return rows.flatMap(([relation, fromNo, toNo, role, state]): LineageEdge[] => {
    const { kind, from, to } = relations[Number(relation)]!
    const a = (from === 'entity' ? entities : activities).get(fromNo as bigint)
    const b = (to === 'entity' ? entities : activities).get(toNo as bigint)
    if (a === undefined || b === undefined) return []
    return [
      {
        from: a.id,
        to: b.id,
        kind,
        role: role as string | null,
        state: state === null || state === undefined ? null : (states[Number(state)] ?? null),
      },
    ]
  })
}

/** Agents of the things told (where `wanted`) and of the roots, and their relations. The operator of a run counts for its activities. */
export async function agentsOf(
  sql: Sql,
  entities: NodesByNo,
  activities: NodesByNo,
  wanted: boolean,
  roots: readonly bigint[],
): Promise<{ readonly agents: readonly AgentRow[]; readonly edges: readonly LineageEdge[] }> {
  const edges: LineageEdge[] = []
  const ids = new Set<string>()
  if (wanted) {
    const { rows } = await sql.query(
      `SELECT DISTINCT 0 AS relation, s.activity_no AS no, g.agent_id, s.role FROM unnest($2::int8[]) AS f(no) JOIN dax.prov_associated s ON s.activity_no = f.no
         JOIN dax.prov_agent g USING (agent_no)
       UNION SELECT 0, a.activity_no, g.agent_id, 'operator' FROM unnest($2::int8[]) AS f(no) JOIN dax.prov_activity a ON a.activity_no = f.no
         JOIN dax.prov_run r USING (run_no) JOIN dax.prov_agent g ON g.agent_no = r.agent_no
       UNION SELECT 1, s.entity_no, g.agent_id, s.role FROM unnest($1::int8[]) AS f(no) JOIN dax.prov_attributed s ON s.entity_no = f.no
         JOIN dax.prov_agent g USING (agent_no) ORDER BY 1, 2, 3, 4`,
      [[...entities.keys()], [...activities.keys()]],
      { kept: true },
    )
    for (const [relation, no, agent, role] of rows) {
      const thing = (relation === 0 ? activities : entities).get(no as bigint)
      if (thing === undefined) continue
      ids.add(agent as string)
      edges.push({
        from: thing.id,
        to: agent as string,
        kind: relation === 0 ? 'wasAssociatedWith' : 'wasAttributedTo',
        role: role as string | null,
        state: null,
      })
    }
  }
  if (ids.size + roots.length === 0) return { agents: [], edges }
  const agents = await sql.rows<AgentRow>(
    'SELECT agent_id AS id, name, type FROM dax.prov_agent WHERE agent_id = ANY ($1::text[]) OR agent_no = ANY ($2::int8[]) ORDER BY agent_no',
    [[...ids], roots],
    { kept: true },
  )
  return { agents, edges }
}
