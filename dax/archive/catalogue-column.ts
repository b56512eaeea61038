import type { ColumnDoc } from '../../vo/table/catalog.ts'
import type { Datatype } from '../../vo/table/field.ts'

/** A column of this archive's own tables; text is of any length. */
export function column(name: string, datatype: Datatype, description: string, more: Partial<ColumnDoc> = {}): ColumnDoc {
  return { name, datatype, ...(datatype === 'char' ? { arraysize: '*' } : {}), description, ...more }
}
