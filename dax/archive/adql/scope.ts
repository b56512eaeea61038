import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Expr, Name } from '../../../vo/adql/ast.ts'
import type { ColumnDoc, TableDoc } from '../../../vo/table/catalog.ts'
import type { Field } from '../../../vo/table/field.ts'
import { means, nearest, quoteName } from './names.ts'
import { typeOfField } from './types.ts'
import type { SqlType } from './types.ts'

/** A column that a name can mean: how SQL writes it, and what it means. */
export interface ScopeColumn {
  /** As names refer to it: folded, where it is no quoted name. */
  readonly name: string
  /** As a result shows it. */
  readonly shown: string
  readonly sql: string
  readonly type: SqlType
  readonly field: Field
  /** SQL of its shape (float8[]), for footprints that have one beside their text. */
  readonly shape?: string
  /** SQL of the image's id: the column is the indexed footprint. */
  readonly imageId?: string
  /** SQL of the HEALPix cell (nested, order 14, indexed) of the row's position: the column is one of its coordinates. */
  readonly hpx?: string
}

/** One table of a FROM clause. */
export interface ScopeTable {
  /** What a query may call it: the alias, or the table's name with and without schema. */
  readonly names: readonly string[]
  readonly columns: readonly ScopeColumn[]
}

/** What FROM, or one side of a join, makes visible. */
export interface FromSide {
  readonly sql: string
  readonly tables: readonly ScopeTable[]
  /** Columns that a plain name or * means, in order; `of` names their table; those that USING or NATURAL made one have none. */
  readonly visible: readonly { readonly column: ScopeColumn; readonly of: ScopeTable | null }[]
}

/** A column of a SELECT that a subquery inside it reads. */
export interface InnerRead {
  readonly sql: string
  readonly name: Name
}

/** One SELECT: what it sees, what is around it, and what was met while its expressions were written. */
export interface Level {
  readonly from: FromSide
  readonly outer: Level | null
  /** SQL of each expression that was written in this SELECT. */
  readonly written: Map<Expr, string>
  /** Columns of this SELECT that subqueries inside it read, and which expression's subquery reads which. */
  readonly readInside: InnerRead[]
  readonly readsOf: Map<Expr, readonly InnerRead[]>
  /** Aggregates written so far, and how many are being written now. */
  aggregates: number
  insideAggregate: number
}

export function newLevel(from: FromSide, outer: Level | null): Level {
  return { from, outer, written: new Map(), readInside: [], readsOf: new Map(), aggregates: 0, insideAggregate: 0 }
}

/** A catalogue table under an alias. Footprints of ivoa.obscore and positions of cat.object carry their index. */
export function scopeTable(doc: TableDoc, alias: string, names: readonly string[]): ScopeTable {
  return { names, columns: doc.columns.map((c) => scopeColumn(c, alias, doc.name)) }
}

function scopeColumn(doc: ColumnDoc, alias: string, table: string): ScopeColumn {
  const { principal: _p, indexed: _i, std: _s, ...field } = doc
  const plain = { name: doc.name, shown: doc.name, sql: `${alias}.${quoteName(doc.name)}`, type: typeOfField(field), field }
  if (table === 'ivoa.obscore' && doc.name === 's_region') return { ...plain, shape: `${alias}.dax_shape`, imageId: `${alias}.dax_id` }
  if (table === 'cat.object' && (doc.name === 'ra' || doc.name === 'dec')) return { ...plain, hpx: `${alias}.hpx` }
  return plain
}

/** The table that 't' or 'schema.t' means here or around. Refuses unknown ones. */
export function tableNamed(path: readonly Name[], level: Level): ScopeTable {
  for (let l: Level | null = level; l !== null; l = l.outer) {
    const found = l.from.tables.filter((t) => t.names.some((known) => pathMeans(path, known)))
    if (found.length > 1) refuse(`${written(path)} stands for two tables of this query: give them aliases`, path[0]!.at)
    if (found[0] !== undefined) return found[0]
  }
  const names = level.from.tables.map((t) => t.names[0] ?? '')
  const near = nearest(written(path), names)
  return refuse(
    `${written(path)} is not a table of this query (it has ${names.join(', ')})${near === null ? '' : `; did you mean ${near}?`}`,
    path[0]!.at,
  )
}

/** Whether names with dots between mean a qualified name, or the end of it. */
export function pathMeans(path: readonly Name[], known: string): boolean {
  if (path.length === 1) return means(path[0]!, known)
  const parts = known.split('.')
  return parts.length === path.length && path.every((p, i) => means(p, parts[i]!))
}

const written = (path: readonly Name[]): string => path.map((p) => p.written).join('.')

/** The column that a name means, searching outwards, with the SELECT it was found in; null where there is none. Refuses ambiguous ones. */
export function findColumn(path: readonly Name[], level: Level): { readonly column: ScopeColumn; readonly level: Level } | null {
  const name = path.at(-1)!
  if (path.length > 1) {
    const table = tableNamed(path.slice(0, -1), level)
    const column = single(
      table.columns.filter((c) => means(name, c.name)).map((c) => ({ column: c, of: table })),
      name,
    )
    if (column === null) return null
    for (let l: Level | null = level; l !== null; l = l.outer) if (l.from.tables.includes(table)) return { column, level: l }
    return { column, level }
  }
  for (let l: Level | null = level; l !== null; l = l.outer) {
    const column = single(
      l.from.visible.filter((v) => means(name, v.column.name)),
      name,
    )
    if (column !== null) return { column, level: l }
  }
  return null
}

function single(found: readonly { readonly column: ScopeColumn; readonly of: ScopeTable | null }[], name: Name): ScopeColumn | null {
  if (found.length > 1) {
    const tables = found.map((f) => f.of?.names[0] ?? 'a join')
    if (new Set(tables).size === 1) refuse(`${name.written} names ${found.length} columns of ${tables[0]}: give them aliases there`, name.at)
    refuse(`${name.written} is in more than one table (${tables.join(', ')}): write which, as in ${tables[0]}.${name.written}`, name.at)
  }
  return found[0]?.column ?? null
}

/** Refuses a column that does not exist, with the nearest one that does. */
export function noColumn(path: readonly Name[], level: Level): never {
  const name = path.at(-1)!
  const tables = path.length > 1 ? [tableNamed(path.slice(0, -1), level)] : level.from.tables
  const near = nearest(
    name.written,
    tables.flatMap((t) => t.columns.map((c) => c.name)),
  )
  const where = tables.map((t) => t.names.at(-1)).join(', ')
  return refuse(`there is no column ${name.written} in ${where}${near === null ? '' : `; did you mean ${near}?`}`, name.at)
}
