import { unknownNode, type LineageAttempt, type LineageEdge, type LineageNode } from '../../contract/lineage.ts'
import type { Sql } from '../db.ts'
import { mayRead } from '../reader.ts'
import { stepsFrom, type Direction } from './lineage-walk.ts'

/** `more` counts no further than this. */
const countedTo = 1000

/** Nodes by number. */
export type NodesByNo = ReadonlyMap<bigint, LineageNode>

interface EntityRow {
  readonly no: bigint
  readonly id: string
  readonly name: string | null
  readonly type: string | null
  readonly run: string | null
  readonly visit: string | null
  readonly detector: number | null
  readonly band: string | null
  readonly tract: number | null
  readonly patch: number | null
  readonly produced: boolean
  readonly start: number | null
  readonly image: boolean
  readonly upstream: bigint
  readonly downstream: bigint
}

/** Entities by number, with what is known of each and how many neighbours (that may be read) are not among those told. */
export async function entityNodes(
  sql: Sql,
  depths: ReadonlyMap<bigint, number>,
  activities: readonly bigint[],
  actualOnly: boolean,
): Promise<NodesByNo> {
  if (depths.size === 0) return new Map()
  const entities = [...depths.keys()]
  const rows = await sql.rows<EntityRow>(
    `SELECT e.entity_no AS no, e.entity_id AS id, e.name, d.name AS type, r.name AS run, e.visit::text AS visit, e.detector, e.band, e.tract, e.patch, e.produced,
       e.generated_at AS start,
       EXISTS (SELECT FROM dax.image i WHERE i.obs_publisher_did = e.entity_id AND ${mayRead('i')}) AS image, ${more('entity', 'back', actualOnly)} AS upstream, ${more('entity', 'forth', actualOnly)} AS downstream
     FROM unnest($1::int8[]) AS f(no) JOIN dax.prov_entity e ON e.entity_no = f.no
     LEFT JOIN dax.prov_entity_description d ON d.description_no = e.description_no LEFT JOIN dax.prov_run r ON r.run_no = e.run_no
     WHERE ${mayRead('e')} AND cardinality($2::int8[]) >= 0`,
    [entities, activities],
    { kept: true },
  )
  return new Map(
    rows.map(({ no, upstream, downstream, ...row }) => [
      no,
      { ...unknownNode, ...row, kind: 'entity', depth: depths.get(no) ?? 0, more: { in: Number(upstream), out: Number(downstream) } },
    ]),
  )
}

interface ActivityRow extends Omit<EntityRow, 'produced' | 'image'> {
  readonly status: string | null
  readonly caveats: string | null
  readonly attempts: number
  readonly node: string | null
  readonly end: number | null
  readonly exception_type: string | null
  readonly exception_message: string | null
  readonly quantum: boolean
}

/** Activities by number: as entityNodes, with the history of those that were tried again or failed. */
export async function activityNodes(
  sql: Sql,
  depths: ReadonlyMap<bigint, number>,
  entities: readonly bigint[],
  actualOnly: boolean,
): Promise<NodesByNo> {
  if (depths.size === 0) return new Map()
  const rows = await sql.rows<ActivityRow>(
    `SELECT a.activity_no AS no, a.activity_id AS id, a.name, d.name AS type, r.name AS run, a.visit::text AS visit, a.detector, a.band, a.tract, a.patch,
       a.kind = 'quantum' AS quantum, dax.quantum_status(a.status) AS status, a.caveats, a.attempts, n.name AS node, a.start_time AS start, a.end_time AS "end",
       a.exception_type, a.exception_message,
       ${more('activity', 'back', actualOnly)} AS upstream, ${more('activity', 'forth', actualOnly)} AS downstream
     FROM unnest($2::int8[]) AS f(no) JOIN dax.prov_activity a ON a.activity_no = f.no
     LEFT JOIN dax.prov_activity_description d ON d.description_no = a.description_no LEFT JOIN dax.prov_run r ON r.run_no = a.run_no
     LEFT JOIN dax.prov_node n ON n.node_no = a.node_no
     WHERE ${mayRead('a')} AND cardinality($1::int8[]) >= 0`,
    [entities, [...depths.keys()]],
    { kept: true },
  )
  const told = await histories(
    sql,
    rows.filter((row) => row.attempts > 1 || row.status !== 'SUCCESSFUL').map((row) => row.no),
  )
  return new Map(
    rows.map(({ no, upstream, downstream, exception_type: type, exception_message: message, quantum, ...row }) => [
      no,
      {
        ...unknownNode,
        ...row,
        kind: 'activity',
        status: quantum ? row.status : null,
        attempts: quantum ? row.attempts : null,
        exception: type === null && message === null ? null : { type, message },
        history: told.get(no) ?? [],
        depth: depths.get(no) ?? 0,
        more: { in: Number(upstream), out: Number(downstream) },
      },
    ]),
  )
}

