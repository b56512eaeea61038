import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Expr } from '../../../vo/adql/ast.ts'
import { aggregates } from './aggregates.ts'
import { findColumn } from './scope.ts'
import type { Level } from './scope.ts'

/** Refuses an expression of a grouped SELECT that reads a column which is neither grouped by nor inside an aggregate. `terms`: SQL of GROUP BY. */
export function checkGrouped(expr: Expr, level: Level, terms: ReadonlySet<string>): void {
  const sql = level.written.get(expr)
  if (sql !== undefined && terms.has(sql)) return
  if (expr.kind === 'column') {
    if (findColumn(expr.path, level)?.level !== level) return
    const name = expr.path.at(-1)!
    refuse(`${name.written} must stand in GROUP BY, or inside COUNT, SUM, AVG, MIN or MAX`, name.at)
  }
  if (expr.kind === 'call' && aggregates.has(expr.name)) return
  for (const read of level.readsOf.get(expr) ?? [])
    if (!terms.has(read.sql)) refuse(`${read.name.written} must stand in GROUP BY: a subquery reads it`, read.name.at)
  for (const part of partsOf(expr)) checkGrouped(part, level, terms)
}

/** The expressions that an expression is made of; not those inside subqueries. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'sign':
    case 'cast':
    case 'not':
    case 'isNull':
    case 'inQuery':
      return [expr.of]
    case 'arithmetic':
    case 'compare':
      return [expr.left, expr.right]
    case 'call':
      return expr.args
    case 'and':
    case 'or':
      return expr.parts
    case 'between':
      return [expr.of, expr.low, expr.high]
    case 'inList':
      return [expr.of, ...expr.list]
    case 'like':
      return [expr.of, expr.pattern]
    case 'case':
      return [...expr.whens.flatMap((w) => [w.when, w.then]), ...(expr.otherwise === null ? [] : [expr.otherwise])]
    default:
      return []
  }
}
