import type { Expr, Query } from '../adql/ast.ts'

/** A canonical text of what a query is, whatever its values: literals, lists of literals and geometries of literals are blanks; places are left out. */
export function shapeOf(query: Query): string {
  const { text: _, ...rest } = query
  return JSON.stringify(bare(rest))
}

const geometric: ReadonlySet<string> = new Set(['POINT', 'CIRCLE', 'POLYGON', 'BOX'])

function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare)
  if (typeof node !== 'object' || node === null) return node
  if (isLiteral(node as Expr)) return literalKind(node as Expr)
  const { kind, list, of, negated } = node as { kind?: string; list?: readonly Expr[]; of?: unknown; negated?: unknown }
  if (kind === 'inList' && list?.every(isLiteral) === true) return { kind, of: bare(of), negated, list: [...new Set(list.map(literalKind))].sort() }
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'at')
      .map(([key, value]) => [key, bare(value)]),
  )
}

function isLiteral(e: Expr): boolean {
  switch (e.kind) {
    case 'number':
    case 'string':
      return true
    case 'sign':
      return e.op !== '~' && e.of.kind === 'number'
    case 'call':
      return geometric.has(e.name) && e.args.length > 0 && e.args.every(isLiteral)
    default:
      return false
  }
}

function literalKind(e: Expr): string {
  return e.kind === 'call' ? '?geometry' : e.kind === 'string' ? '?text' : '?number'
}
