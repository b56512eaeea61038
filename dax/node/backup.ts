import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { identifier, quotedName } from '../archive/sql-text.ts'
import { Fault } from '../fault.ts'
import { clientConfig, type PgTarget } from './pg-db.ts'
import { syncFolder } from './sync-folder.ts'

/** What a backup holds. */
export interface BackupFacts {
  readonly versions: readonly number[]
  readonly archive: string
  readonly tables: number
  readonly rows: number
}

/** First line of a backup file; every table follows as a line that names it, its rows as COPY gives them, and a line `\.`; then sequences, then the end. */
interface Head {
  readonly skydaxBackup: 1
  readonly at: string
  readonly versions: readonly number[]
  readonly archive: string
}
type Line =
  | { readonly table: string; readonly columns: readonly string[] }
  | { readonly sequence: string; readonly value: string; readonly called: boolean }
  | { readonly end: true; readonly tables: number; readonly rows: number }

/** Of dax's own schemas; those of views, and TAP_SCHEMA, which is made from the code, are not among them. */
const schemas = ['dax', 'cat', 'ap']

/**
 * Writes the whole database into a file (gzip), as it stands at one moment, while dax goes on. The file appears under its name when it is whole and on disk. The store is backed up by
 * copying its folder: its files never change.
 */
export async function backup(target: PgTarget, path: string): Promise<BackupFacts> {
  const client = await connected(target)
  const part = `${path}.part`
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const head: Head = { skydaxBackup: 1, at: new Date().toISOString(), versions: await versionsOf(client), archive: await archiveOf(client) }
    const gzip = createGzip({ level: 6 })
    const file = createWriteStream(part, { flags: 'w' })
    const written = pipeline(gzip, file)
    const say = (line: Head | Line): void => void gzip.write(`${JSON.stringify(line)}\n`)
    say(head)
    let rows = 0
    const tables = await tablesOf(client)
    for (const { name, columns } of tables) {
      say({ table: name, columns })
      const copy = client.query(copyTo(`COPY ${identifier(name)} (${columns.map(quotedName).join(', ')}) TO STDOUT`))
      for await (const piece of copy) if (!gzip.write(piece)) await new Promise((resolve) => gzip.once('drain', resolve))
      rows += copy.rowCount
      gzip.write('\\.\n')
    }
    for (const sequence of await sequencesOf(client)) say(sequence)
    say({ end: true, tables: tables.length, rows })
    gzip.end()
    await written
    const done = await open(part, 'r')
    await done.sync()
    await done.close()
    await rename(part, path)
    await syncFolder(dirname(path))
    return { versions: head.versions, archive: head.archive, tables: tables.length, rows }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Puts what a backup holds in the place of what the database holds, all or nothing: others see the old archive until the end, then the new one. Refuses a file that is not whole, and one
 * of another version than the database.
 */
export async function restore(target: PgTarget, path: string): Promise<BackupFacts> {
  const client = await connected(target)
  try {
    await client.query('BEGIN')
    const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY })
    const facts = await readInto(client, lines[Symbol.asyncIterator](), path)
    await client.query('COMMIT')
    return facts
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'ENOENT') throw new Fault('usage', `there is no backup ${path}`, ['file'])
    if (/^Z_|ERR_/u.test(code)) throw notWhole(path)
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

const notWhole = (path: string): Fault => new Fault('usage', `${path} is no whole backup of Skydax: nothing was restored`, ['file'])

