import type { ServedTemplate, Template } from '../../../vo/templates/template.ts'
import { DbError } from '../db.ts'
import type { Sql } from '../db.ts'

/** A stored version of a template. */
export interface TemplateRow {
  readonly owner: string
  readonly served: ServedTemplate
  readonly isDeleted: boolean
}

/** A version to store. */
export interface TemplateVersion {
  readonly template: Omit<Template, 'version'>
  readonly version: number
  readonly owner: string
  readonly share: ServedTemplate['share']
  readonly shareGroup: string | null
  readonly copiedFrom: string | null
}

interface Row {
  readonly version: number
  readonly owner: string
  readonly share: ServedTemplate['share']
  readonly share_group: string | null
  readonly definition: Template | string
  readonly copied_from: string | null
  readonly deleted: boolean
}

const columns = 'version, owner, share, share_group, definition, copied_from, deleted'

/** The newest version of every template that is not deleted, by id; with `groups`, only those that this user may see. */
export async function listTemplates(
  sql: Sql,
  seenBy: { readonly user: string | null; readonly groups: readonly string[] } | 'all',
): Promise<readonly TemplateRow[]> {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM (SELECT DISTINCT ON (template_id) * FROM dax.template ORDER BY template_id, version DESC) AS t
     WHERE NOT deleted AND ($1 OR share = 'public' OR owner = $2 OR (share = 'group' AND share_group = ANY ($3::text[]))) ORDER BY template_id`,
    seenBy === 'all' ? [true, null, []] : [false, seenBy.user, seenBy.groups],
  )
  return rows.map(rowOf)
}

/** One version of a template, the newest where none is named; null where there is none. A deleted one is told as such. */
export async function readTemplateRow(sql: Sql, id: string, version: number | null = null): Promise<TemplateRow | null> {
  const [row] = await sql.rows<Row>(
    `SELECT ${columns} FROM dax.template WHERE template_id = $1 AND ($2::int IS NULL OR version = $2::int) ORDER BY version DESC LIMIT 1`,
    [id, version],
  )
  return row === undefined ? null : rowOf(row)
}

/** Stores a version; false where that version is there already: someone else was first. */
export async function storeTemplate(sql: Sql, one: TemplateVersion): Promise<boolean> {
  try {
    await sql.query(
      `INSERT INTO dax.template (template_id, version, owner, share, share_group, definition, copied_from) VALUES ($1, $2::int, $3, $4, $5, $6::text::jsonb, $7)`,
      [one.template.id, one.version, one.owner, one.share, one.shareGroup, JSON.stringify(one.template), one.copiedFrom],
    )
    return true
  } catch (error) {
    if (error instanceof DbError && error.kind === 'unique') return false
    throw error
  }
}

/** Takes a template away; its versions stay in the database. False where its newest version is another one. */
export async function deleteTemplateRows(sql: Sql, id: string, version: number): Promise<boolean> {
  const { count } = await sql.query(
    `UPDATE dax.template SET deleted = true WHERE template_id = $1 AND $2::int = (SELECT max(version) FROM dax.template WHERE template_id = $1)`,
    [id, version],
  )
  return count > 0
}

function rowOf(row: Row): TemplateRow {
  const definition = typeof row.definition === 'string' ? (JSON.parse(row.definition) as Template) : row.definition
  return {
    owner: row.owner,
    isDeleted: row.deleted,
    served: {
      ...definition,
      version: Number(row.version),
      owner: row.owner,
      share: row.share,
      ...(row.share_group === null ? {} : { shareGroup: row.share_group }),
      ...(row.copied_from === null ? {} : { copiedFrom: row.copied_from }),
    },
  }
}
