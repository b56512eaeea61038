import type { Field } from './field.ts'

/** A column as TAP_SCHEMA.columns tells it. */
export interface ColumnDoc extends Field {
  readonly principal?: boolean
  readonly indexed?: boolean
  /** Defined by a standard (ObsCore), not by this archive. */
  readonly std?: boolean
}

/** A table as TAP_SCHEMA.tables tells it. `name` is qualified: 'ivoa.obscore'. Columns in their order of display. */
export interface TableDoc {
  readonly name: string
  readonly type: 'table' | 'view'
  readonly description: string
  readonly utype?: string
  readonly columns: readonly ColumnDoc[]
  readonly foreignKeys?: readonly { readonly target: string; readonly columns: readonly (readonly [from: string, to: string])[] }[]
}

export interface SchemaDoc {
  readonly name: string
  readonly description: string
  readonly utype?: string
  readonly tables: readonly TableDoc[]
}
