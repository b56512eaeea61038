import { refuse } from '../../../vo/adql/adql-error.ts'
import type { CastType, Expr } from '../../../vo/adql/ast.ts'
import type { Emitted } from './emitted.ts'
import { as, isNumeric, isText, wordFor } from './types.ts'
import type { SqlType } from './types.ts'

const targets: Readonly<Record<CastType, SqlType>> = {
  CHAR: 'text',
  VARCHAR: 'text',
  SMALLINT: 'short',
  INTEGER: 'int',
  BIGINT: 'long',
  REAL: 'float',
  'DOUBLE PRECISION': 'double',
  TIMESTAMP: 'timestamp',
  BOOLEAN: 'boolean',
  POINT: 'point',
  CIRCLE: 'shape',
  POLYGON: 'shape',
}

/** CAST(x AS type). Numbers become whole by cutting their fraction off (PostgreSQL alone would round). */
export function emitCast(expr: Extract<Expr, { kind: 'cast' }>, e: Emitted): Emitted {
  const to = targets[expr.to]
  if (to === 'shape' || to === 'point') {
    if (!isText(e.type)) refuse(`CAST to ${expr.to} needs text such as '${expr.to} ICRS …', found ${wordFor(e.type)}`, expr.at)
    const kind = { POINT: 0, CIRCLE: 1, POLYGON: 2 }[expr.to as 'POINT' | 'CIRCLE' | 'POLYGON']
    return { sql: `dax.shape_of_kind(${as(e, 'text')}, ${kind})`, type: to }
  }
  if (e.type === 'shape' || e.type === 'point') {
    if (to !== 'text') refuse(`a geometry cannot be cast to ${expr.to}`, expr.at)
    return cut(`dax.shape_text(${e.sql})`, expr.length)
  }
  if (e.type === 'array') return refuse('an array cannot be cast', expr.at)
  if (e.type === 'null') return { sql: as(e, to), type: to }
  if (to === 'text') return cut(e.type === 'timestamp' ? `replace((${e.sql})::text, ' ', 'T')` : as(e, 'text'), expr.length)
  const allowed =
    to === 'timestamp'
      ? isText(e.type) || e.type === 'timestamp'
      : to === 'boolean'
        ? isText(e.type) || e.type === 'boolean'
        : isNumeric(e.type) || isText(e.type)
  if (!allowed) refuse(`${wordFor(e.type)} cannot be cast to ${expr.to}`, expr.at)
  const meaning = e.field === undefined || !isNumeric(to) || !isNumeric(e.type) ? {} : { field: e.field }
  const whole = to === 'short' || to === 'int' || to === 'long'
  if (whole && (e.type === 'float' || e.type === 'double'))
    return { sql: as({ sql: `trunc(${as(e, 'double')})`, type: 'double' }, to), type: to, ...meaning }
  return { sql: as(e, to), type: to, ...meaning }
}

function cut(sql: string, length: number | null): Emitted {
  return { sql: length === null ? sql : `(${sql})::varchar(${length})::text`, type: 'text' }
}
