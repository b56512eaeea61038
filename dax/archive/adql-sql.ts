import type { Expr, Name, Query, QueryBody, Select, TableRef } from '../../vo/adql/ast.ts'
import { errorAt } from '../../vo/adql/tokens.ts'
import type { AdqlError } from '../../vo/adql/tokens.ts'
import type { Result } from '../../vo/result.ts'
import { unreachable } from '../../vo/result.ts'
import type { SchemaDoc, TableDoc } from '../../vo/table/catalog.ts'
import type { Field } from '../../vo/table/field.ts'
import { numeric, wider } from './adql/emitted.ts'
import type { Emitted } from './adql/emitted.ts'
import { functions, unitFactor } from './adql/functions.ts'
import { constantNumber, emitGeometry, geometryFunctions, pointIn } from './adql/geometry.ts'
import { allTables, fieldOfType, means, nearest, quoteName, scopeTable, typeOfField } from './adql/scope.ts'
import type { ScopeColumn, ScopeTable, SqlType } from './adql/scope.ts'
import type { SqlValue } from './db.ts'

/** What names of a query can mean. */
export interface AdqlScope {
  readonly catalog: readonly SchemaDoc[]
  /** Tables of the request, named tap_upload.NAME. */
  readonly uploads?: readonly TableDoc[]
  /** Rows wanted at most; one more is asked for, so that overflow is seen. */
  readonly maxrec?: number
}

/** A query ready for the database: literals are parameters, `fields` describe the columns of its result. */
export interface SqlQuery {
  readonly sql: string
  readonly params: readonly SqlValue[]
  readonly fields: readonly Field[]
}

const maxParams = 60_000

/** PostgreSQL for an ADQL query. Names are looked up in the scope only; no text of the query gets into the SQL but names that were found there. */
export function toSql(query: Query, scope: AdqlScope): Result<SqlQuery, AdqlError> {
  const translator = new Translator(scope)
  try {
    const out = translator.query(query, null, new Map(), scope.maxrec)
    const { sql, params } = translator.numbered(out.sql)
    return { ok: true, value: { sql, params, fields: out.columns.map((c) => ({ ...c.field, name: c.name })) } }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: errorAt(query.text ?? '', error.at, error.message) }
    throw error
  }
}

// a character that no name of the catalogue has
const mark = '\u0001'
const placePattern = /\u0001(\d+)\u0001/gu

class Refusal extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

function refuse(message: string, at: number): never {
  throw new Refusal(message, at)
}

/** The tables a select can see, and those around it. */
interface Level {
  readonly tables: readonly ScopeTable[]
  /** Columns that USING and NATURAL made one. */
  readonly merged: ReadonlyMap<string, ScopeColumn>
  readonly outer: Level | null
}

interface OutColumn {
  readonly name: string
  readonly sql: string
  readonly type: SqlType
  readonly field: Field
}

interface Relation {
  readonly sql: string
  readonly columns: readonly OutColumn[]
}

type Ctes = ReadonlyMap<string, Relation & { readonly name: string }>

class Translator {
  readonly #values: { readonly value: SqlValue; readonly type: string }[] = []
  readonly #known = new Map<string, string>()
  readonly #docs: readonly TableDoc[]
  #aliases = 0

  constructor(scope: AdqlScope) {
    this.#docs = allTables(scope.catalog, scope.uploads ?? [])
  }

