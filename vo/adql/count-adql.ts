import { parseAdql } from './parse.ts'
import { printAdql } from './print.ts'
import type { Name, Query, Select } from './ast.ts'

/** A query that counts the rows of another; `cap` = TOP of the other, above which it gives none. */
export interface CountQuery {
  readonly adql: string
  readonly cap: number | null
}

const called = (text: string): Name => ({ text, written: text, quoted: false, at: 0 })
const count = {
  kind: 'expr',
  expr: { kind: 'call', name: 'COUNT', args: [], distinct: false, star: true, at: 0 },
  alias: called('n'),
  at: 0,
} as const

/** How many rows a query would give, as a query; null where it cannot be read. Order, TOP and OFFSET are left out: they change no count but cap it. */
export function countAdqlOf(adql: string): CountQuery | null {
  const parsed = parseAdql(adql)
  if (!parsed.ok) return null
  const { body } = parsed.value
  const cap = body.kind === 'select' ? body.top : null
  const inner: Query = { with: parsed.value.with, body: body.kind === 'select' ? { ...body, top: null } : body, orderBy: [], offset: null }
  if (body.kind === 'select' && isPlain(body)) return { adql: printAdql({ ...inner, body: { ...body, top: null, items: [count] } }), cap }
  // two columns of one name are legal in an answer, not in a table: rows are what is counted
  const named = body.kind === 'select' && body.groupBy.length > 0 && !body.distinct ? { ...inner, body: { ...body, top: null, items: [one] } } : inner
  const outer: Select = {
    kind: 'select',
    distinct: false,
    top: null,
    items: [count],
    from: [{ kind: 'derived', query: { ...named, with: [] }, alias: called('answer'), at: 0 }],
    where: null,
    groupBy: [],
    having: null,
    at: 0,
  }
  return { adql: printAdql({ with: parsed.value.with, body: outer, orderBy: [], offset: null }), cap }
}

const one = { kind: 'expr', expr: { kind: 'number', text: '1', at: 0 }, alias: called('one'), at: 0 } as const

const aggregates: ReadonlySet<string> = new Set(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'])

/** One row of the answer per row of FROM and WHERE. */
function isPlain(select: Select): boolean {
  if (select.distinct || select.groupBy.length > 0 || select.having !== null) return false
  // cheap and sure: an aggregate anywhere in the list, however deep
  return !select.items.some((item) => item.kind === 'expr' && mentionsAggregate(item.expr))
}

function mentionsAggregate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const node = value as { readonly kind?: string; readonly name?: unknown }
  if (node.kind === 'call' && typeof node.name === 'string' && aggregates.has(node.name)) return true
  return Object.values(value).some(mentionsAggregate)
}
