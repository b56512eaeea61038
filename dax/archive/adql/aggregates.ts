import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Call, Expr } from '../../../vo/adql/ast.ts'
import type { Emitted, Place } from './emitted.ts'
import { as, isNumeric, isOrdered, isWhole, wordFor } from './types.ts'

export const aggregates: ReadonlySet<string> = new Set(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX'])

/** COUNT, SUM, AVG, MIN, MAX. Sums of whole numbers are long, other sums and means double. */
export function emitAggregate(call: Call, place: Place, emit: (expr: Expr) => Emitted): Emitted {
  const { level } = place
  if (place.noAggregates !== null) refuse(`${call.name} cannot stand in ${place.noAggregates}: use HAVING, or a subquery`, call.at)
  if (level.insideAggregate > 0) refuse(`${call.name} cannot stand inside another aggregate: use a subquery`, call.at)
  level.aggregates += 1
  if (call.star) return { sql: 'count(*)', type: 'long' }
  const [only] = call.args
  if (call.args.length !== 1 || only === undefined) return refuse(`${call.name} takes 1 argument, found ${call.args.length}`, call.at)
  level.insideAggregate += 1
  const e = emit(only)
  level.insideAggregate -= 1
  const inner = `${call.distinct ? 'DISTINCT ' : ''}${as(e, e.type)}`
  const meaning = e.field === undefined ? {} : { field: e.field }
  if (call.name === 'COUNT') return { sql: `count(${inner})`, type: 'long' }
  if (call.name === 'MIN' || call.name === 'MAX') {
    if (!isOrdered(e.type) || e.type === 'boolean') refuse(`${call.name} needs numbers or text, found ${wordFor(e.type)}`, only.at)
    return { sql: `${call.name.toLowerCase()}(${inner})`, type: e.type, ...meaning }
  }
  if (!isNumeric(e.type)) refuse(`${call.name} needs numbers, found ${wordFor(e.type)}`, only.at)
  const number = `${call.distinct ? 'DISTINCT ' : ''}${e.type === 'null' ? as(e, 'double') : e.sql}`
  if (call.name === 'SUM' && isWhole(e.type) && e.type !== 'null') return { sql: `sum(${number})::bigint`, type: 'long', ...meaning }
  return { sql: `${call.name.toLowerCase()}(${number})::float8`, type: 'double', ...meaning }
}
