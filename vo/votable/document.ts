import type { Table } from '../table/columns.ts'
import type { Field } from '../table/field.ts'

/** An INFO element. `text` is its content. */
export interface Info {
  readonly name: string
  readonly value: string
  readonly text?: string
  readonly id?: string
}

/** A PARAM, or a parameter of a service descriptor. */
export interface Param extends Field {
  readonly value: string
  /** ID of a FIELD that gives the value, row by row. */
  readonly ref?: string
}

/** A RESOURCE with utype adhoc:service (DataLink 1.1, §4). */
export interface ServiceDescriptor {
  readonly id?: string
  readonly name?: string
  readonly accessUrl: string
  readonly standardId?: string
  readonly resourceIdentifier?: string
  readonly input: readonly Param[]
}

/** A whole VOTable in memory. */
export interface VotableDoc {
  readonly table: Table
  readonly infos: readonly Info[]
  readonly params: readonly Param[]
  readonly services: readonly ServiceDescriptor[]
}
