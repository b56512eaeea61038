import { delimitedName } from '../../vo/adql/delimited-name.ts'
import type { ColumnDoc } from '../../vo/table/catalog.ts'
import { catalogue } from './catalogue.ts'
import { DbError, type Db, type Sql, type SqlValue } from './db.ts'
import { Fault } from '../fault.ts'
import { base } from './migrations/0001-base.ts'
import { provenance } from './migrations/0002-provenance.ts'
import { order } from './migrations/0003-order.ts'
import { live } from './migrations/0004-live.ts'
import { ingest } from './migrations/0005-ingest.ts'
import { auth } from './migrations/0006-auth.ts'
import { told } from './migrations/0007-told.ts'
import { joins } from './migrations/0010-joins.ts'
import { names } from './migrations/0011-names.ts'
import { later } from './migrations/0012-later.ts'
import { turns } from './migrations/0013-turns.ts'
import { checks } from './migrations/0014-checks.ts'

/** The steps from an empty database to what this code needs, in order. Once released a step never changes: add another. */
export const steps: readonly { readonly version: number; readonly sql: string }[] = [
  { version: 1, sql: base },
  { version: 2, sql: provenance },
  { version: 3, sql: order },
  { version: 4, sql: live },
  { version: 5, sql: ingest },
  { version: 6, sql: auth },
  { version: 7, sql: told },
  { version: 10, sql: joins },
  { version: 11, sql: names },
  { version: 12, sql: later },
  { version: 13, sql: turns },
  { version: 14, sql: checks },
]

/** The schema version this code is written for. */
export const codeVersion = Math.max(...steps.map(({ version }) => version))

export type SchemaState =
  | { readonly at: 'empty' }
  | { readonly at: 'current' }
  | { readonly at: 'older'; readonly version: number; readonly missing: readonly number[] }
  | { readonly at: 'newer'; readonly version: number }

/** How the database stands to this code. */
export async function schemaState(db: Sql): Promise<SchemaState> {
  const [known] = await db.rows<{ there: boolean }>("SELECT to_regclass('dax.schema_version') IS NOT NULL AS there")
  if (known?.there !== true) return { at: 'empty' }
  const applied = await appliedSteps(db)
  const version = Math.max(0, ...applied)
  if ([...applied].some((one) => !steps.some((step) => step.version === one))) return { at: 'newer', version }
  const missing = steps.map((step) => step.version).filter((step) => !applied.has(step))
  return missing.length === 0 ? { at: 'current' } : { at: 'older', version, missing }
}

/** Versions of the steps that made the database. Steps are told one by one: numbers may be skipped, and a step may be added between two others. */
async function appliedSteps(db: Sql): Promise<ReadonlySet<number>> {
  const rows = await db.rows<{ version: number }>('SELECT version FROM dax.schema_version')
  return new Set(rows.map(({ version }) => version))
}

/** The sentence to refuse with when code and data are of different versions; null when they match. */
export function refusal(state: SchemaState): string | null {
  switch (state.at) {
    case 'current':
      return null
    case 'empty':
      return 'The database holds no archive yet. Run "dax migrate" to make an empty one, or "dax demo" for the demo survey.'
    case 'older':
      // a step may have come between two that the database has
      return state.version < codeVersion
        ? `The database is at version ${state.version}, and this dax needs ${codeVersion}. Back it up, then run "dax migrate".`
        : `The database is at version ${state.version} but lacks what version ${state.missing.join(', ')} adds. Back it up, then run "dax migrate".`
    case 'newer':
      return `The database is at version ${state.version}, and this dax only knows ${codeVersion}. Run the newer Skydax that wrote it.`
  }
}

/** Brings the database to this code's version, all or nothing; returns the versions before and after. A newer database is left alone and throws. */
export async function migrate(db: Db): Promise<{ readonly from: number; readonly to: number }> {
  return db.transaction(async (tx) => {
    // two processes that find a database empty both come here: the second waits, and finds nothing left to do
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('dax migrate'))")
    const state = await schemaState(tx)
    if (state.at === 'newer') throw new Fault('fatal', refusal(state) ?? '')
    const from = state.at === 'empty' ? 0 : state.at === 'older' ? state.version : codeVersion
    await ensureRole(tx)
    const applied = state.at === 'empty' ? new Set<number>() : await appliedSteps(tx)
    for (const step of steps.filter(({ version }) => !applied.has(version))) {
      await apply(tx, step.sql)
      await tx.exec('CREATE TABLE IF NOT EXISTS dax.schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())')
      await tx.query('INSERT INTO dax.schema_version (version) VALUES ($1::int)', [step.version])
    }
    await fillTapSchema(tx)
    return { from, to: codeVersion }
  })
}

