/**
 * A name as written. `text` is what it means: regular names folded to lower case, quoted ones as they are; `written` keeps the case of a
 * regular name, for headings of results. `at` is the offset in the text.
 */
export interface Name {
  readonly text: string
  readonly written: string
  readonly quoted: boolean
  readonly at: number
}

/** '||' joins texts; '&' '|' '^' work on bits (not in ADQL 2.1, but common in archives). */
export type ArithmeticOp = '+' | '-' | '*' | '/' | '||' | '&' | '|' | '^'
export type CompareOp = '=' | '<>' | '<' | '>' | '<=' | '>='

/** Types that CAST knows. The last three take the text of a DALI or STC-S geometry. */
export type CastType =
  'CHAR' | 'VARCHAR' | 'SMALLINT' | 'INTEGER' | 'BIGINT' | 'REAL' | 'DOUBLE PRECISION' | 'TIMESTAMP' | 'BOOLEAN' | 'POINT' | 'CIRCLE' | 'POLYGON'

/** A value expression or a condition. `at` is the offset of its first character, of an arithmetic operation that of its operator. */
export type Expr =
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'null'; readonly at: number }
  | { readonly kind: 'column'; readonly path: readonly Name[]; readonly at: number }
  | { readonly kind: 'sign'; readonly op: '+' | '-' | '~'; readonly of: Expr; readonly at: number }
  | { readonly kind: 'arithmetic'; readonly op: ArithmeticOp; readonly left: Expr; readonly right: Expr; readonly at: number }
  | Call
  | { readonly kind: 'cast'; readonly of: Expr; readonly to: CastType; readonly length: number | null; readonly at: number }
  | { readonly kind: 'compare'; readonly op: CompareOp; readonly left: Expr; readonly right: Expr; readonly at: number }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expr[]; readonly at: number }
  | { readonly kind: 'not'; readonly of: Expr; readonly at: number }
  | { readonly kind: 'between'; readonly of: Expr; readonly low: Expr; readonly high: Expr; readonly negated: boolean; readonly at: number }
  | { readonly kind: 'inList'; readonly of: Expr; readonly list: readonly Expr[]; readonly negated: boolean; readonly at: number }
  | { readonly kind: 'inQuery'; readonly of: Expr; readonly query: Query; readonly negated: boolean; readonly at: number }
  | { readonly kind: 'like'; readonly of: Expr; readonly pattern: Expr; readonly caseless: boolean; readonly negated: boolean; readonly at: number }
  | { readonly kind: 'isNull'; readonly of: Expr; readonly negated: boolean; readonly at: number }
  | { readonly kind: 'exists'; readonly query: Query; readonly at: number }
  | { readonly kind: 'scalarQuery'; readonly query: Query; readonly at: number }
  | {
      readonly kind: 'case'
      readonly whens: readonly { readonly when: Expr; readonly then: Expr }[]
      readonly otherwise: Expr | null
      readonly at: number
    }

/** A function call; `name` in upper case. `star` is COUNT(*). */
export interface Call {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expr[]
  readonly distinct: boolean
  readonly star: boolean
  readonly at: number
}

export type SelectItem =
  | { readonly kind: 'all'; readonly at: number }
  | { readonly kind: 'allOf'; readonly table: readonly Name[]; readonly at: number }
  | { readonly kind: 'expr'; readonly expr: Expr; readonly alias: Name | null; readonly at: number }

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross'

export type TableRef =
  | { readonly kind: 'table'; readonly path: readonly Name[]; readonly alias: Name | null; readonly at: number }
  | { readonly kind: 'derived'; readonly query: Query; readonly alias: Name; readonly at: number }
  | Join

/** A join; inner, left, right and full ones are natural, or have `on`, or have `using`. */
export interface Join {
  readonly kind: 'join'
  readonly join: JoinKind
  readonly natural: boolean
  readonly left: TableRef
  readonly right: TableRef
  readonly on: Expr | null
  readonly using: readonly Name[] | null
  readonly at: number
}

export interface Select {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly top: number | null
  readonly items: readonly SelectItem[]
  readonly from: readonly TableRef[]
  readonly where: Expr | null
  readonly groupBy: readonly Expr[]
  readonly having: Expr | null
  readonly at: number
}

export type QueryBody =
  | Select
  | {
      readonly kind: 'set'
      readonly op: 'UNION' | 'EXCEPT' | 'INTERSECT'
      readonly all: boolean
      readonly left: QueryBody
      readonly right: QueryBody
      readonly at: number
    }
  | { readonly kind: 'nested'; readonly query: Query; readonly at: number }

export interface OrderItem {
  readonly expr: Expr
  readonly descending: boolean
}

/** A whole query: WITH … body … ORDER BY … OFFSET. */
export interface Query {
  readonly with: readonly { readonly name: Name; readonly query: Query }[]
  readonly body: QueryBody
  readonly orderBy: readonly OrderItem[]
  readonly offset: number | null
  /** The text it was read from; only on a whole query, for the places of errors. */
  readonly text?: string
}
