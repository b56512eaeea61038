import type { Sql } from '../db.ts'
import { clean, json } from './sql-json.ts'
import { relationEnds, writeFurther } from './write-further.ts'
import { inputStates, statusCodes, type ActivityRecord, type EntityRecord, type ProvOwner, type ProvRecord, type RelationRecord } from './record.ts'

/**
 * Writes provenance in the caller's transaction. What the archive knows stays as it is, except that placeholders are filled; things that relations name
 * and nobody told of become placeholders. An entity may be named by its id or by its dataset UUID. Writing the same again changes nothing.
 */
export async function writeProvenance(tx: Sql, record: ProvRecord, whose: ProvOwner): Promise<void> {
  await lockProvenance(tx)
  await writeRecord(tx, record, whose)
}

/** The same in a transaction that holds the lock. */
export async function writeRecord(tx: Sql, record: ProvRecord, whose: ProvOwner): Promise<void> {
  const isPublic = whose.visibility === 'public'
  await writeNames(tx, record, isPublic)
  await writeAgents(tx, record, isPublic)
  await writeEntities(tx, withMentioned(record), whose)
  await writeActivities(tx, mentionedActivities(record), whose)
  for (const kind of Object.keys(relationSql) as RelationRecord['kind'][]) {
    const rows = record.relations.filter((one) => one.kind === kind)
    if (rows.length > 0)
      await tx.query(
        `WITH t AS MATERIALIZED (SELECT r.*, o.role_no, row_number() OVER () AS k FROM jsonb_to_recordset($1::text::jsonb)
           AS r("from" text, "to" text, role text, time float8, state smallint, attributes jsonb) LEFT JOIN dax.prov_role o ON o.role = r.role)
         ${relationSql[kind]}`,
        [json(rows.map((one) => ({ ...one, state: inputStates[one.state ?? 'actual'] })))],
        kept,
      )
  }
  await writeFurther(tx, record, whose)
}

/**
 * Waits until no other transaction writes provenance: two that meet the same new thing would each miss the other's. `isOwn` = only things of its own are
 * written, and names and agents, which two may write at a time: such transactions wait for no other of their kind. Take it last, after images.
 */