/** The random id that ties a database to its file store. */
export async function archiveId(sql: Sql): Promise<string> {
  const [row] = await sql.rows<{ archive_id: string }>('SELECT archive_id FROM dax.archive')
  if (row === undefined)
    throw new Fault('fatal', 'The database has lost its archive id (table dax.archive is empty). Restore the database from a backup.')
  return row.archive_id
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

async function whoAndWhere(db: Sql): Promise<{ readonly me: string; readonly here: string }> {
  const [row] = await db.rows<{ me: string; here: string }>('SELECT current_user::text AS me, current_database()::text AS here')
  return row ?? { me: '', here: '' }
}

/** The role that users' queries run as belongs to the server, not to the database: another archive may have made it. */
async function ensureRole(tx: Sql): Promise<void> {
  const { me } = await whoAndWhere(tx)
  const [role] = await tx.rows<{ member: boolean }>("SELECT pg_has_role(oid, 'MEMBER') AS member FROM pg_roles WHERE rolname = 'dax_user'")
  if (role?.member === true) return
  const needed = `${role === undefined ? 'CREATE ROLE dax_user NOLOGIN; ' : ''}GRANT dax_user TO ${quoted(me)};`
  try {
    await tx.exec(needed)
  } catch (error) {
    if (!(error instanceof DbError) || error.kind !== 'permission') throw error
    throw new Fault(
      'fatal',
      `dax runs the queries of its users as the database role dax_user, and user ${quoted(me)} may not ${role === undefined ? 'create it' : 'act as it'}. As a superuser run: ${needed}`,
    )
  }
}

async function apply(tx: Sql, sql: string): Promise<void> {
  const { me, here } = await whoAndWhere(tx)
  try {
    await tx.exec(sql)
  } catch (error) {
    if (!(error instanceof DbError) || error.kind !== 'permission') throw error
    throw new Fault(
      'fatal',
      `User ${quoted(me)} may not change database ${quoted(here)} (${error.message}). As its owner or a superuser run: GRANT CREATE ON DATABASE ${quoted(here)} TO ${quoted(me)};`,
    )
  }
}

/** Writes the catalogue into TAP_SCHEMA, replacing what was there. */
async function fillTapSchema(tx: Sql): Promise<void> {
  await tx.exec('TRUNCATE tap_schema.key_columns, tap_schema.keys, tap_schema.columns, tap_schema.tables, tap_schema.schemas')
  const schemas: SqlValue[][] = []
  const tables: SqlValue[][] = []
  const columns: SqlValue[][] = []
  const keys: SqlValue[][] = []
  const pairs: SqlValue[][] = []
  catalogue.forEach((schema, s) => {
    schemas.push([schema.name, schema.utype ?? null, schema.description, s + 1])
    schema.tables.forEach((table, t) => {
      tables.push([schema.name, table.name, table.type, table.utype ?? null, table.description, t + 1])
      table.columns.forEach((c, i) => columns.push(columnRow(table.name, c, i + 1)))
      for (const key of table.foreignKeys ?? []) {
        const id = `k${keys.length + 1}`
        keys.push([id, table.name, key.target, null, null])
        for (const [from, to] of key.columns) pairs.push([id, from, to])
      }
    })
  })
  await tx.copyIn('tap_schema.schemas', ['schema_name', 'utype', 'description', 'schema_index'], schemas)
  await tx.copyIn('tap_schema.tables', ['schema_name', 'table_name', 'table_type', 'utype', 'description', 'table_index'], tables)
  await tx.copyIn('tap_schema.columns', columnNames, columns)
  await tx.copyIn('tap_schema.keys', ['key_id', 'from_table', 'target_table', 'description', 'utype'], keys)
  await tx.copyIn('tap_schema.key_columns', ['key_id', 'from_column', 'target_column'], pairs)
}

const columnNames = [
  'table_name',
  'column_name',
  'datatype',
  'arraysize',
  'xtype',
  'size',
  'description',
  'utype',
  'unit',
  'ucd',
  'indexed',
  'principal',
  'std',
  'column_index',
]

function columnRow(table: string, c: ColumnDoc, index: number): SqlValue[] {
  const flag = (on: boolean | undefined): number => (on === true ? 1 : 0)
  return [
    table,
    delimitedName(c.name),
    c.datatype,
    c.arraysize ?? null,
    c.xtype ?? null,
    null,
    c.description ?? null,
    c.utype ?? null,
    c.unit ?? null,
    c.ucd ?? null,
    flag(c.indexed),
    flag(c.principal),
    flag(c.std),
    index,
  ]
}
