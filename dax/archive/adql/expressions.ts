import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Call, Expr, Query } from '../../../vo/adql/ast.ts'
import { printAdql } from '../../../vo/adql/print.ts'
import { functionWords } from '../../../vo/adql/tokens.ts'
import { unreachable } from '../../../vo/result.ts'
import { emitAggregate, aggregates } from './aggregates.ts'
import { emitCast } from './cast.ts'
import { emitCompare, caseOf, comparable } from './compare.ts'
import type { Emitted, Emitter, Place } from './emitted.ts'
import { functions } from './functions.ts'
import { emitMeasure, emitShape, measureFunctions, shapeFunctions } from './geometry.ts'
import { nearest } from './names.ts'
import type { Params } from './params.ts'
import { emitPredicate, predicateFunctions } from './predicates.ts'
import { findColumn, noColumn } from './scope.ts'
import type { InnerRead, Level } from './scope.ts'
import { as, commonType, isNumeric, isOrdered, isText, isWhole, wider, wordFor } from './types.ts'
import type { SqlType } from './types.ts'
import { unitFactor } from './units.ts'

/** Longest SQL that one expression may become: nested geometry writes its parts more than once. */
const maxSql = 500_000
/** Deepest expression. A chain a + b + c … is as deep as it is long. */
const maxDepth = 150

/** What a subquery inside an expression becomes. */
export interface Subquery {
  readonly sql: string
  readonly columns: readonly { readonly type: SqlType; readonly field: Emitted['field'] & {} }[]
}

type WithQuery = Extract<Expr, { kind: 'inQuery' | 'exists' | 'scalarQuery' }>

/** Writes expressions as SQL. `subquery` writes queries inside them. */
export class Expressions {
  readonly #params: Params
  readonly #subquery: (query: Query, place: Place) => Subquery
  #depth = 0
  #deepest = 0
  readonly #known = new Map<string, { readonly level: Level; readonly subquery: Subquery; readonly reads: readonly InnerRead[] }>()

  constructor(params: Params, subquery: (query: Query, place: Place) => Subquery) {
    this.#params = params
    this.#subquery = subquery
  }

  /** How deep the deepest expression so far was. */
  get deepest(): number {
    return this.#deepest
  }

  /** A condition: for WHERE, ON, HAVING, AND, OR, NOT, WHEN. */
  condition(expr: Expr, place: Place, clause: string): string {
    const e = this.emit(expr, place)
    if (e.type === 'boolean' || e.type === 'null') return as(e, 'boolean')
    if (e.predicate !== undefined && expr.kind === 'call')
      return refuse(`${clause} needs a condition, and ${expr.name}(…) is a number: write ${expr.name}(…) = 1`, expr.at)
    return refuse(`${clause} needs a condition (a comparison, IN, BETWEEN, LIKE, IS NULL …), found ${wordFor(e.type)}`, expr.at)
  }