  /** The same value of the same type gets the same place: GROUP BY must see equal expressions as equal. */
  readonly bind = (value: SqlValue, type: string): string => {
    const key = `${type}:${typeof value}:${Array.isArray(value) ? value.map(String).join() : String(value)}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#values.push({ value, type }) > maxParams)
      refuse(`the query has more than ${maxParams} constants: upload them as a table and join it`, 0)
    const place = `${mark}${this.#values.length - 1}${mark}`
    this.#known.set(key, place)
    return place
  }

  /** The SQL with its places as $1, $2 …: only values that are used are parameters (a constant geometry folds its numbers away). */
  numbered(sql: string): { readonly sql: string; readonly params: readonly SqlValue[] } {
    const params: SqlValue[] = []
    const places = new Map<string, string>()
    const text = sql.replace(placePattern, (_, k: string) => {
      const known = places.get(k)
      if (known !== undefined) return known
      const { value, type } = this.#values[Number(k)]!
      const place = `$${params.push(value)}::${type}`
      places.set(k, place)
      return place
    })
    return { sql: text, params }
  }

  query(query: Query, outer: Level | null, ctes: Ctes, maxrec?: number): Relation {
    const known = new Map(ctes)
    const withs: string[] = []
    for (const { name, query: inner } of query.with) {
      const relation = this.query(inner, null, known)
      const alias = quoteName(`with_${++this.#aliases}`)
      withs.push(`${alias} AS (${relation.sql})`)
      known.set(name.text, { name: name.text, sql: alias, columns: relation.columns })
    }
    const { relation, top, level } = this.#body(query.body, outer, known)
    let sql = withs.length > 0 ? `WITH ${withs.join(', ')} ${relation.sql}` : relation.sql
    if (query.orderBy.length > 0) {
      const items = query.orderBy.map((item) => {
        const place = this.#orderTerm(item.expr, relation.columns, level)
        return `${place} ${item.descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`
      })
      sql += ` ORDER BY ${items.join(', ')}`
    }
    const limits = [...(top === null ? [] : [top]), ...(maxrec === undefined ? [] : [maxrec + 1])]
    if (limits.length > 0) sql += ` LIMIT ${this.bind(Math.min(...limits), 'bigint')}`
    if (query.offset !== null) sql += ` OFFSET ${this.bind(query.offset, 'bigint')}`
    return { sql, columns: relation.columns }
  }

  #orderTerm(expr: Expr, columns: readonly OutColumn[], level: Level | null): string {
    if (expr.kind === 'number') {
      const n = Number(expr.text)
      if (!Number.isInteger(n) || n < 1 || n > columns.length) refuse(`ORDER BY ${expr.text}: the query has ${columns.length} columns`, expr.at)
      return String(n)
    }
    if (expr.kind === 'column' && expr.path.length === 1) {
      const i = columns.findIndex((c) => means(expr.path[0]!, c.name))
      if (i >= 0) return String(i + 1)
    }
    if (level === null) refuse('ORDER BY after UNION, EXCEPT or INTERSECT takes names or numbers of result columns', expr.at)
    return this.#emit(expr, level).sql
  }