async function histories(sql: Sql, activities: readonly bigint[]): Promise<ReadonlyMap<bigint, LineageAttempt[]>> {
  const told = new Map<bigint, LineageAttempt[]>()
  if (activities.length === 0) return told
  type Row = Omit<LineageAttempt, 'exception'> & {
    readonly no: bigint
    readonly exception_type: string | null
    readonly exception_message: string | null
  }
  const rows = await sql.rows<Row>(
    `SELECT t.activity_no AS no, t.attempt, coalesce(dax.quantum_status(t.status), 'UNKNOWN') AS status, t.caveats, n.name AS node, t.start_time AS start,
       t.end_time AS "end", t.exception_type, t.exception_message
     FROM unnest($1::int8[]) AS f(no) JOIN dax.prov_attempt t ON t.activity_no = f.no LEFT JOIN dax.prov_node n ON n.node_no = t.node_no
     ORDER BY t.activity_no, t.attempt`,
    [activities],
    { kept: true },
  )
  for (const { no, exception_type: type, exception_message: message, ...row } of rows) {
    const list = told.get(no) ?? []
    list.push({ ...row, exception: type === null && message === null ? null : { type, message } })
    told.set(no, list)
  }
  return told
}

/**
 * SQL condition: the thing of number `no` is not one that the reader may not see. Asked this way round it looks into the index of what is not public,
 * which is small, and reads no row of what is: measured, counting the thousands of users of eight calibrations takes 6 ms and not 17. Without OFFSET it
 * might be a join that reads all that is hidden for each.
 */
function notHidden(table: string, key: string, no: string): string {
  return `NOT EXISTS (SELECT FROM ${table} p WHERE p.${key} = ${no} AND p.visibility <> 'public' AND NOT ${mayRead('p')} OFFSET 0)`
}

/**
 * How many neighbours that may be read of f.no are not told: $1 are the entities told, $2 the activities. Stops counting at `countedTo`. NOT IN (SELECT …)
 * looks the list up by hash in a plan that does not know it, where <> ALL compares with each.
 */
function more(starts: 'entity' | 'activity', direction: Direction, actualOnly: boolean): string {
  const parts = stepsFrom(starts, direction).map(
    ({ table, from, to, ends }) => `(SELECT count(*) FROM (SELECT DISTINCT t.${to} FROM dax.${table} t
      WHERE t.${from} = f.no AND t.${to} NOT IN (SELECT unnest(${ends === 'entity' ? '$1' : '$2'}::int8[]))${actualOnly && table === 'prov_used' ? ' AND t.state = 0' : ''}
        AND ${notHidden(`dax.prov_${ends}`, `${ends}_no`, `t.${to}`)} LIMIT ${countedTo}) AS m)`,
  )
  return `least(${countedTo}, ${parts.join(' + ')})`
}

/** An agent as the archive keeps it. */
export interface AgentRow {
  readonly id: string
  readonly name: string | null
  readonly type: string | null
}

/** Agents as nodes: one relation further than the nearest thing that they are of. */
export function agentNodes(
  agents: readonly AgentRow[],
  nodes: ReadonlyMap<string, LineageNode>,
  edges: readonly LineageEdge[],
): readonly LineageNode[] {
  const depths = new Map<string, number>()
  for (const { from, to } of edges) depths.set(to, Math.min(depths.get(to) ?? Infinity, (nodes.get(from)?.depth ?? 0) + 1))
  return agents.map((agent) => ({ ...unknownNode, ...agent, kind: 'agent', depth: depths.get(agent.id) ?? 0 }))
}

/** Images that the reader may see, by publisher DID: for ids whose provenance there is none to see. */
export async function unrecorded(sql: Sql, ids: readonly string[]): Promise<readonly LineageNode[]> {
  if (ids.length === 0) return []
  type Row = Pick<LineageNode, 'id' | 'name' | 'type' | 'visit' | 'detector' | 'band'>
  const rows = await sql.rows<Row>(
    `SELECT i.obs_publisher_did AS id, coalesce(i.obs_title, i.obs_id) AS name, coalesce(i.dataproduct_subtype, i.dataproduct_type) AS type,
       i.lsst_visit::text AS visit, i.lsst_detector AS detector, i.lsst_band AS band
     FROM dax.image i WHERE i.obs_publisher_did = ANY ($1::text[]) AND ${mayRead('i')}`,
    [ids],
  )
  return rows.map((row) => ({ ...unknownNode, ...row, kind: 'entity', recorded: false, image: true }))
}
