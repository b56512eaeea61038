import { AdqlRefusal, errorAt } from '../../vo/adql/adql-error.ts'
import type { AdqlError } from '../../vo/adql/adql-error.ts'
import type { Query } from '../../vo/adql/ast.ts'
import type { Result } from '../../vo/result.ts'
import type { SchemaDoc, TableDoc } from '../../vo/table/catalog.ts'
import type { Field } from '../../vo/table/field.ts'
import { Params } from './adql/params.ts'
import { Queries } from './adql/queries.ts'
import type { OutColumn } from './adql/relation.ts'
import { fieldFor } from './adql/types.ts'
import type { SqlValue } from './db.ts'

/** What names of a query can mean. */
export interface AdqlScope {
  readonly catalog: readonly SchemaDoc[]
  /** Tables of the request, named tap_upload.NAME. */
  readonly uploads?: readonly TableDoc[]
  /** Rows wanted at most; one more is asked for, so that overflow is seen. */
  readonly maxrec?: number
}

/** A query ready for the database: constants are parameters, `fields` describe the columns of its result, in order. */
export interface SqlQuery {
  readonly sql: string
  readonly params: readonly SqlValue[]
  readonly fields: readonly Field[]
}

/**
 * PostgreSQL for an ADQL query. Names are looked up in the scope only; the SQL holds no text of the query, only names of the catalogue, keywords
 * and places of parameters. Refusals tell the place in the query.
 */
export function toSql(query: Query, scope: AdqlScope): Result<SqlQuery, AdqlError> {
  const params = new Params()
  const docs = [...scope.catalog.flatMap((s) => s.tables), ...(scope.uploads ?? [])]
  try {
    const out = new Queries(docs, params).whole(query, scope.maxrec === undefined ? null : scope.maxrec + 1)
    return { ok: true, value: { ...params.numbered(out.sql), fields: uniqueNames(out.columns) } }
  } catch (error) {
    if (error instanceof AdqlRefusal) return { ok: false, error: errorAt(query.text ?? '', error.at, error.message) }
    throw error
  }
}

/** Headings of the result: a name that comes again gets _2, _3 …, since formats and tools need them different. */
function uniqueNames(columns: readonly OutColumn[]): readonly Field[] {
  const seen = new Set<string>()
  return columns.map((c) => {
    let name = c.shown
    for (let n = 2; seen.has(name.toLowerCase()); n++) name = `${c.shown}_${n}`
    seen.add(name.toLowerCase())
    return { ...(c.field.xtype?.startsWith('adql:') === true ? c.field : fieldFor(name, c.type, c.field)), name }
  })
}
