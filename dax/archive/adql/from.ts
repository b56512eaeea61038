import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Expr, Join, Name, Query, TableRef } from '../../../vo/adql/ast.ts'
import type { TableDoc } from '../../../vo/table/catalog.ts'
import { means, nearest, quoteName } from './names.ts'
import { throughAlias } from './relation.ts'
import type { Ctes, Relation } from './relation.ts'
import { newLevel, pathMeans, scopeTable } from './scope.ts'
import type { FromSide, Level, ScopeColumn, ScopeTable } from './scope.ts'
import { as, commonType, fieldFor, isNumeric, isOrdered, wordFor } from './types.ts'

/** What FROM needs of the rest of the translator. */
export interface FromContext {
  readonly docs: readonly TableDoc[]
  readonly ctes: Ctes
  readonly outer: Level | null
  readonly alias: () => string
  readonly query: (query: Query) => Relation
  readonly condition: (expr: Expr, level: Level) => string
}

type Visible = FromSide['visible'][number]

/** A table, a subquery or a join of FROM. */
export function fromSide(ref: TableRef, ctx: FromContext): FromSide {
  switch (ref.kind) {
    case 'table':
      return namedTable(ref.path, ref.alias, ctx)
    case 'derived': {
      const relation = ctx.query(ref.query)
      const alias = ctx.alias()
      return oneTable(`(${relation.sql}) AS ${alias}`, { names: [ref.alias.text], columns: throughAlias(relation.columns, alias) })
    }
    case 'join':
      return joined(ref, ctx)
  }
}

/** Tables beside each other, as the commas of FROM put them. */
export function besides(sides: readonly FromSide[], at: number): FromSide {
  checkNames(
    sides.flatMap((s) => s.tables),
    at,
  )
  return { sql: sides.map((s) => s.sql).join(', '), tables: sides.flatMap((s) => s.tables), visible: sides.flatMap((s) => s.visible) }
}

function checkNames(tables: readonly ScopeTable[], at: number): void {
  const seen = new Set<string>()
  for (const { names } of tables) {
    const name = names.at(-1)!
    if (seen.has(name)) refuse(`the name ${name} stands for two tables of this FROM: give one of them another alias`, at)
    seen.add(name)
  }
}

function oneTable(sql: string, table: ScopeTable): FromSide {
  return { sql, tables: [table], visible: table.columns.map((column) => ({ column, of: table })) }
}

function namedTable(path: readonly Name[], alias: Name | null, ctx: FromContext): FromSide {
  const sqlAlias = ctx.alias()
  const last = path.at(-1)!
  const cte = path.length === 1 ? ctx.ctes.findLast((c) => means(last, c.name)) : undefined
  if (cte !== undefined)
    return oneTable(`${cte.sql} AS ${sqlAlias}`, { names: [alias?.text ?? cte.name], columns: throughAlias(cte.columns, sqlAlias) })
  const doc = ctx.docs.find((d) => pathMeans(path, d.name)) ?? ctx.docs.find((d) => path.length === 1 && means(last, d.name.split('.').at(-1)!))
  if (doc === undefined) return noTable(path, ctx.docs)
  const short = doc.name.split('.').at(-1)!
  // uploads are temporary tables of the request's own session
  const sqlName = doc.name
    .replace(/^tap_upload\./u, 'pg_temp.')
    .split('.')
    .map(quoteName)
    .join('.')
  return oneTable(`${sqlName} AS ${sqlAlias}`, scopeTable(doc, sqlAlias, alias === null ? [short, doc.name] : [alias.text]))
}

function noTable(path: readonly Name[], docs: readonly TableDoc[]): never {
  const asked = path.map((p) => p.written).join('.')
  const names = docs.map((d) => d.name)
  const short = names.map((n) => n.split('.').at(-1)!)
  const near = nearest(asked, names) ?? nearest(path.at(-1)!.written, short)
  return refuse(
    `there is no table ${asked}${near === null ? '' : `; did you mean ${near}?`} (tables: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''})`,
    path.at(-1)!.at,
  )
}

const joinWords = { inner: 'JOIN', left: 'LEFT JOIN', right: 'RIGHT JOIN', full: 'FULL JOIN', cross: 'CROSS JOIN' } as const

function joined(ref: Join, ctx: FromContext): FromSide {
  const left = fromSide(ref.left, ctx)
  const right = fromSide(ref.right, ctx)
  const both = besides([left, right], ref.at)
  const rightSql = ref.right.kind === 'join' ? `(${right.sql})` : right.sql
  const start = `${left.sql} ${joinWords[ref.join]} ${rightSql}`
  if (ref.join === 'cross') return { ...both, sql: start }
  if (ref.on !== null) return { ...both, sql: `${start} ON ${ctx.condition(ref.on, newLevel(both, ctx.outer))}` }
  const pairs = sharedColumns(ref, left, right)
  const tests: string[] = []
  const merged: Visible[] = []
  for (const [l, r] of pairs) {
    const type = commonType(l.column.type, r.column.type)
    if (type === null || !isOrdered(type))
      refuse(`${l.column.shown} is ${wordFor(l.column.type)} on the left of the join and ${wordFor(r.column.type)} on its right`, ref.at)
    const plain = isNumeric(type!)
    tests.push(`${plain ? l.column.sql : as(l.column, type!)} = ${plain ? r.column.sql : as(r.column, type!)}`)
    merged.push({ column: mergedColumn(ref.join, l.column, r.column), of: null })
  }
  const gone = new Set(pairs.flat())
  const visible = [...merged, ...both.visible.filter((v) => !gone.has(v))]
  return { sql: `${start} ON ${tests.join(' AND ')}`, tables: both.tables, visible }
}

/** One column for two: the side that cannot be missing, or in a FULL JOIN whichever is there. */
function mergedColumn(join: Join['join'], l: ScopeColumn, r: ScopeColumn): ScopeColumn {
  if (join === 'right') return r
  if (join !== 'full') return l
  const type = commonType(l.type, r.type) ?? l.type
  return { name: l.name, shown: l.shown, sql: `coalesce(${as(l, type)}, ${as(r, type)})`, type, field: fieldFor(l.shown, type, l.field) }
}

function sharedColumns(ref: Join, left: FromSide, right: FromSide): readonly (readonly [Visible, Visible])[] {
  const one = (side: FromSide, fits: (name: string) => boolean, name: string, at: number, where: string): Visible => {
    const found = side.visible.filter((v) => fits(v.column.name))
    if (found.length > 1) refuse(`the join's column ${name} is in more than one table on its ${where}`, at)
    return found[0] ?? refuse(`USING (${name}): there is no such column on the ${where} of the join`, at)
  }
  if (ref.using !== null)
    return ref.using.map((u) => [one(left, (n) => means(u, n), u.written, u.at, 'left'), one(right, (n) => means(u, n), u.written, u.at, 'right')])
  const names = [...new Set(left.visible.map((v) => v.column.name))].filter((n) => right.visible.some((v) => v.column.name === n))
  if (names.length === 0) refuse('NATURAL JOIN: the tables have no column name in common', ref.at)
  return names.map((n) => [one(left, (x) => x === n, n, ref.at, 'left'), one(right, (x) => x === n, n, ref.at, 'right')])
}
