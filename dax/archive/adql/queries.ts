import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Expr, OrderItem, Query, QueryBody, Select } from '../../../vo/adql/ast.ts'
import type { TableDoc } from '../../../vo/table/catalog.ts'
import type { Emitted, Place } from './emitted.ts'
import { Expressions } from './expressions.ts'
import { besides, fromSide } from './from.ts'
import { checkGrouped } from './grouping.ts'
import { means } from './names.ts'
import type { Params } from './params.ts'
import { alike } from './relation.ts'
import type { Ctes, OutColumn, Relation } from './relation.ts'
import { findColumn, newLevel, tableNamed } from './scope.ts'
import type { Level } from './scope.ts'
import { as, fieldFor, isOrdered } from './types.ts'

/** Columns that PostgreSQL gives in one result. */
const maxColumns = 1600
const maxSql = 8_000_000
/** Deepest expression after subqueries have been put into each other: measured, PGlite's stack (which it does not guard) ends beyond 400. */
const maxPlanDepth = 250

interface Around {
  readonly outer: Level | null
  readonly ctes: Ctes
  /** The result goes out: geometries become text. */
  readonly final: boolean
  /** Depth of the deepest WITH query that can be seen. */
  readonly cteDepth: number
}

/** Writes queries as SQL. */
export class Queries {
  readonly #params: Params
  readonly #docs: readonly TableDoc[]
  #aliases = 0

  constructor(docs: readonly TableDoc[], params: Params) {
    this.#docs = docs
    this.#params = params
  }

  /** The whole query, geometries as text, at most `maxRows` rows. */
  whole(query: Query, maxRows: number | null): Relation {
    return this.#query(query, { outer: null, ctes: [], final: true, cteDepth: 0 }, maxRows)
  }

