import { unreachable } from '../result.ts'
import type { Expr, Name, Query, QueryBody, Select, SelectItem, TableRef } from './ast.ts'
import { operatorLevels } from './expression-parser.ts'

/** A text as an ADQL string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** ADQL for a query: parseAdql reads the same query from it (places apart). Names stay as they were written. */
export function printAdql(query: Query): string {
  const withs = query.with.length === 0 ? '' : `WITH ${query.with.map((w) => `${name(w.name)} AS (${printAdql(w.query)})`).join(', ')} `
  const order = query.orderBy.length === 0 ? '' : ` ORDER BY ${query.orderBy.map((o) => `${value(o.expr)}${o.descending ? ' DESC' : ''}`).join(', ')}`
  return `${withs}${body(query.body)}${order}${query.offset === null ? '' : ` OFFSET ${query.offset}`}`
}

function name(n: Name): string {
  return n.quoted ? `"${n.text.replaceAll('"', '""')}"` : n.written
}

const dotted = (path: readonly Name[]): string => path.map(name).join('.')

function body(b: QueryBody): string {
  switch (b.kind) {
    case 'select':
      return select(b)
    case 'nested':
      return `(${printAdql(b.query)})`
    case 'set':
      return `${body(b.left)} ${b.op}${b.all ? ' ALL' : ''} ${body(b.right)}`
    default:
      return unreachable(b)
  }
}

function select(s: Select): string {
  let out = `SELECT ${s.distinct ? 'DISTINCT ' : ''}${s.top === null ? '' : `TOP ${s.top} `}${s.items.map(item).join(', ')} FROM ${s.from.map(table).join(', ')}`
  if (s.where !== null) out += ` WHERE ${condition(s.where)}`
  if (s.groupBy.length > 0) out += ` GROUP BY ${s.groupBy.map((e) => value(e)).join(', ')}`
  if (s.having !== null) out += ` HAVING ${condition(s.having)}`
  return out
}

function item(i: SelectItem): string {
  if (i.kind === 'all') return '*'
  if (i.kind === 'allOf') return `${dotted(i.table)}.*`
  return `${value(i.expr)}${i.alias === null ? '' : ` AS ${name(i.alias)}`}`
}

function table(t: TableRef): string {
  switch (t.kind) {
    case 'table':
      return `${dotted(t.path)}${t.alias === null ? '' : ` AS ${name(t.alias)}`}`
    case 'derived':
      return `(${printAdql(t.query)}) AS ${name(t.alias)}`
    case 'join': {
      const right = t.right.kind === 'join' ? `(${table(t.right)})` : table(t.right)
      const words = `${t.natural ? 'NATURAL ' : ''}${t.join === 'inner' ? '' : `${t.join.toUpperCase()} `}JOIN`
      const how = t.on !== null ? ` ON ${condition(t.on)}` : t.using !== null ? ` USING (${t.using.map(name).join(', ')})` : ''
      return `${table(t.left)} ${words} ${right}${how}`
    }
    default:
      return unreachable(t)
  }
}

const conditionKinds: ReadonlySet<Expr['kind']> = new Set(['compare', 'and', 'or', 'not', 'between', 'inList', 'inQuery', 'like', 'isNull', 'exists'])

function condition(e: Expr): string {
  switch (e.kind) {
    case 'or':
      return e.parts.map((p) => (p.kind === 'or' ? `(${condition(p)})` : condition(p))).join(' OR ')
    case 'and':
      return e.parts.map((p) => (p.kind === 'or' || p.kind === 'and' ? `(${condition(p)})` : condition(p))).join(' AND ')
    case 'not':
      return `NOT ${e.of.kind === 'or' || e.of.kind === 'and' ? `(${condition(e.of)})` : condition(e.of)}`
    case 'compare':
      return `${value(e.left)} ${e.op} ${value(e.right)}`
    case 'between':
      return `${value(e.of)}${not(e)} BETWEEN ${value(e.low)} AND ${value(e.high)}`
    case 'inList':
      return `${value(e.of)}${not(e)} IN (${e.list.map((x) => value(x)).join(', ')})`
    case 'inQuery':
      return `${value(e.of)}${not(e)} IN (${printAdql(e.query)})`
    case 'like':
      return `${value(e.of)}${not(e)} ${e.caseless ? 'ILIKE' : 'LIKE'} ${value(e.pattern)}`
    case 'isNull':
      return `${value(e.of)} IS ${e.negated ? 'NOT ' : ''}NULL`
    case 'exists':
      return `EXISTS (${printAdql(e.query)})`
    default:
      return value(e)
  }
}

const not = (e: { readonly negated: boolean }): string => (e.negated ? ' NOT' : '')

/** An operand; a condition gets parentheses, an operator those that its level needs. */
function value(e: Expr, level = 0): string {
  if (conditionKinds.has(e.kind)) return `(${condition(e)})`
  switch (e.kind) {
    case 'number':
      return e.text
    case 'string':
      return quoteText(e.value)
    case 'boolean':
      return e.value ? 'TRUE' : 'FALSE'
    case 'null':
      return 'NULL'
    case 'column':
      return dotted(e.path)
    case 'sign':
      // a space: two minus signs would begin a comment
      return `${e.op} ${value(e.of, operatorLevels.length)}`
    case 'arithmetic': {
      const own = operatorLevels.findIndex((ops) => ops.includes(e.op))
      const text = `${value(e.left, own)} ${e.op} ${value(e.right, own + 1)}`
      return own < level ? `(${text})` : text
    }
    case 'call':
      return e.star ? `${e.name}(*)` : `${e.name}(${e.distinct ? 'DISTINCT ' : ''}${e.args.map(condition).join(', ')})`
    case 'cast':
      return `CAST(${value(e.of)} AS ${e.to}${e.length === null ? '' : `(${e.length})`})`
    case 'scalarQuery':
      return `(${printAdql(e.query)})`
    case 'case':
      return `CASE ${e.whens.map((w) => `WHEN ${condition(w.when)} THEN ${value(w.then)}`).join(' ')}${e.otherwise === null ? '' : ` ELSE ${value(e.otherwise)}`} END`
    default:
      return value(e)
  }
}
