/** VOTable primitive datatypes that a column can have. */
export type Datatype = 'boolean' | 'unsignedByte' | 'short' | 'int' | 'long' | 'float' | 'double' | 'char' | 'unicodeChar'

/** What a column means: VOTable FIELD (also the TAP_SCHEMA.columns row). Optional attributes are absent, never empty. */
export interface Field {
  readonly name: string
  readonly datatype: Datatype
  /** VOTable arraysize: '*', '12', '32*', '2x3'; absent = scalar. Text is char or unicodeChar with an arraysize. */
  readonly arraysize?: string
  readonly xtype?: string
  readonly unit?: string
  readonly ucd?: string
  readonly utype?: string
  readonly description?: string
  readonly id?: string
  /** The value that stands for null in integer columns of TABLEDATA and BINARY. */
  readonly nullValue?: string
  /** Enumerated values, for forms. */
  readonly options?: readonly string[]
}