  #query(query: Query, around: Around, maxRows: number | null = null): Relation {
    let { ctes, cteDepth } = around
    const withs: string[] = []
    for (const { name, query: inner } of query.with) {
      const relation = this.#query(inner, { outer: null, ctes, final: false, cteDepth })
      const sql = `w${++this.#aliases}`
      withs.push(`${sql} AS (${relation.sql})`)
      cteDepth = Math.max(cteDepth, relation.depth)
      ctes = [...ctes, { name: name.text, sql, columns: relation.columns }]
    }
    const inside = { ...around, ctes, cteDepth }
    const { sql: bare, columns, depth, top } = this.#ordered(query, inside)
    let sql = withs.length > 0 ? `WITH ${withs.join(', ')} ${bare}` : bare
    const limits = [top, maxRows].filter((n) => n !== null)
    if (limits.length > 0) sql += ` LIMIT ${this.#params.fresh(Math.min(...limits), 'bigint')}`
    if (query.offset !== null) sql += ` OFFSET ${this.#params.fresh(query.offset, 'bigint')}`
    if (sql.length > maxSql) refuse('the query is too complex: name its parts by WITH, or make it in steps', 0)
    return { sql, columns, depth }
  }

  /** A body with its ORDER BY. */
  #ordered(query: Query, around: Around): Relation & { readonly top: number | null } {
    if (query.body.kind === 'select') return { ...this.#select(query.body, around, query.orderBy), top: query.body.top }
    const relation = this.#body(query.body, around)
    if (query.orderBy.length === 0) return { ...relation, top: null }
    const places = query.orderBy.map((item) => {
      const place = resultPlace(item.expr, relation.columns)
      if (place === null) return refuse('ORDER BY after UNION, EXCEPT or INTERSECT takes names or numbers of result columns', item.expr.at)
      checkOrdered(relation.columns[place - 1]!, item.expr.at)
      return `${place}${item.descending ? ' DESC' : ''}`
    })
    return { ...relation, sql: `${relation.sql} ORDER BY ${places.join(', ')}`, top: null }
  }

  #body(body: QueryBody, around: Around): Relation {
    if (body.kind === 'select') return this.#select(body, around, [])
    if (body.kind === 'nested') {
      const relation = this.#query(body.query, around)
      return { ...relation, sql: `(${relation.sql})` }
    }
    const sides = [body.left, body.right].map((side): Relation => {
      const relation = this.#body(side, around)
      const limited = side.kind === 'select' && side.top !== null ? `${relation.sql} LIMIT ${this.#params.fresh(side.top, 'bigint')}` : relation.sql
      return { ...relation, sql: limited }
    }) as [Relation, Relation]
    const [left, right] = alike(...sides, body.op, body.at)
    return {
      sql: `(${left.sql}) ${body.op}${body.all ? ' ALL' : ''} (${right.sql})`,
      columns: left.columns,
      depth: Math.max(left.depth, right.depth),
    }
  }

  #select(select: Select, around: Around, orderBy: readonly OrderItem[]): Relation {
    const { outer, ctes, cteDepth } = around
    let innerDepth = cteDepth
    const sub = (query: Query, level: Level | null): Relation => {
      const relation = this.#query(query, { outer: level, ctes, final: false, cteDepth })
      innerDepth = Math.max(innerDepth, relation.depth)
      return relation
    }
    const expressions = new Expressions(this.#params, (query, place) => sub(query, place.level))
    const from = besides(
      select.from.map((ref) =>
        fromSide(ref, {
          docs: this.#docs,
          ctes,
          outer,
          alias: () => `t${++this.#aliases}`,
          query: (query) => sub(query, outer),
          condition: (expr, level) => expressions.condition(expr, { level, noAggregates: 'ON', falseIsNull: true }, 'ON'),
        }),
      ),
      select.at,
    )
    const level = newLevel(from, outer)
    const at = (noAggregates: string | null, falseIsNull = false): Place => ({ level, noAggregates, falseIsNull })
    const where = select.where === null ? '' : ` WHERE ${expressions.condition(select.where, at('WHERE', true), 'WHERE')}`
    const groups = select.groupBy.map((e) => groupTerm(e, select, level)).map((e) => groupable(expressions.emit(e, at('GROUP BY')), e))
    const { list, columns } = this.#items(select, around, (e) => expressions.emit(e, at(null)), level)
    const having = select.having === null ? '' : ` HAVING ${expressions.condition(select.having, at(null), 'HAVING')}`
    const order = orderBy.map((item) => orderTerm(item, columns, list, select.distinct, (e) => expressions.emit(e, at(null))))
    if (groups.length > 0 || level.aggregates > 0 || select.having !== null) {
      const terms = new Set(groups)
      for (const item of select.items) if (item.kind === 'expr') checkGrouped(item.expr, level, terms)
      if (select.items.some((i) => i.kind !== 'expr')) checkStar(select, level, terms)
      if (select.having !== null) checkGrouped(select.having, level, terms)
      for (const { expr } of orderBy) if (resultPlace(expr, columns) === null) checkGrouped(expr, level, terms)
    }
    const group = groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`
    const sql = `SELECT ${select.distinct ? 'DISTINCT ' : ''}${list.map((s, i) => `${s} AS c${i + 1}`).join(', ')} FROM ${from.sql}${where}${group}${having}`
    const depth = expressions.deepest + innerDepth
    if (depth > maxPlanDepth) refuse('the query and its subqueries are nested too deep: simplify them', select.at)
    return { sql: order.length === 0 ? sql : `${sql} ORDER BY ${order.join(', ')}`, columns, depth }
  }

  #items(
    select: Select,
    around: Around,
    emit: (e: Expr) => Emitted,
    level: Level,
  ): { readonly list: readonly string[]; readonly columns: readonly OutColumn[] } {
    const list: string[] = []
    const columns: OutColumn[] = []
    const add = (e: Emitted, name: string, shown: string): void => {
      if (columns.length === maxColumns) refuse(`the result has more than ${maxColumns} columns`, select.at)
      const isShape = e.type === 'shape' || e.type === 'point'
      const field = fieldFor(shown, e.type, e.field)
      list.push(isShape && around.final ? `dax.shape_text(${e.sql})` : as(e, e.type))
      columns.push({ name, shown, type: isShape && around.final ? 'text' : e.type, field })
    }
    for (const item of select.items) {
      if (item.kind === 'expr') {
        const known = item.expr.kind === 'column' ? findColumn(item.expr.path, level)?.column : undefined
        const name = item.alias?.text ?? known?.name ?? nameOf(item.expr)
        add(emit(item.expr), name, item.alias?.written ?? known?.shown ?? name)
      } else {
        const found = item.kind === 'all' ? level.from.visible.map((v) => v.column) : tableNamed(item.table, level).columns
        for (const c of found) add({ sql: c.sql, type: c.type, field: c.field }, c.name, c.shown)
      }
    }
    return { list, columns }
  }
}

/** What a GROUP BY term means: an alias of the select list may stand for its expression, where no column has that name. */
function groupTerm(expr: Expr, select: Select, level: Level): Expr {
  const [only] = expr.kind === 'column' && expr.path.length === 1 ? expr.path : []
  if (only === undefined || findColumn([only], level) !== null) return expr
  const item = select.items.find((i) => i.kind === 'expr' && i.alias !== null && means(only, i.alias.text))
  return item?.kind === 'expr' ? item.expr : expr
}

function groupable(e: Emitted, expr: Expr): string {
  if (e.type === 'array') refuse('an array cannot stand in GROUP BY', expr.at)
  return as(e, e.type)
}

/** Number of the result column that an ORDER BY term names, from 1; null where it is an expression of its own. */
function resultPlace(expr: Expr, columns: readonly OutColumn[]): number | null {
  if (expr.kind === 'number') {
    const n = Number(expr.text)
    if (!Number.isInteger(n) || n < 1 || n > columns.length)
      refuse(`ORDER BY ${expr.text.slice(0, 20)}: the query has ${columns.length} columns`, expr.at)
    return n
  }
  if (expr.kind !== 'column' || expr.path.length !== 1) return null
  const found = columns.findIndex((c) => means(expr.path[0]!, c.name))
  return found < 0 ? null : found + 1
}

function checkOrdered(column: OutColumn, at: number): void {
  if (!isOrdered(column.type) || column.field.xtype?.startsWith('adql:') === true)
    refuse(`${column.shown} is a geometry or an array: it has no order`, at)
}

function orderTerm(item: OrderItem, columns: readonly OutColumn[], list: readonly string[], distinct: boolean, emit: (e: Expr) => Emitted): string {
  const direction = item.descending ? ' DESC' : ''
  const place = resultPlace(item.expr, columns)
  if (place !== null) {
    checkOrdered(columns[place - 1]!, item.expr.at)
    return `${place}${direction}`
  }
  const e = emit(item.expr)
  if (!isOrdered(e.type)) refuse('a geometry or an array has no order', item.expr.at)
  const same = list.indexOf(e.sql)
  if (same >= 0) return `${same + 1}${direction}`
  if (distinct) refuse('ORDER BY after SELECT DISTINCT takes only what the select list has', item.expr.at)
  return `${as(e, e.type)}${direction}`
}

function checkStar(select: Select, level: Level, terms: ReadonlySet<string>): void {
  for (const item of select.items) {
    if (item.kind === 'expr') continue
    const found = item.kind === 'all' ? level.from.visible.map((v) => v.column) : tableNamed(item.table, level).columns
    const missing = found.find((c) => !terms.has(c.sql))
    if (missing !== undefined) refuse(`* stands for ${missing.shown} too, which must stand in GROUP BY or inside an aggregate`, item.at)
  }
}

/** Heading of a result column without an alias. */
function nameOf(expr: Expr): string {
  if (expr.kind === 'column') return expr.path.at(-1)!.text
  if (expr.kind === 'call') return expr.name.toLowerCase()
  return expr.kind === 'cast' ? nameOf(expr.of) : 'value'
}
