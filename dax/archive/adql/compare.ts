import { refuse } from '../../../vo/adql/adql-error.ts'
import type { CompareOp, Expr } from '../../../vo/adql/ast.ts'
import { constantNumber } from './constant.ts'
import type { Emitted, Emitter, Place } from './emitted.ts'
import { distanceWithin } from './predicates.ts'
import { as, commonType, isNumeric, isOrdered, wordFor } from './types.ts'
import type { SqlType } from './types.ts'

const swapped: Readonly<Record<CompareOp, CompareOp>> = { '=': '=', '<>': '<>', '<': '>', '>': '<', '<=': '>=', '>=': '<=' }

/** Values as SQL of one comparable type; numbers stay as they are, so that indexes of their columns fit. */
export function comparable(values: readonly Emitted[], what: string, at: number): readonly string[] {
  let type: SqlType = values[0]!.type
  for (const v of values.slice(1)) type = commonType(type, v.type) ?? refuse(`${what} ${wordFor(type)} with ${wordFor(v.type)}`, at)
  if (!isOrdered(type)) refuse(`${what} ${wordFor(type)}s: use CONTAINS, INTERSECTS or DISTANCE`, at)
  return values.map((v) => (v.type !== 'null' && isNumeric(v.type) ? v.sql : as(v, type)))
}

/** A comparison. CONTAINS(…) = 1 and DISTANCE(…) < r, either way round, become conditions that an index can answer. */
export function emitCompare(expr: Extract<Expr, { kind: 'compare' }>, to: Emitter, { falseIsNull, isAlternative = false }: Place): string {
  const [a, b] = [to.emit(expr.left), to.emit(expr.right)]
  for (const [side, other, op] of [
    [a, expr.right, expr.op],
    [b, expr.left, swapped[expr.op]],
  ] as const) {
    const value = constantNumber(other)
    if (side.predicate !== undefined && op === '=' && value === 1) return falseIsNull ? side.predicate.indexed(isAlternative) : side.predicate.exact
    if (side.predicate !== undefined && op === '=' && value === 0) return `(NOT ${side.predicate.exact})`
    if (side.points === undefined || !falseIsNull) continue
    const radius = side === a ? b : a
    if (!isNumeric(radius.type) || radius.type === 'null') continue
    const within = distanceWithin(side.points, op, { sql: radius.sql, value }, to.fresh)
    if (within !== null) return within
  }
  const [left, right] = comparable([a, b], `${expr.op} compares`, expr.at)
  return `(${left} ${expr.op} ${right})`
}

/** CASE: all its values become one type. */
export function caseOf(expr: Extract<Expr, { kind: 'case' }>, condition: (e: Expr) => string, to: Emitter): Emitted {
  const whens = expr.whens.map((w) => ({ when: condition(w.when), then: to.emit(w.then) }))
  const otherwise = expr.otherwise === null ? null : to.emit(expr.otherwise)
  const values = [...whens.map((w) => w.then), ...(otherwise === null ? [] : [otherwise])]
  const type = values.reduce<SqlType>(
    (t, v) => commonType(t, v.type) ?? refuse(`CASE gives ${wordFor(t)} here and ${wordFor(v.type)} there`, expr.at),
    'null',
  )
  const tail = otherwise === null ? '' : ` ELSE ${as(otherwise, type)}`
  return { sql: `(CASE ${whens.map((w) => `WHEN ${w.when} THEN ${as(w.then, type)}`).join(' ')}${tail} END)`, type }
}
