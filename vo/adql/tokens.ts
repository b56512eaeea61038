/** One token of ADQL text; `at` and `end` are offsets, `line` and `column` count from 1. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'end'
  /** The text as written; for quoted identifiers and strings, the value without quotes. */
  readonly text: string
  readonly at: number
  readonly end: number
}

/** What is wrong with a query, and where. */
export interface AdqlError {
  readonly message: string
  readonly at: number
  readonly line: number
  readonly column: number
  /** What could stand there instead, where that is known. */
  readonly expected?: readonly string[]
}

/** Queries longer than this (characters) are refused before they are read. */
export const maxQueryLength = 200_000

/** The error at an offset of the text. */
export function errorAt(text: string, at: number, message: string, expected?: readonly string[]): AdqlError {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - (before.lastIndexOf('\n') + 1) + 1
  return { message, at, line, column, ...(expected === undefined ? {} : { expected }) }
}

const patterns: readonly (readonly [Token['kind'] | 'skip', RegExp])[] = [
  ['skip', /\s+|--[^\n]*|\/\*[\s\S]*?\*\//uy],
  ['word', /[A-Za-z][A-Za-z0-9_]*/uy],
  ['number', /0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/uy],
  ['string', /'(?:[^']|'')*'/uy],
  ['quoted', /"(?:[^"]|"")+"/uy],
  ['operator', /\|\||<>|!=|<=|>=|[-+*/(),.;<>=&|^~]/uy],
]

/** Splits ADQL text into tokens; the last has kind 'end'. */
export function tokenize(text: string): { readonly ok: true; readonly value: readonly Token[] } | { readonly ok: false; readonly error: AdqlError } {
  if (text.length > maxQueryLength)
    return {
      ok: false,
      error: errorAt(text, 0, `the query has ${text.length} characters; at most ${maxQueryLength} are read. Upload long lists as a table`),
    }
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const found = match(text, at)
    if (found === null) return { ok: false, error: errorAt(text, at, complaint(text, at)) }
    if (found.kind !== 'skip') {
      const raw = text.slice(at, found.end)
      const value =
        found.kind === 'string' ? raw.slice(1, -1).replaceAll("''", "'") : found.kind === 'quoted' ? raw.slice(1, -1).replaceAll('""', '"') : raw
      tokens.push({ kind: found.kind, text: value, at, end: found.end })
    }
    at = found.end
  }
  tokens.push({ kind: 'end', text: '', at: text.length, end: text.length })
  return { ok: true, value: tokens }
}

function match(text: string, at: number): { readonly kind: Token['kind'] | 'skip'; readonly end: number } | null {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    if (pattern.test(text)) return { kind, end: pattern.lastIndex }
  }
  return null
}

function complaint(text: string, at: number): string {
  const c = text[at] ?? ''
  if (c === "'") return "a string begins here and is never closed: add a ' at its end ('' stands for a quote inside)"
  if (c === '"') return 'a quoted name begins here and is never closed: add a " at its end'
  if (text.startsWith('/*', at)) return 'a comment begins here and is never closed: add */'
  if (c === '[' || c === ']') return `"${c}" is not ADQL: quote names with double quotes`
  if (c === '`') return 'names are quoted with double quotes in ADQL, not with backticks'
  return `"${c}" cannot stand in ADQL`
}

/** Words that ADQL 2.1 reserves and that end a select item, a table or a join: never an alias without quotes. */
export const clauseWords: ReadonlySet<string> = new Set(
  (
    'ALL AND ANY AS ASC BETWEEN BY CASE CAST CROSS DESC DISTINCT ELSE END EXCEPT EXISTS FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT INTO IS JOIN LEFT LIKE ' +
    'LIMIT NATURAL NOT NULL OFFSET ON OR ORDER OUTER RIGHT SELECT THEN TOP UNION USING VALUES WHEN WHERE WITH'
  ).split(' '),
)