  #body(
    body: QueryBody,
    outer: Level | null,
    ctes: Ctes,
  ): { readonly relation: Relation; readonly top: number | null; readonly level: Level | null } {
    switch (body.kind) {
      case 'select': {
        const { relation, level } = this.#select(body, outer, ctes)
        return { relation, top: body.top, level }
      }
      case 'nested':
        return { relation: this.#parenthesized(this.query(body.query, outer, ctes)), top: null, level: null }
      case 'set': {
        const [left, right] = [body.left, body.right].map((side) => this.#side(side, outer, ctes)) as [Relation, Relation]
        if (left.columns.length !== right.columns.length)
          refuse(`${body.op} needs the same number of columns on both sides: ${left.columns.length} and ${right.columns.length}`, body.at)
        left.columns.forEach((c, i) => {
          const other = right.columns[i]!
          if (!comparable(c.type, other.type))
            refuse(`${body.op}: column ${i + 1} is ${wordFor(c.type)} on the left and ${wordFor(other.type)} on the right`, body.at)
        })
        const columns = left.columns.map((c, i) =>
          numeric.has(c.type) && c.type !== right.columns[i]!.type ? this.#widened(c, right.columns[i]!) : c,
        )
        return { relation: { sql: `${left.sql} ${body.op}${body.all ? ' ALL' : ''} ${right.sql}`, columns }, top: null, level: null }
      }
    }
  }

  #widened(a: OutColumn, b: OutColumn): OutColumn {
    const type = wider(a.type, b.type)
    return { ...a, type, field: { ...a.field, datatype: type === 'unknown' ? 'int' : (type as 'int') } }
  }

  #side(body: QueryBody, outer: Level | null, ctes: Ctes): Relation {
    const { relation, top } = this.#body(body, outer, ctes)
    if (top !== null) return this.#parenthesized({ ...relation, sql: `${relation.sql} LIMIT ${this.bind(top, 'bigint')}` })
    return body.kind === 'set' ? this.#parenthesized(relation) : relation
  }

  #parenthesized(relation: Relation): Relation {
    return { ...relation, sql: `(${relation.sql})` }
  }

  #select(select: Select, outer: Level | null, ctes: Ctes): { readonly relation: Relation; readonly level: Level } {
    const merged = new Map<string, ScopeColumn>()
    const tables: ScopeTable[] = []
    const from = select.from.map((ref) => this.#tableRef(ref, outer, ctes, tables, merged))
    const level: Level = { tables, merged, outer }
    const columns: OutColumn[] = []
    for (const item of select.items) {
      if (item.kind === 'all') columns.push(...this.#everything(level))
      else if (item.kind === 'allOf') columns.push(...this.#table(item.table, level).columns)
      else {
        const e = this.#emit(item.expr, level, ctes)
        const name = item.alias?.text ?? nameOf(item.expr)
        columns.push({ ...this.#shown(e, name), name })
      }
    }
    let sql = `SELECT ${select.distinct ? 'DISTINCT ' : ''}${columns.map((c) => `${c.sql} AS ${quoteName(c.name)}`).join(', ')} FROM ${from.join(', ')}`
    if (select.where !== null) sql += ` WHERE ${this.#condition(select.where, level, ctes, 'WHERE')}`
    if (select.groupBy.length > 0) sql += ` GROUP BY ${select.groupBy.map((e) => this.#groupTerm(e, select, level, ctes)).join(', ')}`
    if (select.having !== null) sql += ` HAVING ${this.#condition(select.having, level, ctes, 'HAVING')}`
    return { relation: { sql, columns }, level }
  }

  /** A GROUP BY term; an alias of the select list may stand for its expression. */
  #groupTerm(expr: Expr, select: Select, level: Level, ctes: Ctes): string {
    const [only] = expr.kind === 'column' && expr.path.length === 1 ? expr.path : []
    if (only !== undefined && this.#lookup(only, null, level) === null) {
      const item = select.items.find((i) => i.kind === 'expr' && i.alias !== null && means(only, i.alias.text))
      if (item?.kind === 'expr') return this.#emit(item.expr, level, ctes).sql
    }
    return this.#emit(expr, level, ctes).sql
  }

  /** A value as a result column: geometries become text. */
  #shown(e: Emitted, name: string): OutColumn {
    if (e.type === 'shape' || e.type === 'point') return { name, sql: `dax.shape_text(${e.sql})`, type: 'text', field: fieldOfType(name, e.type) }
    if (e.type === 'unknown') return { name, sql: `(${e.sql})::text`, type: 'text', field: fieldOfType(name, 'text') }
    return { name, sql: e.sql, type: e.type, field: { ...(e.field ?? fieldOfType(name, e.type)), name } }
  }

  #everything(level: Level): OutColumn[] {
    const out: OutColumn[] = [...level.merged.values()]
    for (const table of level.tables) for (const c of table.columns) if (!level.merged.has(c.name)) out.push(c)
    return out
  }

  #tableRef(ref: TableRef, outer: Level | null, ctes: Ctes, tables: ScopeTable[], merged: Map<string, ScopeColumn>): string {
    switch (ref.kind) {
      case 'table':
        return this.#namedTable(ref.path, ref.alias, ctes, tables)
      case 'derived': {
        const alias = this.#alias()
        const relation = this.query(ref.query, outer, ctes)
        this.#push(tables, { names: [ref.alias.text], columns: throughAlias(relation.columns, alias) }, ref.alias)
        return `(${relation.sql}) AS ${alias}`
      }
      case 'join': {
        const before = tables.length
        const left = this.#tableRef(ref.left, outer, ctes, tables, merged)
        const middle = tables.length
        const right = this.#tableRef(ref.right, outer, ctes, tables, merged)
        const words = { inner: 'JOIN', left: 'LEFT JOIN', right: 'RIGHT JOIN', full: 'FULL JOIN', cross: 'CROSS JOIN' }[ref.join]
        if (ref.join === 'cross') return `${left} ${words} ${right}`
        if (ref.on !== null) {
          const on = this.#condition(ref.on, { tables: tables.slice(before), merged, outer }, ctes, 'ON')
          return `${left} ${words} ${right} ON ${on}`
        }
        const sides = [tables.slice(before, middle), tables.slice(middle)].map((ts) => ts.flatMap((t) => t.columns)) as [ScopeColumn[], ScopeColumn[]]
        const names = ref.natural ? [...new Set(sides[0].map((c) => c.name))].filter((n) => sides[1].some((c) => c.name === n)) : []
        for (const u of ref.using ?? []) {
          const found = sides.map((side) => side.find((c) => means(u, c.name)))
          if (found.some((c) => c === undefined)) refuse(`USING (${u.text}): the column is not in both tables`, u.at)
          names.push(found[0]!.name)
        }
        if (names.length === 0) refuse('NATURAL JOIN: the tables have no column name in common', ref.at)
        for (const name of names) {
          const c = sides[0].find((x) => x.name === name)!
          merged.set(name, { name, sql: quoteName(name), type: c.type, field: c.field })
        }
        return `${left} ${words} ${right} USING (${names.map(quoteName).join(', ')})`
      }
    }
  }

  #alias(): string {
    return `t${++this.#aliases}`
  }

  #push(tables: ScopeTable[], table: ScopeTable, alias: Name | null): void {
    const clash = tables.find((t) => t.names.some((n) => table.names.includes(n)))
    if (clash !== undefined && alias !== null) refuse(`the name ${alias.text} stands for two tables`, alias.at)
    tables.push(table)
  }

  #namedTable(path: readonly Name[], alias: Name | null, ctes: Ctes, tables: ScopeTable[]): string {
    const sqlAlias = this.#alias()
    const last = path.at(-1)!
    const cte = path.length === 1 ? [...ctes.values()].find((c) => means(last, c.name)) : undefined
    if (cte !== undefined) {
      this.#push(tables, { names: [alias?.text ?? cte.name], columns: throughAlias(cte.columns, sqlAlias) }, alias)
      return `${cte.sql} AS ${sqlAlias}`
    }
    const doc = this.#docs.find((d) => {
      const parts = d.name.split('.')
      return path.length <= 2 && parts.length >= path.length && path.every((p, i) => means(p, parts[parts.length - path.length + i]!))
    })
    if (doc === undefined) {
      const asked = path.map((p) => p.text).join('.')
      const names = this.#docs.map((d) => d.name)
      const near =
        nearest(asked, names) ??
        nearest(
          asked,
          names.map((n) => n.split('.').at(-1)!),
        )
      return refuse(`there is no table ${asked}${near === null ? '' : `; did you mean ${near}?`} (tables: ${names.slice(0, 12).join(', ')})`, last.at)
    }
    const short = doc.name.split('.').at(-1)!
    this.#push(tables, scopeTable(doc, sqlAlias, alias === null ? [short, doc.name] : [alias.text]), alias)
    // uploads are temporary tables of the request's own session
    return `${doc.name.replace(/^tap_upload\./, 'pg_temp.').split('.').map(quoteName).join('.')} AS ${sqlAlias}`
  }

  #table(path: readonly Name[], level: Level): ScopeTable {
    const asked = path.map((p) => p.text).join('.')
    for (let l: Level | null = level; l !== null; l = l.outer) {
      const found = l.tables.find((t) => t.names.includes(asked) || t.names.some((n) => path.length === 1 && means(path[0]!, n)))
      if (found !== undefined) return found
    }
    return refuse(`${asked} is not a table of this query (it has ${level.tables.map((t) => t.names[0]).join(', ')})`, path[0]!.at)
  }

  /** The column a name means, searching outwards; null where there is none. */
  #lookup(name: Name, table: readonly Name[] | null, level: Level): ScopeColumn | null {
    if (table !== null) return this.#table(table, level).columns.find((c) => means(name, c.name)) ?? null
    for (let l: Level | null = level; l !== null; l = l.outer) {
      for (const [known, column] of l.merged) if (means(name, known)) return column
      const found = l.tables.flatMap((t) => t.columns.filter((c) => means(name, c.name)).map((column) => ({ table: t, column })))
      if (found.length > 1)
        refuse(
          `${name.text} is in more than one table (${found.map((f) => f.table.names[0]).join(', ')}): write which, as in ${found[0]!.table.names[0]}.${name.text}`,
          name.at,
        )
      if (found.length === 1) return found[0]!.column
    }
    return null
  }

  #column(path: readonly Name[], level: Level): Emitted {
    const name = path.at(-1)!
    const table = path.length === 1 ? null : path.slice(0, -1)
    const c = this.#lookup(name, table, level)
    if (c === null) {
      const scope = table === null ? level.tables : [this.#table(table, level)]
      const near = nearest(
        name.text,
        scope.flatMap((t) => t.columns.map((x) => x.name)),
      )
      const where = scope.map((t) => t.names.at(-1)).join(', ')
      return refuse(`there is no column ${name.text} in ${where}${near === null ? '' : `; did you mean ${near}?`}`, name.at)
    }
    return {
      sql: c.sql,
      type: c.type,
      field: c.field,
      ...(c.shape === undefined ? {} : { shape: c.shape }),
      ...(c.imageId === undefined ? {} : { imageId: c.imageId }),
    }
  }

  #condition(expr: Expr, level: Level, ctes: Ctes, clause: string): string {
    const e = this.#emit(expr, level, ctes)
    if (e.type === 'boolean' || e.type === 'unknown') return e.sql
    if (e.condition !== undefined)
      refuse(`${clause} needs a condition, and ${nameOf(expr).toUpperCase()}(…) is a number: write ${nameOf(expr).toUpperCase()}(…) = 1`, expr.at)
    return refuse(`${clause} needs a condition (a comparison, IN, BETWEEN, LIKE, IS NULL …), found ${wordFor(e.type)}`, expr.at)
  }

  #emit(expr: Expr, level: Level, ctes: Ctes = new Map()): Emitted {
    const emit = (e: Expr): Emitted => this.#emit(e, level, ctes)
    const bool = (sql: string): Emitted => ({ sql, type: 'boolean' })
    switch (expr.kind) {
      case 'number':
        return this.#number(expr.text, expr.at)
      case 'string':
        return { sql: this.bind(expr.value, 'text'), type: 'text' }
      case 'boolean':
        return bool(expr.value ? 'true' : 'false')
      case 'null':
        return { sql: 'NULL', type: 'unknown' }
      case 'column':
        return this.#column(expr.path, level)
      case 'sign': {
        const e = emit(expr.of)
        if (!numeric.has(e.type)) refuse(`${expr.op} needs a number, found ${wordFor(e.type)}`, expr.at)
        return { sql: `(${expr.op} ${e.sql})`, type: e.type }
      }
      case 'arithmetic':
        return this.#arithmetic(expr.op, emit(expr.left), emit(expr.right), expr.at)
      case 'call':
        return this.#call(expr, level, ctes)
      case 'cast':
        return this.#cast(expr, emit(expr.of))
      case 'compare':
        return bool(this.#compare(expr, emit))
      case 'and':
      case 'or':
        return bool(`(${expr.parts.map((p) => this.#condition(p, level, ctes, expr.kind.toUpperCase())).join(` ${expr.kind.toUpperCase()} `)})`)
      case 'not':
        return bool(`(NOT ${this.#condition(expr.of, level, ctes, 'NOT')})`)
      case 'between': {
        const [of, low, high] = [expr.of, expr.low, expr.high].map(emit) as [Emitted, Emitted, Emitted]
        for (const end of [low, high])
          if (!comparable(of.type, end.type)) refuse(`BETWEEN compares ${wordFor(of.type)} with ${wordFor(end.type)}`, expr.at)
        return bool(`(${of.sql} ${expr.negated ? 'NOT ' : ''}BETWEEN ${low.sql} AND ${high.sql})`)
      }
      case 'inList': {
        const of = emit(expr.of)
        const list = expr.list.map((x) => {
          const e = emit(x)
          return comparable(of.type, e.type) ? e.sql : refuse(`IN compares ${wordFor(of.type)} with ${wordFor(e.type)}`, x.at)
        })
        return bool(`(${of.sql} ${expr.negated ? 'NOT ' : ''}IN (${list.join(', ')}))`)
      }
      case 'inQuery': {
        const of = emit(expr.of)
        const inner = this.query(expr.query, level, ctes)
        const [only] = inner.columns
        if (inner.columns.length !== 1 || only === undefined) refuse(`IN (SELECT …) needs one column, found ${inner.columns.length}`, expr.at)
        if (!comparable(of.type, only.type)) refuse(`IN compares ${wordFor(of.type)} with ${wordFor(only.type)}`, expr.at)
        return bool(`(${of.sql} ${expr.negated ? 'NOT ' : ''}IN (${inner.sql}))`)
      }
      case 'like': {
        const [of, pattern] = [emit(expr.of), emit(expr.pattern)]
        if (!isText(of.type) || !isText(pattern.type))
          refuse(`LIKE compares text, found ${wordFor(isText(of.type) ? pattern.type : of.type)}`, expr.at)
        return bool(`(${of.sql} ${expr.negated ? 'NOT ' : ''}${expr.caseless ? 'ILIKE' : 'LIKE'} ${pattern.sql})`)
      }
      case 'isNull':
        return bool(`(${emit(expr.of).sql} IS ${expr.negated ? 'NOT ' : ''}NULL)`)
      case 'exists':
        return bool(`EXISTS (${this.query(expr.query, level, ctes).sql})`)
      case 'scalarQuery': {
        const inner = this.query(expr.query, level, ctes)
        const [only] = inner.columns
        if (inner.columns.length !== 1 || only === undefined)
          return refuse(`a subquery used as a value needs one column, found ${inner.columns.length}`, expr.at)
        return { sql: `(${inner.sql})`, type: only.type, field: only.field }
      }
      case 'case': {
        const whens = expr.whens.map((w) => ({ when: this.#condition(w.when, level, ctes, 'WHEN'), then: emit(w.then) }))
        const otherwise = expr.otherwise === null ? null : emit(expr.otherwise)
        const values = [...whens.map((w) => w.then), ...(otherwise === null ? [] : [otherwise])]
        const known = values.filter((v) => v.type !== 'unknown')
        for (const v of known)
          if (!comparable(known[0]!.type, v.type)) refuse(`CASE gives ${wordFor(known[0]!.type)} here and ${wordFor(v.type)} there`, expr.at)
        const type = known.reduce<SqlType>((t, v) => (numeric.has(v.type) ? wider(t, v.type) : v.type), 'unknown')
        const tail = otherwise === null ? '' : ` ELSE ${otherwise.sql}`
        return { sql: `CASE ${whens.map((w) => `WHEN ${w.when} THEN ${w.then.sql}`).join(' ')}${tail} END`, type }
      }
      default:
        return unreachable(expr)
    }
  }

  #number(text: string, at: number): Emitted {
    if (/^0x/iu.test(text) || /^\d+$/u.test(text)) {
      const value = BigInt(text)
      if (value <= 2_147_483_647n) return { sql: this.bind(Number(value), 'integer'), type: 'int' }
      if (value <= 9_223_372_036_854_775_807n) return { sql: this.bind(value, 'bigint'), type: 'long' }
      if (/^0x/iu.test(text)) return refuse(`${text} does not fit into 64 bits`, at)
    }
    const value = Number(text)
    return Number.isFinite(value) ? { sql: this.bind(value, 'float8'), type: 'double' } : refuse(`${text} is too large for a double`, at)
  }

  #arithmetic(op: string, a: Emitted, b: Emitted, at: number): Emitted {
    if (op === '||') {
      const text = (e: Emitted): string => (isText(e.type) ? e.sql : `(${e.sql})::text`)
      if (!isText(a.type) && !isText(b.type)) refuse('|| joins text, found two numbers', at)
      return { sql: `(${text(a)} || ${text(b)})`, type: 'text' }
    }
    for (const e of [a, b]) if (!numeric.has(e.type)) refuse(`${op} needs numbers, found ${wordFor(e.type)}`, at)
    const type = wider(a.type, b.type)
    if (op === '&' || op === '|' || op === '^') {
      if (type === 'float' || type === 'double') refuse(`${op} needs whole numbers`, at)
      return { sql: `(${a.sql} ${op === '^' ? '#' : op} ${b.sql})`, type }
    }
    return { sql: `(${a.sql} ${op} ${b.sql})`, type }
  }

  #compare(expr: Extract<Expr, { kind: 'compare' }>, emit: (e: Expr) => Emitted): string {
    const [a, b] = [emit(expr.left), emit(expr.right)]
    if (!comparable(a.type, b.type)) refuse(`${expr.op} compares ${wordFor(a.type)} with ${wordFor(b.type)}`, expr.at)
    // CONTAINS(…) = 1 and 1 = CONTAINS(…): the condition itself, so that its index is used
    for (const [side, other] of [
      [a, expr.right],
      [b, expr.left],
    ] as const) {
      const value = constantNumber(other)
      if (side.condition !== undefined && expr.op === '=' && value === 1) return side.condition
      if (side.condition !== undefined && expr.op === '=' && value === 0) return `(NOT ${side.condition})`
    }
    // DISTANCE(point, constant) < r: the window of the circle first
    const radius = constantNumber(expr.right)
    if (a.points !== undefined && (expr.op === '<' || expr.op === '<=') && radius !== null && radius >= 0 && radius <= 180) {
      for (const [fixed, moving] of [a.points, [a.points[1], a.points[0]]] as const) {
        if (fixed.region?.kind === 'point' && moving.coords !== undefined && moving.region === undefined)
          return `(${pointIn(moving.coords, { kind: 'circle', center: fixed.region.at, radius: radius as never }, this.bind)} AND ${a.sql} ${expr.op} ${b.sql})`
      }
    }
    return `(${a.sql} ${expr.op} ${b.sql})`
  }

  #call(call: Extract<Expr, { kind: 'call' }>, level: Level, ctes: Ctes): Emitted {
    const emit = (e: Expr): Emitted => this.#emit(e, level, ctes)
    if (geometryFunctions.has(call.name)) return emitGeometry(call, { bind: this.bind, emit, refuse })
    if (aggregates.has(call.name)) return this.#aggregate(call, emit)
    if (call.distinct) refuse(`DISTINCT only stands in COUNT, SUM, AVG, MIN and MAX, not in ${call.name}`, call.at)
    if (call.name === 'IN_UNIT') {
      const [value, unit] = call.args
      if (call.args.length !== 2 || value === undefined || unit?.kind !== 'string')
        return refuse("IN_UNIT takes a value and a unit, as in IN_UNIT(s_fov, 'arcmin')", call.at)
      const e = emit(value)
      const factor = unitFactor(e.field?.unit, unit.value)
      if (!factor.ok) return refuse(factor.message, call.at)
      return {
        sql: `((${e.sql})::float8 * ${this.bind(factor.value, 'float8')})`,
        type: 'double',
        field: { ...(e.field ?? { name: 'in_unit' }), datatype: 'double', unit: unit.value },
      }
    }
    const rule = functions[call.name]
    if (rule === undefined) {
      const near = nearest(call.name, [...Object.keys(functions), ...geometryFunctions, ...aggregates, 'IN_UNIT'])
      return refuse(`there is no function ${call.name}${near === null ? '' : `; did you mean ${near}?`}`, call.at)
    }
    if (call.args.length < rule.min || call.args.length > rule.max) {
      const wanted = rule.min === rule.max ? String(rule.min) : `${rule.min} to ${rule.max}`
      refuse(`${call.name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, found ${call.args.length}`, call.at)
    }
    const args = call.args.map((a) => {
      const e = emit(a)
      if (rule.args === 'number' && !numeric.has(e.type)) refuse(`${call.name} needs numbers, found ${wordFor(e.type)}`, a.at)
      if (rule.args === 'text' && !isText(e.type)) refuse(`${call.name} needs text, found ${wordFor(e.type)}`, a.at)
      return e
    })
    const known = args.filter((a) => a.type !== 'unknown')
    if (call.name === 'COALESCE')
      for (const a of known)
        if (!comparable(known[0]!.type, a.type)) refuse(`COALESCE mixes ${wordFor(known[0]!.type)} and ${wordFor(a.type)}`, call.at)
    return { sql: rule.sql(args), type: typeof rule.type === 'function' ? rule.type(args) : rule.type }
  }

  #aggregate(call: Extract<Expr, { kind: 'call' }>, emit: (e: Expr) => Emitted): Emitted {
    const name = call.name.toLowerCase()
    if (call.star) return { sql: 'count(*)', type: 'long' }
    const [only] = call.args
    if (call.args.length !== 1 || only === undefined) return refuse(`${call.name} takes 1 argument, found ${call.args.length}`, call.at)
    const e = emit(only)
    const inner = `${call.distinct ? 'DISTINCT ' : ''}${e.sql}`
    if (call.name === 'COUNT') return { sql: `count(${inner})`, type: 'long' }
    if (call.name === 'MIN' || call.name === 'MAX')
      return { sql: `${name}(${inner})`, type: e.type, ...(e.field === undefined ? {} : { field: e.field }) }
    if (!numeric.has(e.type)) refuse(`${call.name} needs numbers, found ${wordFor(e.type)}`, only.at)
    const meaning = e.field === undefined ? {} : { field: { ...e.field, datatype: 'double' as const } }
    if (call.name === 'SUM' && (e.type === 'short' || e.type === 'int' || e.type === 'long'))
      return { sql: `sum(${inner})::bigint`, type: 'long', ...(e.field === undefined ? {} : { field: { ...e.field, datatype: 'long' as const } }) }
    return { sql: `${name}(${inner})::float8`, type: 'double', ...meaning }
  }

  #cast(expr: Extract<Expr, { kind: 'cast' }>, e: Emitted): Emitted {
    if (e.type === 'shape' || e.type === 'point') refuse('a geometry cannot be cast', expr.at)
    const [sql, type] = (
      {
        CHAR: [expr.length === null ? 'text' : `varchar(${expr.length})`, 'text'],
        VARCHAR: [expr.length === null ? 'text' : `varchar(${expr.length})`, 'text'],
        SMALLINT: ['smallint', 'short'],
        INTEGER: ['integer', 'int'],
        BIGINT: ['bigint', 'long'],
        REAL: ['real', 'float'],
        'DOUBLE PRECISION': ['float8', 'double'],
        TIMESTAMP: ['timestamp', 'timestamp'],
        BOOLEAN: ['boolean', 'boolean'],
      } as const
    )[expr.to]
    return { sql: `(${e.sql})::${sql}`, type }
  }
}

const aggregates: ReadonlySet<string> = new Set(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'])

function throughAlias(columns: readonly OutColumn[], alias: string): ScopeColumn[] {
  return columns.map((c) => ({ name: c.name, sql: `${alias}.${quoteName(c.name)}`, type: typeOfField(c.field), field: c.field }))
}

function nameOf(expr: Expr): string {
  switch (expr.kind) {
    case 'column':
      return expr.path.at(-1)!.text
    case 'call':
      return expr.name.toLowerCase()
    case 'cast':
      return nameOf(expr.of)
    default:
      return 'value'
  }
}

function isText(type: SqlType): boolean {
  return type === 'text' || type === 'timestamp' || type === 'unknown'
}

function comparable(a: SqlType, b: SqlType): boolean {
  if (a === 'unknown' || b === 'unknown') return true
  if (numeric.has(a) && numeric.has(b)) return true
  if (isText(a) && isText(b)) return true
  return a === b && a === 'boolean'
}

function wordFor(type: SqlType): string {
  if (numeric.has(type)) return 'a number'
  if (isText(type)) return 'text'
  if (type === 'boolean') return 'a condition'
  if (type === 'shape' || type === 'point') return 'a geometry'
  return 'an array'
}
