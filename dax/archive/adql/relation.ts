import { refuse } from '../../../vo/adql/adql-error.ts'
import type { Field } from '../../../vo/table/field.ts'
import type { ScopeColumn } from './scope.ts'
import { as, commonType, fieldFor, wordFor } from './types.ts'
import type { SqlType } from './types.ts'

/** One column of a query's result; in the SQL it is named c1, c2 … by its place. */
export interface OutColumn {
  /** As names outside refer to it. */
  readonly name: string
  readonly shown: string
  readonly type: SqlType
  /** Its meaning; the type is not always that of the field. */
  readonly field: Field
}

/** A query as SQL, with what it gives. */
export interface Relation {
  readonly sql: string
  readonly columns: readonly OutColumn[]
  /** How deep its expressions may become when the planner puts those of its subqueries into them. */
  readonly depth: number
}

/** Names of WITH queries that can be seen, newest last. */
export type Ctes = readonly { readonly name: string; readonly sql: string; readonly columns: readonly OutColumn[] }[]

/** The columns of a relation as seen under an alias. */
export function throughAlias(columns: readonly OutColumn[], alias: string): ScopeColumn[] {
  return columns.map((c, i) => {
    const type = c.type === 'null' ? 'text' : c.type
    return { name: c.name, shown: c.shown, sql: `${alias}.c${i + 1}`, type, field: fieldFor(c.shown, type, c.field) }
  })
}

/** Both sides of a set operation with the same types; refuses where they cannot be. */
export function alike(left: Relation, right: Relation, op: string, at: number): readonly [Relation, Relation] {
  if (left.columns.length !== right.columns.length)
    refuse(`${op} needs the same number of columns on both sides: ${left.columns.length} and ${right.columns.length}`, at)
  const types = left.columns.map((c, i) => {
    const other = right.columns[i]!.type
    const type = commonType(c.type, other)
    if (type === null || type === 'array')
      return refuse(`${op}: column ${i + 1} is ${wordFor(c.type)} on the left and ${wordFor(other)} on the right`, at)
    return type
  })
  return [withTypes(left, types), withTypes(right, types)]
}

function withTypes(relation: Relation, types: readonly SqlType[]): Relation {
  if (relation.columns.every((c, i) => c.type === types[i])) return relation
  const list = relation.columns.map((c, i) => `${as({ sql: `s.c${i + 1}`, type: c.type }, types[i]!)} AS c${i + 1}`)
  return {
    ...relation,
    sql: `SELECT ${list.join(', ')} FROM (${relation.sql}) AS s`,
    columns: relation.columns.map((c, i) => ({ ...c, type: types[i]!, field: fieldFor(c.shown, types[i]!, c.field) })),
  }
}
