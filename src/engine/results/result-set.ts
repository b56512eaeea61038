import type { TemplateRun } from '../../api/run-template.ts'
import type { ApiError } from '../../api/api-error.ts'
import type { Column, Table } from '../../../vo/table/columns.ts'
import type { Field } from '../../../vo/table/field.ts'
import type { FootprintSet } from '../sky/footprint-set.ts'

/** The answer of an image search: typed columns and packed footprints, as the worker hands them over. */
export interface ResultSet {
  /** s_region is not among its columns: it lives on as `footprints`. */
  readonly table: Table
  readonly footprints: FootprintSet
}

export interface ResultRequest {
  readonly tap: string
  readonly adql: string
  readonly maxrec: number
  readonly authorization?: string
  /** The query is this filled template's: its service runs it, and no right to write queries is needed. */
  readonly template?: TemplateRun
}

/** A text column with few words crosses as codes (transferred) and words; 0xffffffff = null. */
export type WireColumn = Column | { readonly kind: 'words'; readonly codes: Uint32Array; readonly words: readonly string[] }

export interface WireResult {
  readonly fields: readonly Field[]
  readonly columns: readonly WireColumn[]
  readonly length: number
  readonly overflow: boolean
  readonly footprints: FootprintSet
}

/** Messages from the worker. */
export type ResultMessage =
  | { readonly kind: 'progress'; readonly rows: number }
  | { readonly kind: 'done'; readonly result: WireResult }
  | { readonly kind: 'failed'; readonly error: ApiError }