export async function lockProvenance(tx: Sql, isOwn = false): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock${isOwn ? '_shared' : ''}(hashtext('dax provenance'))`, [], kept)
}

// an image is taken in by some twenty statements of fixed text: planning them anew costs more than running them
const kept = { kept: true } as const

const entityNo = (column: string): string =>
  `coalesce((SELECT e.entity_no FROM dax.prov_entity e WHERE e.entity_id = ${column}), (SELECT min(e.entity_no) FROM dax.prov_entity e WHERE e.dataset_uuid = ${column}))`
const activityNo = (column: string): string => `(SELECT a.activity_no FROM dax.prov_activity a WHERE a.activity_id = ${column})`
const agentNo = (column: string): string => `(SELECT g.agent_no FROM dax.prov_agent g WHERE g.agent_id = ${column})`

/** Inserts t(from, to, role, role_no, time, state) where the relation is not there yet. Its two ends are never null, and only `=` finds them by an index. */
function insertNew(table: string, columns: readonly (readonly [column: string, value: string])[], keys: number): string {
  const found = columns.map(([column, value]) => `${value} AS ${column}`).join(', ')
  const same = columns.slice(0, keys).map(([column], at) => `x.${column} ${at < 2 ? '=' : 'IS NOT DISTINCT FROM'} n.${column}`)
  const names = columns.map(([column]) => column)
  const distinct = names.slice(0, keys).join(', ')
  return `INSERT INTO dax.${table} (${names.join(', ')})
    SELECT ${names.map((name) => `n.${name}`).join(', ')} FROM (SELECT DISTINCT ON (${distinct}) * FROM (SELECT k, ${found} FROM t) AS f ORDER BY ${distinct}, k) AS n
    WHERE n.${names[0]} IS NOT NULL AND n.${names[1]} IS NOT NULL AND NOT EXISTS (SELECT FROM dax.${table} x WHERE ${same.join(' AND ')})`
}

const told = ['attributes', 't.attributes'] as const

const relationSql: Readonly<Record<RelationRecord['kind'], string>> = {
  used: insertNew(
    'prov_used',
    [
      ['activity_no', activityNo('t."from"')],
      ['entity_no', entityNo('t."to"')],
      ['role_no', 't.role_no'],
      told,
      ['time', 't.time'],
      ['state', 't.state'],
    ],
    5,
  ),
  wasGeneratedBy: insertNew(
    'prov_generated',
    [['entity_no', entityNo('t."from"')], ['activity_no', activityNo('t."to"')], ['role_no', 't.role_no'], told, ['time', 't.time']],
    5,
  ),
  wasDerivedFrom: insertNew('prov_derived', [['entity_no', entityNo('t."from"')], ['used_entity_no', entityNo('t."to"')], told], 3),
  wasInformedBy: insertNew('prov_informed', [['informed_no', activityNo('t."from"')], ['informant_no', activityNo('t."to"')], told], 3),
  hadMember: insertNew('prov_member', [['collection_no', entityNo('t."from"')], ['entity_no', entityNo('t."to"')], told], 3),
  wasAssociatedWith: insertNew(
    'prov_associated',
    [['activity_no', activityNo('t."from"')], ['agent_no', agentNo('t."to"')], ['role', 't.role'], told],
    4,
  ),
  wasAttributedTo: insertNew('prov_attributed', [['entity_no', entityNo('t."from"')], ['agent_no', agentNo('t."to"')], ['role', 't.role'], told], 4),
}

function mentioned(record: ProvRecord, kind: 'entity' | 'activity' | 'agent', told: readonly { readonly id: string }[]): string[] {
  const ids = new Set(
    [...record.relations, ...(record.further ?? [])].flatMap(({ kind: relation, from, to }) => [
      ...(relationEnds[relation][0] === kind ? [from] : []),
      ...(relationEnds[relation][1] === kind && to !== undefined ? [to] : []),
    ]),
  )
  for (const { id } of told) ids.delete(id)
  return [...ids]
}

function withMentioned(record: ProvRecord): readonly EntityRecord[] {
  return [...record.entities, ...mentioned(record, 'entity', record.entities).map((id) => ({ id, placeholder: true }))]
}

function mentionedActivities(record: ProvRecord): readonly ActivityRecord[] {
  return [
    ...record.activities,
    ...mentioned(record, 'activity', record.activities).map((id) => ({ id, kind: 'activity', status: 'UNKNOWN' as const })),
  ]
}

/** Writes what provenance names: roles, dataset types, tasks, nodes, and runs with their software. What `isPublic` names anybody may know of from then on. */
export async function writeNames(tx: Sql, { entities, activities, runs, relations }: ProvRecord, isPublic: boolean): Promise<void> {
  const roles = sortedNames(relations.map(({ role }) => role))
  if (roles.length > 0)
    await tx.query(
      'INSERT INTO dax.prov_role (role) SELECT n FROM unnest($1::text[]) AS n WHERE NOT EXISTS (SELECT FROM dax.prov_role x WHERE x.role = n) ON CONFLICT DO NOTHING',
      [roles],
      kept,
    )
  await name(
    'prov_entity_description',
    entities.map(({ type }) => type),
  )
  await name(
    'prov_activity_description',
    activities.map(({ task }) => task),
  )
  await name(
    'prov_node',
    activities.flatMap(({ node, attempts }) => [node, ...(attempts ?? []).map((one) => one.node)]),
  )
  if (runs.length > 0) await writeRuns(tx, runs, isPublic)
  await name('prov_run', [...runs.map((one) => one.name), ...[...entities, ...activities].map(({ run }) => run)])

  function name(table: NameTable, names: readonly (string | undefined)[]): Promise<void> {
    return writeNamesOf(tx, table, sortedNames(names), isPublic)
  }
}

async function writeRuns(tx: Sql, runs: ProvRecord['runs'], isPublic: boolean): Promise<void> {
  // the software of a run is told once: a later document cannot change it
  const told = await tx.query(
    `INSERT INTO dax.prov_run (name, pipeline, description, published) SELECT name, pipeline, description, $2::boolean
     FROM jsonb_to_recordset($1::text::jsonb) AS t(name text, pipeline text, description text)
     WHERE NOT EXISTS (SELECT FROM dax.prov_run x WHERE x.name = t.name) ON CONFLICT DO NOTHING RETURNING name`,
    [json(runs), isPublic],
  )
  const fresh = new Set(told.rows.map(([name]) => String(name)))
  await tx.query(
    `INSERT INTO dax.prov_package (run_no, name, version, git_sha) SELECT r.run_no, t.name, t.version, t."gitSha"
     FROM jsonb_to_recordset($1::text::jsonb) AS t(run text, name text, version text, "gitSha" text) JOIN dax.prov_run r ON r.name = t.run ON CONFLICT DO NOTHING`,
    [json(runs.filter(({ name }) => fresh.has(name)).flatMap(({ name, packages }) => (packages ?? []).map((one) => ({ ...one, run: name }))))],
  )
}

const sortedNames = (names: readonly (string | undefined)[]): readonly string[] =>
  [...new Set(names)]
    .filter((one) => one !== undefined)
    .map(clean)
    .sort()

type NameTable = 'prov_entity_description' | 'prov_activity_description' | 'prov_node' | 'prov_run'

/** Writes names that are not there yet, and publishes those that were hidden so far (migrations/0011-names.ts). */
export async function writeNamesOf(tx: Sql, table: NameTable, names: readonly string[], isPublic: boolean): Promise<void> {
  if (names.length > 0)
    await tx.query(
      `INSERT INTO dax.${table} (name, published) SELECT n, $2::boolean FROM unnest($1::text[]) AS n
       WHERE NOT EXISTS (SELECT FROM dax.${table} x WHERE x.name = n AND (x.published OR NOT $2::boolean)) ON CONFLICT (name) DO UPDATE SET published = true`,
      [names, isPublic],
      kept,
    )
}

async function writeAgents(tx: Sql, record: ProvRecord, isPublic: boolean): Promise<void> {
  const agents = [...record.agents, ...mentioned(record, 'agent', record.agents).map((id) => ({ id }))]
  if (agents.length === 0) return
  await tx.query(
    `INSERT INTO dax.prov_agent (agent_id, name, type, email, affiliation, attributes, published)
     SELECT DISTINCT ON (id) id, coalesce(name, id), type, email, affiliation, attributes, $2::boolean
     FROM jsonb_to_recordset($1::text::jsonb) AS t(id text, name text, type text, email text, affiliation text, attributes jsonb)
     WHERE NOT EXISTS (SELECT FROM dax.prov_agent x WHERE x.agent_id = t.id AND (x.published OR NOT $2::boolean)) ORDER BY id
     ON CONFLICT (agent_id) DO UPDATE SET published = true`,
    [json(agents), isPublic],
    kept,
  )
}

async function writeEntities(tx: Sql, entities: readonly EntityRecord[], { owner, visibility, shareGroup }: ProvOwner): Promise<void> {
  if (entities.length === 0) return
  await tx.query(
    `INSERT INTO dax.prov_entity AS p (entity_id, dataset_uuid, name, description_no, kind, run_no, visit, detector, band, day_obs, tract, patch, generated_at,
       produced, value, comment, attributes, visibility, owner, share_group)
     SELECT DISTINCT ON (t.id) t.id, coalesce(t.uuid, substring(lower(t.id) FROM '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$')), t.name, d.description_no,
       CASE WHEN t.placeholder THEN 'placeholder' ELSE coalesce(t.kind, 'dataset') END, r.run_no, t.visit, t.detector, t.band, t."dayObs", t.tract, t.patch,
       t."generatedAt", coalesce(t.produced, true), t.value, t.comment, t.attributes, $2::text, $3::text, $4::text
     FROM jsonb_to_recordset($1::text::jsonb) AS t(id text, uuid text, name text, type text, kind text, run text, visit int8, detector int, band text, "dayObs" int,
       tract int, patch int, "generatedAt" float8, produced boolean, value text, comment text, attributes jsonb, placeholder boolean)
     LEFT JOIN dax.prov_entity_description d ON d.name = t.type LEFT JOIN dax.prov_run r ON r.name = t.run
     WHERE NOT EXISTS (SELECT FROM dax.prov_entity x WHERE x.dataset_uuid = lower(t.id) AND x.entity_id <> t.id) ORDER BY t.id
     ON CONFLICT (entity_id) DO UPDATE SET ${filled(excludedWins)}, kind = excluded.kind,
       visibility = CASE WHEN excluded.visibility = 'public' THEN 'public' ELSE p.visibility END
     WHERE p.kind = 'placeholder'`,
    [json(entities), visibility, owner, shareGroup ?? null],
    kept,
  )
}

/** Columns that describe an entity, which a later telling may fill. */
export const described = [
  'dataset_uuid',
  'name',
  'description_no',
  'run_no',
  'visit',
  'detector',
  'band',
  'day_obs',
  'tract',
  'patch',
  'generated_at',
  'comment',
  'attributes',
] as const
/** What is told now goes before what stands there. */
export const excludedWins = (column: string): string => `coalesce(excluded.${column}, p.${column})`
const filled = (value: (column: string) => string): string => described.map((column) => `${column} = ${value(column)}`).join(', ')

async function writeActivities(tx: Sql, activities: readonly ActivityRecord[], { owner, visibility, shareGroup }: ProvOwner): Promise<void> {
  if (activities.length === 0) return
  const { rows } = await tx.query(
    `INSERT INTO dax.prov_activity (activity_id, name, kind, description_no, run_no, visit, detector, band, day_obs, tract, patch, start_time, end_time, status,
       caveats, attempts, node_no, exception_type, exception_message, cpu_seconds, wall_seconds, peak_memory_bytes, comment, attributes, visibility, owner, share_group)
     SELECT DISTINCT ON (t.id) t.id, t.name, coalesce(t.kind, 'activity'), d.description_no, r.run_no, t.visit, t.detector, t.band, t."dayObs", t.tract, t.patch, t.start, t."end",
       t.status, t.caveats, t."attemptCount", n.node_no, t."exceptionType", t."exceptionMessage", t."cpuSeconds", t."wallSeconds", t."peakMemoryBytes",
       t.comment, t.attributes, $2::text, $3::text, $4::text
     FROM jsonb_to_recordset($1::text::jsonb) AS t(id text, name text, kind text, task text, run text, visit int8, detector int, band text, "dayObs" int, tract int,
       patch int, start float8, "end" float8, status smallint, caveats text, "attemptCount" smallint, node text, "exceptionType" text, "exceptionMessage" text,
       "cpuSeconds" float4, "wallSeconds" float4, "peakMemoryBytes" int8, comment text, attributes jsonb)
     LEFT JOIN dax.prov_activity_description d ON d.name = t.task LEFT JOIN dax.prov_run r ON r.name = t.run LEFT JOIN dax.prov_node n ON n.name = t.node
     ORDER BY t.id ON CONFLICT (activity_id) DO NOTHING RETURNING activity_id`,
    [
      json(
        activities.map((one) => {
          const last = one.attempts?.at(-1)
          return {
            ...last,
            ...one,
            status: statusCodes[one.status ?? last?.status ?? 'SUCCESSFUL'],
            attemptCount: one.attemptCount ?? one.attempts?.length ?? 1,
          }
        }),
      ),
      visibility,
      owner,
      shareGroup ?? null,
    ],
    kept,
  )
  const fresh = new Set(rows.map(([id]) => String(id)))
  const attempts = activities
    .filter(({ id }) => fresh.has(id))
    .flatMap(({ id, attempts: list }) => (list ?? []).map((one) => ({ ...one, activity: id, status: statusCodes[one.status] })))
  if (attempts.length > 0)
    await tx.query(
      `INSERT INTO dax.prov_attempt (activity_no, attempt, status, caveats, node_no, start_time, end_time, exception_type, exception_message, cpu_seconds, wall_seconds,
         peak_memory_bytes)
       SELECT a.activity_no, t.attempt, t.status, t.caveats, n.node_no, t.start, t."end", t."exceptionType", t."exceptionMessage", t."cpuSeconds", t."wallSeconds",
         t."peakMemoryBytes"
       FROM jsonb_to_recordset($1::text::jsonb) AS t(activity text, attempt smallint, status smallint, caveats text, node text, start float8, "end" float8,
         "exceptionType" text, "exceptionMessage" text, "cpuSeconds" float4, "wallSeconds" float4, "peakMemoryBytes" int8)
       JOIN dax.prov_activity a ON a.activity_id = t.activity LEFT JOIN dax.prov_node n ON n.name = t.node ON CONFLICT DO NOTHING`,
      [json(attempts)],
    )
}
