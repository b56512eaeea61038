import type { Sql, SqlValue } from '../archive/db.ts'
import type { DemoSize } from './plan.ts'
import {
  demoAgents,
  demoColumnWriters,
  demoConfigurations,
  demoHistory,
  demoMetrics,
  demoNodes,
  demoRuns,
  packagesOf,
  type DemoConfiguration,
} from './prov-record.ts'
import { demoDatasetTypes, demoTasks } from './prov-tasks.ts'

/** Numbers of named things, once they are in the database. */
export interface ProvNames {
  readonly type: ReadonlyMap<string, number>
  readonly task: ReadonlyMap<string, number>
  readonly run: ReadonlyMap<string, number>
  readonly node: ReadonlyMap<string, number>
  readonly role: ReadonlyMap<string, number>
  readonly agent: ReadonlyMap<string, number>
  readonly metric: ReadonlyMap<string, number>
}

/** Writes the small tables of provenance: what there is once per survey. Names that are there already stay as they are. */
export async function writeSmallTables(tx: Sql, size: DemoSize, authority: string): Promise<ProvNames> {
  await insert(
    tx,
    'dax.prov_agent',
    ['agent_id', 'name', 'type', 'comment', 'email', 'affiliation'],
    demoAgents.map(([id, ...rest]) => [`${authority}agent/${id}`, ...rest]),
  )
  await insert(
    tx,
    'dax.prov_entity_description',
    ['name', 'kind', 'description', 'type', 'dimensions', 'storage_class', 'content_type'],
    demoDatasetTypes.map((one) => [
      one.name,
      one.kind ?? 'dataset',
      one.description,
      one.type,
      one.dimensions,
      one.storage,
      one.type === 'table' ? 'application/vnd.apache.parquet' : 'image/fits',
    ]),
  )
  await insert(
    tx,
    'dax.prov_activity_description',
    ['name', 'version', 'description', 'type', 'class_name', 'pipeline'],
    demoTasks.map((task) => [
      task.name,
      '30',
      task.description,
      task.name === 'observe' ? 'observation' : 'calibration',
      task.className,
      task.pipeline,
    ]),
  )
  const agent = new Map([...(await names(tx, 'prov_agent', 'agent_id', 'agent_no'))].map(([id, no]) => [id.slice(id.lastIndexOf('/') + 1), no]))
  const type = await names(tx, 'prov_entity_description', 'name', 'description_no')
  const task = await names(tx, 'prov_activity_description', 'name', 'description_no')
  const runs = demoRuns(size)
  await insert(
    tx,
    'dax.prov_run',
    ['name', 'pipeline', 'description', 'created_at', 'agent_no'],
    runs.map((run) => [run.name, run.pipeline, run.description, run.at, agent.get(run.agent)!]),
  )
  const run = await names(tx, 'prov_run', 'name', 'run_no')
  await insert(
    tx,
    'dax.prov_package',
    ['run_no', 'name', 'version', 'git_sha'],
    runs.flatMap((one) => packagesOf(one.stack).map((row) => [run.get(one.name)!, ...row])),
  )
  const nodes = demoNodes(size)
  await insert(
    tx,
    'dax.prov_node',
    ['name'],
    [...new Set(nodes.map(([name]) => name))].map((name) => [name]),
  )
  const node = await names(tx, 'prov_node', 'name', 'node_no')
  await insert(
    tx,
    'dax.prov_node_validity',
    ['node_no', 'validity_begin', 'validity_end', 'ip', 'os', 'cores', 'memory_gb', 'comment'],
    nodes.map(([name, ...rest]) => [node.get(name)!, ...rest]),
  )
  await insert(
    tx,
    'dax.prov_usage_description',
    ['activity_description', 'role', 'description', 'multiplicity', 'entity_description'],
    demoTasks.flatMap(({ name, uses }) =>
      uses.map(([role, dataset, multiplicity, description]) => [task.get(name)!, role, description, multiplicity, type.get(dataset)!]),
    ),
  )
  await insert(
    tx,
    'dax.prov_generation_description',
    ['activity_description', 'role', 'description', 'multiplicity', 'entity_description'],
    demoTasks.flatMap(({ name, makes }) =>
      makes.map(([role, dataset, description]) => [task.get(name)!, role, description, '1', type.get(dataset)!]),
    ),
  )
  await insert(
    tx,
    'dax.prov_parameter_description',
    ['activity_description', 'name', 'description', 'value_type', 'unit', 'min', 'max', 'options', 'default_value'],
    demoTasks.flatMap(({ name, parameters }) =>
      parameters.map((one) => [
        task.get(name)!,
        one.name,
        one.description,
        one.valueType,
        one.unit ?? null,
        one.min ?? null,
        one.max ?? null,
        one.options ?? null,
        one.values[0],
      ]),
    ),
  )
  const roles = new Set(demoTasks.flatMap(({ uses, makes }) => [...uses, ...makes].map(([role]) => role)))
  await insert(
    tx,
    'dax.prov_role',
    ['role'],
    [...roles].map((role) => [role]),
  )
  const role = await names(tx, 'prov_role', 'role', 'role_no')
  await writeConfigurations(tx, demoConfigurations(size), task)
  await insert(
    tx,
    'dax.prov_column_writer',
    ['activity_description', 'table_name', 'column_name', 'validity_begin', 'validity_end'],
    demoColumnWriters(size).map(([name, ...rest]) => [task.get(name)!, ...rest]),
  )
  await insert(tx, 'dax.prov_history', ['time', 'author', 'description'], demoHistory(size))
  await insert(tx, 'dax.prov_quality_metric', ['name', 'description', 'unit', 'lower_threshold', 'upper_threshold'], demoMetrics)
  const metric = await names(tx, 'prov_quality_metric', 'name', 'metric_no')
  return { type, task, run, node, role, agent, metric }
}

