import type { ColumnDoc, SchemaDoc, TableDoc } from '../../../vo/table/catalog.ts'
import type { Field } from '../../../vo/table/field.ts'
import type { Name } from '../../../vo/adql/ast.ts'

/** A column that a name can mean: how SQL writes it, and what it means. */
export interface ScopeColumn {
  readonly name: string
  readonly sql: string
  readonly type: SqlType
  readonly field: Field
  /** SQL of its shape (float8[]), for footprints that have one beside their text. */
  readonly shape?: string
  /** SQL of the image's id: the column is the indexed footprint. */
  readonly imageId?: string
}

/** One table of a FROM clause. */
export interface ScopeTable {
  /** What a query may call it: the alias, or the table's name with and without schema. */
  readonly names: readonly string[]
  readonly columns: readonly ScopeColumn[]
}

/** Types that expressions have here. 'shape' is a geometry (float8[] code), 'unknown' a null. */
export type SqlType = 'boolean' | 'short' | 'int' | 'long' | 'float' | 'double' | 'text' | 'timestamp' | 'shape' | 'point' | 'other' | 'unknown'

export function typeOfField(field: Field): SqlType {
  if (field.datatype === 'char' || field.datatype === 'unicodeChar')
    return field.xtype === 'timestamp' && field.arraysize !== '*' ? 'timestamp' : 'text'
  if (field.arraysize !== undefined && field.arraysize !== '1') return 'other'
  if (field.datatype === 'unsignedByte') return 'short'
  return field.datatype
}

/** Field of an expression that is no column. */
export function fieldOfType(name: string, type: SqlType): Field {
  switch (type) {
    case 'boolean':
    case 'short':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return { name, datatype: type }
    case 'shape':
      return { name, datatype: 'char', arraysize: '*', xtype: 'adql:REGION' }
    case 'point':
      return { name, datatype: 'char', arraysize: '*', xtype: 'adql:POINT' }
    case 'timestamp':
      return { name, datatype: 'char', arraysize: '*', xtype: 'timestamp' }
    default:
      return { name, datatype: 'char', arraysize: '*' }
  }
}

/** Double-quoted for PostgreSQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Whether a name as written means this name: regular names are folded, quoted ones exact. */
export function means(name: Name, known: string): boolean {
  return name.quoted ? name.text === known : name.text === known.toLowerCase()
}

/** The catalogue's tables by their qualified names; uploads as tap_upload.NAME. */
export function allTables(catalog: readonly SchemaDoc[], uploads: readonly TableDoc[]): readonly TableDoc[] {
  return [...catalog.flatMap((s) => s.tables), ...uploads]
}

/** A catalogue table under an alias. Footprints of ivoa.obscore carry their index. */
export function scopeTable(doc: TableDoc, alias: string, names: readonly string[]): ScopeTable {
  const indexed = doc.name === 'ivoa.obscore'
  return {
    names,
    columns: doc.columns.map((c) => scopeColumn(c, alias, indexed)),
  }
}

function scopeColumn(doc: ColumnDoc, alias: string, indexed: boolean): ScopeColumn {
  const { principal: _p, indexed: _i, std: _s, ...field } = doc
  const plain = { name: doc.name, sql: `${alias}.${quoteName(doc.name)}`, type: typeOfField(field), field }
  return indexed && doc.name === 's_region' ? { ...plain, shape: `${alias}.dax_shape`, imageId: `${alias}.dax_id` } : plain
}

/** The known name nearest to a misspelt one, when it is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null
  let least = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const k of known) {
    const d = distance(name.toLowerCase(), k.toLowerCase(), least)
    if (d < least) {
      least = d
      best = k
    }
  }
  return best
}

function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}
