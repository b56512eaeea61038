/** The type of a parameter: which texts a person may give, and which literal of ADQL each becomes. */
export type ParameterType =
  /** 64-bit integer, exact: carried as a decimal string. */
  | 'long'
  | 'int'
  | 'double'
  | 'text'
  | 'visit'
  | 'detector'
  /** u, g, r, i, z or y. */
  | 'band'
  /** A night, YYYYMMDD or YYYY-MM-DD; becomes an integer. */
  | 'day_obs'
  | 'tract'
  | 'patch'
  /** ISO 8601 or MJD, in UTC unless it says TAI; becomes an MJD in the parameter's `scale`, or as {name.iso} a text of ISO 8601 in it. */
  | 'time'
  /** Two times 'from/to', half-open; either end may be absent; becomes two placeholders: name.from and name.to. */
  | 'time_range'
  | 'uuid'
  /** Identifier of an entity: publisher DID or UUID. */
  | 'entity'
  /** Beginning of a commit: 6 to 40 hexadecimal digits; becomes a LIKE pattern. */
  | 'sha'
  /** One of `options`. */
  | 'enum'
  /** circle or polygon in STC-S / DALI spelling; becomes a geometry function. */
  | 'region'

/** One blank of a template. */
export interface TemplateParameter {
  /** Name as the ADQL writes it: {name}. Letters, digits, underscore. */
  readonly name: string
  readonly type: ParameterType
  readonly label: string
  readonly help?: string
  readonly unit?: string
  readonly ucd?: string
  /** Smallest and largest value allowed, as texts of the type. */
  readonly min?: string
  readonly max?: string
  /** Allowed values of an enum. */
  readonly options?: readonly { readonly value: string; readonly label?: string }[]
  /** ADQL whose first column gives values while a person types; {typed} stands for what has been typed, as a text. Second column, where present, is a label. */
  readonly lookup?: string
  /** Time scale of the columns that the value is compared with; default 'utc'. */
  readonly scale?: 'utc' | 'tai'
  /** Several values: {name} becomes a list in parentheses, for IN. */
  readonly list?: boolean
  readonly required?: boolean
  readonly default?: string
}

/** How to show the answer first. */
export type TemplateShow = 'table' | 'sky' | 'graph'

/** A question about provenance as data: blanks to fill, and the ADQL that asks it. */
export interface Template {
  /** 'affected-by-node': letters, digits, hyphens. */
  readonly id: string
  readonly title: string
  /** The question in one sentence; the form's heading. */
  readonly question: string
  readonly group: string
  readonly parameters: readonly TemplateParameter[]
  /**
   * ADQL with {name} for the literal of a parameter. '[[ … ]]' encloses an optional part: kept only when every parameter in it is filled
   * (of a time range with one end, a part that names only {t.from} is kept when that end is given). Parts may nest.
   */
  readonly adql: string
  /** The same question for an archive with other tables (such as the prv_* tables of Rubin's baseline schema); parameters it does not use must stay empty. */
  readonly other?: readonly { readonly adql: string; readonly tables: readonly string[] }[]
  /** Tables that must be there (lower case, qualified). */
  readonly tables: readonly string[]
  readonly show: TemplateShow
  /** Column of the answer that holds entity ids, for the sky and the graph; absent = no such column. */
  readonly entityColumn?: string
  /** Values that give rows on the demo survey. */
  readonly example: Readonly<Record<string, TemplateValue>>
  readonly author: string
  readonly version: number
}

/** What a person filled in: a text, or several for a list. An absent value is the parameter's default; an empty one is none, though there be a default. */
export type TemplateValue = string | readonly string[]

/** A template as dax serves it. */
export interface ServedTemplate extends Template {
  /** null = ships with the product. */
  readonly owner: string | null
  readonly share: 'private' | 'group' | 'public'
  readonly shareGroup?: string
  /** What it was copied from. */
  readonly copiedFrom?: string
  /** Whether the one who asked may change and delete it; absent = its service does not say. */
  readonly mayChange?: boolean
}

/** What was bound to one placeholder. */
export interface BoundValue {
  readonly name: string
  /** As the person wrote it. */
  readonly given: string
  /** The literal in the query. */
  readonly literal: string
  /** What was converted, in words: '2026-03-17T02:00 UTC = MJD 61116.08333 (UTC)'. */
  readonly note?: string
  /** Where the literal stands in the query: [from, to) in UTF-16 units, one per use. */
  readonly at: readonly (readonly [from: number, to: number])[]
}

/** The answer of expansion. */
export interface Expansion {
  readonly query: string
  readonly bound: readonly BoundValue[]
}

/** Why a value or a template was refused: which parameter, which value, what to do. */
export interface TemplateProblem {
  /** Parameter's name; null = the template itself. */
  readonly parameter: string | null
  readonly message: string
}