async function readInto(client: pg.Client, lines: AsyncIterator<string>, path: string): Promise<BackupFacts> {
  const first = await lines.next()
  const head = parsed<Head>(first.done === true ? '' : first.value)
  if (head?.skydaxBackup !== 1) throw notWhole(path)
  const here = await versionsOf(client)
  if (head.versions.join() !== here.join())
    throw new Fault(
      'usage',
      `the backup is of schema version ${head.versions.at(-1) ?? 0} (${head.versions.join(', ')}), and the database of ${here.at(-1) ?? 0} (${here.join(', ')}). Restore it with the Skydax that wrote it, then run "dax migrate"`,
      ['file'],
    )
  const known = new Map((await tablesOf(client)).map(({ name, columns }) => [name, columns]))
  // what is read through a cursor over a view looks at the moment before it waits for the tables below, and would find them empty: it waits for the view
  for (const view of await viewsOf(client)) await client.query(`LOCK TABLE ${view} IN ACCESS EXCLUSIVE MODE`)
  await client.query(`TRUNCATE ${[...known.keys()].map(identifier).join(', ')}`)
  let tables = 0
  let rows = 0
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    const line = parsed<Line>(next.value)
    if (line === null) throw notWhole(path)
    if ('end' in line) {
      if (line.tables !== tables || line.rows !== rows) throw notWhole(path)
      return { versions: head.versions, archive: head.archive, tables, rows }
    }
    if ('sequence' in line) await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [line.sequence, line.value, line.called])
    else {
      if (!known.has(line.table)) throw new Fault('usage', `the backup has a table ${line.table}, which the database does not know`, ['file'])
      rows += await copyRows(client, line, lines, path)
      tables += 1
    }
  }
  throw notWhole(path)
}

async function copyRows(
  client: pg.Client,
  line: { readonly table: string; readonly columns: readonly string[] },
  lines: AsyncIterator<string>,
  path: string,
): Promise<number> {
  const sink = client.query(copyFrom(`COPY ${identifier(line.table)} (${line.columns.map(quotedName).join(', ')}) FROM STDIN`))
  async function* text(): AsyncGenerator<string> {
    let piece = ''
    for (;;) {
      const next = await lines.next()
      if (next.done === true) throw notWhole(path)
      if (next.value === '\\.') break
      piece += `${next.value}\n`
      if (piece.length > 262_144) {
        yield piece
        piece = ''
      }
    }
    if (piece !== '') yield piece
  }
  await pipeline(Readable.from(text(), { objectMode: false }), sink)
  return sink.rowCount
}

function parsed<T>(line: string): T | null {
  try {
    return JSON.parse(line) as T
  } catch {
    return null
  }
}

async function connected(target: PgTarget): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(target))
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function versionsOf(client: pg.Client): Promise<number[]> {
  return (await client.query<{ version: number }>('SELECT version FROM dax.schema_version ORDER BY version')).rows.map(({ version }) => version)
}

async function archiveOf(client: pg.Client): Promise<string> {
  return (await client.query<{ archive_id: string }>('SELECT archive_id FROM dax.archive')).rows[0]?.archive_id ?? ''
}

/** Tables with their columns, those that others refer to before those. */
async function tablesOf(client: pg.Client): Promise<readonly { readonly name: string; readonly columns: readonly string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] | null }>(
    `SELECT n.nspname || '.' || c.relname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT array_agg(m.nspname || '.' || r.relname) FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace m ON m.oid = r.relnamespace
         WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY ($1) AND c.relkind = 'r' AND c.relpersistence = 'p' ORDER BY 1`,
    [schemas],
  )
  const out: { name: string; columns: string[] }[] = []
  const waiting = rows.filter(({ name }) => name !== 'dax.schema_version')
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ needs }) => (needs ?? []).every((need) => !waiting.some(({ name }) => name === need)))
    const [next] = waiting.splice(Math.max(0, at), 1)
    if (next !== undefined) out.push({ name: next.name, columns: next.columns })
  }
  return out
}

/** The views of dax, quoted. */
async function viewsOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'v' AND n.nspname !~ '^(?:pg_|information_schema$)' AND pg_get_userbyid(c.relowner) = current_user ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

async function sequencesOf(client: pg.Client): Promise<readonly Line[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) AS name FROM pg_sequences WHERE schemaname = ANY ($1) ORDER BY 1`,
    [schemas],
  )
  const out: Line[] = []
  for (const { name } of rows) {
    const { rows: at } = await client.query<{ value: string; called: boolean }>(`SELECT last_value::text AS value, is_called AS called FROM ${name}`)
    out.push({ sequence: name, value: at[0]?.value ?? '1', called: at[0]?.called ?? false })
  }
  return out
}
