import type { Sql } from './db.ts'

/** Something that slows a load down: how to take it away, and the statement that makes it again where it is not there. */
export interface Aside {
  readonly drop: string
  readonly make: string
}

/** All indexes of these tables by which nothing is kept unique. */
export async function indexesOf(tx: Sql, tables: readonly string[]): Promise<readonly Aside[]> {
  const found = await tx.rows<{ schema: string; name: string; definition: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, pg_get_indexdef(c.oid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE i.indrelid = ANY ($1::text[]::regclass[]) AND NOT i.indisunique ORDER BY c.relname`,
    [tables],
  )
  return found.map(({ schema, name, definition }) => ({
    drop: `DROP INDEX "${schema}"."${name}"`,
    make: definition.replace(/^CREATE INDEX /u, 'CREATE INDEX IF NOT EXISTS '),
  }))
}

/** The foreign keys of these tables, which would be looked up row by row; made again, all rows are checked at once. */
export async function referencesOf(tx: Sql, tables: readonly string[]): Promise<readonly Aside[]> {
  const found = await tx.rows<{ relation: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS relation, conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1::text[]::regclass[]) ORDER BY conname`,
    [tables],
  )
  return found.map(({ relation, name, definition }) => ({
    drop: `ALTER TABLE ${relation} DROP CONSTRAINT "${name}"`,
    make: `ALTER TABLE ${relation} DROP CONSTRAINT IF EXISTS "${name}", ADD CONSTRAINT "${name}" ${definition}`,
  }))
}

/** Takes them away; returns the statements that make them again. */
export async function putAside(tx: Sql, things: readonly Aside[]): Promise<readonly string[]> {
  for (const { drop } of things) await tx.exec(drop)
  return things.map(({ make }) => make)
}

/** Remembers statements that are to run when the rest is loaded, after those remembered before. */
export async function keepForLater(tx: Sql, statements: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO dax.load_later (step, statement)
     SELECT (SELECT coalesce(max(step), 0) FROM dax.load_later) + n, s FROM unnest($1::text[]) WITH ORDINALITY AS v(s, n)`,
    [statements],
  )
}

/** Whether something of the archive is still to come (migrations/0012-later.ts). */
export async function isLoadDue(sql: Pick<Sql, 'rows'>): Promise<boolean> {
  const [due] = await sql.rows<{ due: boolean }>('SELECT EXISTS (SELECT FROM dax.load_later) AS due')
  return due?.due === true
}

/** Runs what was remembered, in order, and forgets it. */
export async function runLater(tx: Sql): Promise<void> {
  const kept = await tx.rows<{ statement: string }>('SELECT statement FROM dax.load_later ORDER BY step')
  for (const { statement } of kept) await tx.exec(statement)
  await tx.exec('DELETE FROM dax.load_later')
}