  /** Any expression. Refuses what has no meaning; the SQL is remembered in the level, for the rules of GROUP BY. */
  emit(expr: Expr, place: Place): Emitted {
    this.#deepest = Math.max(this.#deepest, ++this.#depth)
    if (this.#depth > maxDepth)
      refuse(`more than ${maxDepth} operators one inside or after the other: use parentheses, a list or a subquery`, expr.at)
    const e = this.#emit(expr, place)
    this.#depth -= 1
    if (e.sql.length > maxSql) refuse('this expression is too complex: name its parts in a subquery', expr.at)
    place.level.written.set(expr, e.sql)
    return e
  }

  #emit(expr: Expr, place: Place): Emitted {
    const value = expr.kind === 'and' || expr.kind === 'or' ? place : { ...place, falseIsNull: false }
    const to: Emitter = { bind: this.#params.bind, fresh: this.#params.fresh, emit: (e) => this.emit(e, value) }
    const bool = (sql: string): Emitted => ({ sql, type: 'boolean' })
    switch (expr.kind) {
      case 'number':
        return this.#number(expr.text, expr.at)
      case 'string':
        return { sql: to.bind(expr.value, 'text'), type: 'text' }
      case 'boolean':
        return bool(expr.value ? 'true' : 'false')
      case 'null':
        return { sql: 'NULL', type: 'null' }
      case 'column':
        return this.#column(expr, place)
      case 'sign':
        return sign(expr, to.emit(expr.of))
      case 'arithmetic':
        return arithmetic(expr, to.emit(expr.left), to.emit(expr.right))
      case 'call':
        return this.#call(expr, to, place)
      case 'cast':
        return emitCast(expr, to.emit(expr.of))
      case 'compare':
        return bool(emitCompare(expr, to, place))
      case 'and':
      case 'or': {
        const word = expr.kind.toUpperCase()
        const inside = expr.kind === 'or' ? { ...place, isAlternative: true } : place
        return bool(`(${expr.parts.map((p) => this.condition(p, inside, word)).join(` ${word} `)})`)
      }
      case 'not':
        return bool(`(NOT ${this.condition(expr.of, value, 'NOT')})`)
      case 'between': {
        const [of, low, high] = comparable([expr.of, expr.low, expr.high].map(to.emit), 'BETWEEN compares', expr.at) as [string, string, string]
        return bool(`(${of} ${expr.negated ? 'NOT ' : ''}BETWEEN ${low} AND ${high})`)
      }
      case 'inList': {
        const [of, ...list] = comparable([expr.of, ...expr.list].map(to.emit), 'IN compares', expr.at)
        return bool(`(${of} ${expr.negated ? 'NOT ' : ''}IN (${list.join(', ')}))`)
      }
      case 'inQuery': {
        const of = to.emit(expr.of)
        const inner = this.#single(expr, value, 'IN (SELECT …)')
        const type = commonType(of.type, inner.type)
        if (type === null || !isOrdered(type)) return refuse(`IN compares ${wordFor(of.type)} with ${wordFor(inner.type)}`, expr.at)
        const inside =
          type === inner.type || (isNumeric(type) && inner.type !== 'null')
            ? inner.sql
            : `SELECT ${as({ sql: 's.c1', type: inner.type }, type)} FROM (${inner.sql}) AS s`
        return bool(`(${isNumeric(type) && of.type !== 'null' ? of.sql : as(of, type)} ${expr.negated ? 'NOT ' : ''}IN (${inside}))`)
      }
      case 'like': {
        const [of, pattern] = [to.emit(expr.of), to.emit(expr.pattern)]
        for (const e of [of, pattern]) if (!isText(e.type)) refuse(`LIKE compares text, found ${wordFor(e.type)}`, expr.at)
        // no escape character: in ADQL a backslash is one
        return bool(`(${as(of, 'text')} ${expr.negated ? 'NOT ' : ''}${expr.caseless ? 'ILIKE' : 'LIKE'} ${as(pattern, 'text')} ESCAPE '')`)
      }
      case 'isNull':
        return bool(`(${as(to.emit(expr.of), to.emit(expr.of).type)} IS ${expr.negated ? 'NOT ' : ''}NULL)`)
      case 'exists':
        return bool(`EXISTS (${this.#inside(expr, value).sql})`)
      case 'scalarQuery': {
        const inner = this.#single(expr, value, 'a subquery used as a value')
        return { sql: `(${inner.sql})`, type: inner.type, field: inner.field }
      }
      case 'case':
        return caseOf(expr, (e) => this.condition(e, value, 'WHEN'), to)
      default:
        return unreachable(expr)
    }
  }

  /** A subquery of this SELECT. The same ADQL becomes the same SQL, so that GROUP BY knows it again. */
  #inside(expr: WithQuery, place: Place): Subquery {
    const key = printAdql(expr.query)
    const { level } = place
    const known = this.#known.get(key)
    if (known !== undefined && known.level === level) {
      level.readsOf.set(expr, known.reads)
      if (level.insideAggregate === 0) level.readInside.push(...known.reads)
      return known.subquery
    }
    const first = level.readInside.length
    const subquery = this.#subquery(expr.query, place)
    const reads = level.readInside.slice(first)
    level.readsOf.set(expr, reads)
    if (level.insideAggregate === 0) this.#known.set(key, { level, subquery, reads })
    return subquery
  }