async function writeConfigurations(tx: Sql, configurations: readonly DemoConfiguration[], task: ReadonlyMap<string, number>): Promise<void> {
  const [next] = await tx.rows<{ no: number }>('SELECT coalesce(max(configuration_no), 0)::int + 1 AS no FROM dax.prov_configuration')
  const first = Number(next!.no)
  await insert(
    tx,
    'dax.prov_configuration',
    ['configuration_no', 'activity_description', 'version', 'validity_begin', 'validity_end', 'git_sha', 'config_file', 'manual', 'author', 'reason'],
    configurations.map((one, k) => [
      first + k,
      task.get(one.task)!,
      one.version,
      one.from,
      one.to,
      one.sha,
      one.file,
      one.version > 1,
      one.author,
      one.reason,
    ]),
  )
  const numbered = configurations.flatMap((one, k) =>
    demoTasks
      .find(({ name }) => name === one.task)!
      .parameters.map(({ name, values }) => {
        const value = one.patch[name] ?? values[one.set === 'first' ? 0 : 1]
        return [first + k, name, value, Number.isFinite(Number(value)) ? Number(value) : null] as const
      }),
  )
  await insert(tx, 'dax.prov_parameter', ['configuration_no', 'name', 'value', 'number'], numbered)
  await tx.rows(`SELECT setval(pg_get_serial_sequence('dax.prov_configuration', 'configuration_no'), $1::bigint)`, [
    BigInt(first + configurations.length - 1),
  ])
}

async function insert(tx: Sql, table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
  const kinds = await tx.rows<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0`,
    [table],
  )
  const kind = new Map(kinds.map(({ name, type }) => [name, type]))
  const texts = columns.map((_, column) => rows.map((row) => (row[column] === null || row[column] === undefined ? null : String(row[column]))))
  await tx.query(
    `INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${columns.map((name) => `${name}::${kind.get(name)}`).join(', ')} FROM unnest(${columns.map((_, k) => `$${k + 1}::text[]`).join(', ')}) WITH ORDINALITY AS t(${columns.join(', ')}, k)
     ORDER BY k ON CONFLICT DO NOTHING`,
    texts,
  )
}

async function names(tx: Sql, table: string, name: string, number: string): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.rows<{ name: string; no: string }>(`SELECT ${name} AS name, ${number}::text AS no FROM dax.${table}`)
  return new Map(rows.map((row) => [row.name, Number(row.no)]))
}