  #single(expr: WithQuery, place: Place, what: string): { readonly sql: string } & Subquery['columns'][number] {
    const inner = this.#inside(expr, place)
    const [only] = inner.columns
    if (inner.columns.length !== 1 || only === undefined) return refuse(`${what} needs one column, found ${inner.columns.length}`, expr.at)
    return { sql: inner.sql, ...only }
  }

  #number(text: string, at: number): Emitted {
    if (/^(?:0x[0-9a-f]+|\d+)$/iu.test(text)) {
      const value = BigInt(text)
      if (value <= 2_147_483_647n) return { sql: this.#params.bind(Number(value), 'integer'), type: 'int' }
      if (value <= 9_223_372_036_854_775_807n) return { sql: this.#params.bind(value, 'bigint'), type: 'long' }
      if (/^0x/iu.test(text)) return refuse(`${text} does not fit into 64 bits`, at)
    }
    const value = Number(text)
    return Number.isFinite(value)
      ? { sql: this.#params.bind(value, 'float8'), type: 'double' }
      : refuse(`${text.slice(0, 40)} is too large for a double`, at)
  }

  #column(expr: Extract<Expr, { kind: 'column' }>, place: Place): Emitted {
    const found = findColumn(expr.path, place.level)
    if (found === null) return noColumn(expr.path, place.level)
    const { column: c, level } = found
    if (level !== place.level && level.insideAggregate === 0) level.readInside.push({ sql: c.sql, name: expr.path.at(-1)! })
    return {
      sql: c.sql,
      type: c.type,
      field: c.field,
      plain: true,
      ...(c.shape === undefined ? {} : { shape: c.shape }),
      ...(c.imageId === undefined ? {} : { imageId: c.imageId }),
      ...(c.hpx === undefined ? {} : { hpx: c.hpx }),
    }
  }

  #call(call: Call, to: Emitter, place: Place): Emitted {
    if (aggregates.has(call.name)) return emitAggregate(call, place, to.emit)
    if (call.distinct) refuse(`DISTINCT only stands in COUNT, SUM, AVG, MIN and MAX, not in ${call.name}`, call.at)
    if (shapeFunctions.has(call.name)) return emitShape(call, to)
    if (measureFunctions.has(call.name)) return emitMeasure(call, to)
    if (predicateFunctions.has(call.name)) return emitPredicate(call, to)
    if (call.name === 'IN_UNIT') return inUnit(call, to)
    if (call.name === 'COALESCE') return coalesce(call, to)
    const rule = functions.get(call.name)
    if (rule === undefined) {
      const near = nearest(call.name, functionWords)
      return refuse(`there is no function ${call.name.slice(0, 64)}${near === null ? '' : `; did you mean ${near}?`}`, call.at)
    }
    if (call.args.length < rule.min || call.args.length > rule.max) {
      const wanted = rule.min === rule.max ? String(rule.min) : `${rule.min} to ${rule.max}`
      refuse(`${call.name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, found ${call.args.length}`, call.at)
    }
    const fits = rule.args === 'number' ? isNumeric : isText
    const args = call.args.map((a, i) => {
      const e = to.emit(a)
      if (!fits(e.type)) refuse(`${call.name} needs ${rule.args === 'number' ? 'numbers' : 'text'}, found ${wordFor(e.type)}`, a.at)
      if (i === 1 && (call.name === 'ROUND' || call.name === 'TRUNCATE') && !isWhole(e.type))
        refuse(`${call.name} takes a whole number of digits`, a.at)
      return e
    })
    return { sql: rule.sql(args), type: rule.type(args) }
  }
}

function sign(expr: Extract<Expr, { kind: 'sign' }>, e: Emitted): Emitted {
  if (!isNumeric(e.type)) refuse(`${expr.op} needs a number, found ${wordFor(e.type)}`, expr.at)
  if (expr.op === '~' && !isWhole(e.type)) refuse('~ needs a whole number', expr.at)
  const type = e.type === 'null' ? 'int' : e.type
  return { sql: `(${expr.op} ${as(e, type)})`, type, ...(e.field === undefined ? {} : { field: e.field }) }
}

function arithmetic(expr: Extract<Expr, { kind: 'arithmetic' }>, a: Emitted, b: Emitted): Emitted {
  const { op, at } = expr
  if (op === '||') {
    for (const e of [a, b]) if (!isText(e.type) && !isNumeric(e.type)) refuse(`|| joins text, found ${wordFor(e.type)}`, at)
    return { sql: `(${as(a, 'text')} || ${as(b, 'text')})`, type: 'text' }
  }
  for (const e of [a, b]) if (!isNumeric(e.type)) refuse(`${op} needs numbers, found ${wordFor(e.type)}`, at)
  const type = wider(a.type, b.type)
  const operand = (e: Emitted): string => (e.type === 'null' ? as(e, type) : e.sql)
  if (op === '&' || op === '|' || op === '^') {
    if (!isWhole(type)) refuse(`${op} needs whole numbers`, at)
    return { sql: `(${operand(a)} ${op === '^' ? '#' : op} ${operand(b)})`, type }
  }
  return { sql: `(${operand(a)} ${op} ${operand(b)})`, type }
}

function coalesce(call: Call, to: Emitter): Emitted {
  if (call.args.length === 0) return refuse('COALESCE takes 1 argument or more', call.at)
  const args = call.args.map(to.emit)
  const type = args.reduce<SqlType>((t, a) => commonType(t, a.type) ?? refuse(`COALESCE mixes ${wordFor(t)} and ${wordFor(a.type)}`, call.at), 'null')
  const field = args[0]?.field
  return {
    sql: `coalesce(${args.map((a) => as(a, type)).join(', ')})`,
    type,
    ...(field === undefined ? {} : { field }),
  }
}

function inUnit(call: Call, to: Emitter): Emitted {
  const [value, unit] = call.args
  if (call.args.length !== 2 || value === undefined || unit?.kind !== 'string')
    return refuse("IN_UNIT takes a value and a unit, as in IN_UNIT(s_fov, 'arcmin')", call.at)
  const e = to.emit(value)
  if (!isNumeric(e.type)) refuse(`IN_UNIT needs a number, found ${wordFor(e.type)}`, value.at)
  const factor = unitFactor(e.field?.unit, unit.value)
  if (!factor.ok) return refuse(factor.error.message, call.at)
  return {
    sql: `(${as(e, 'double')} * ${to.bind(factor.value, 'float8')})`,
    type: 'double',
    field: { ...(e.field ?? { name: 'in_unit' }), datatype: 'double', unit: unit.value },
  }
}
