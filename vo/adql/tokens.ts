import type { Result } from '../result.ts'
import { errorAt } from './adql-error.ts'
import type { AdqlError } from './adql-error.ts'

/** One token of ADQL text; `at` and `end` are offsets, half open. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'end'
  /** The text as written; for quoted names and strings, the value without quotes. */
  readonly text: string
  readonly at: number
  readonly end: number
}

/** A piece of text as an editor shows it: a token, a comment, or something that cannot stand in ADQL (`problem` says why). */
export type Piece = Token | Comment | Bad

interface Comment {
  readonly kind: 'comment'
  readonly text: string
  readonly at: number
  readonly end: number
}

interface Bad {
  readonly kind: 'bad'
  readonly text: string
  readonly at: number
  readonly end: number
  readonly problem: string
}

/** Queries longer than this (characters) are refused before they are read. */
export const maxQueryLength = 1_000_000

const patterns: readonly (readonly ['space' | 'word' | 'number' | 'comment' | 'operator', RegExp])[] = [
  ['space', /\s+/uy],
  ['word', /[A-Za-z][A-Za-z0-9_]*/uy],
  ['number', /0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/uy],
  ['comment', /--[^\n]*/uy],
  ['operator', /\|\||<>|!=|<=|>=|[-+*/(),.;<>=&|^~]/uy],
]

/** All pieces of a text but white space, in order, whatever the text: for highlighting and completion. Linear in its length. */
export function* pieces(text: string): Generator<Piece, void> {
  let at = 0
  while (at < text.length) {
    const piece = pieceAt(text, at)
    if (piece !== null) yield piece
    at = piece === null ? spaceEnd(text, at) : piece.end
  }
}

function spaceEnd(text: string, at: number): number {
  const space = patterns[0]![1]
  space.lastIndex = at
  space.test(text)
  return space.lastIndex
}

/** The piece that begins here; null for white space. */
function pieceAt(text: string, at: number): Piece | null {
  const c = text[at]
  if (c === "'" || c === '"') return quotedAt(text, at, c)
  if (c === '/' && text[at + 1] === '*') {
    const close = text.indexOf('*/', at + 2)
    if (close < 0) return bad(text, at, text.length, 'a comment begins here and is never closed: add */')
    return { kind: 'comment', text: text.slice(at, close + 2), at, end: close + 2 }
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    if (!pattern.test(text)) continue
    if (kind === 'space') return null
    return { kind, text: text.slice(at, pattern.lastIndex), at, end: pattern.lastIndex }
  }
  const whole = String.fromCodePoint(text.codePointAt(at) ?? 0xfffd)
  return bad(text, at, at + whole.length, complaint(whole))
}

function quotedAt(text: string, at: number, quote: '"' | "'"): Piece {
  const isName = quote === '"'
  let close = text.indexOf(quote, at + 1)
  while (close >= 0 && text[close + 1] === quote) close = text.indexOf(quote, close + 2)
  if (close < 0) {
    const what = isName
      ? 'a quoted name begins here and is never closed: add a " at its end'
      : "a string begins here and is never closed: add a ' at its end ('' stands for a quote inside)"
    return bad(text, at, text.length, what)
  }
  const value = text.slice(at + 1, close).replaceAll(quote + quote, quote)
  const end = close + 1
  if (isName && value === '') return bad(text, at, end, 'a quoted name is empty')
  const odd = (isName ? /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/u : /[\u0000\ud800-\udfff]/u).exec(value)
  if (odd !== null) {
    const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return bad(text, at, end, `the character U+${code} cannot stand in a ${isName ? 'name' : 'string'}`)
  }
  return { kind: isName ? 'quoted' : 'string', text: value, at, end }
}

function bad(text: string, at: number, end: number, problem: string): Piece {
  return { kind: 'bad', text: text.slice(at, end), at, end, problem }
}

function complaint(c: string): string {
  if (c === '[' || c === ']') return `"${c}" is not ADQL: quote names with double quotes`
  if (c === '`') return 'names are quoted with double quotes in ADQL, not with backticks'
  if (c === '_') return 'a name that begins with "_" must be quoted, as in "_x"'
  if (c === '‘' || c === '’' || c === '“' || c === '”') return `"${c}" is a typographic quote: write ' round strings and " round names`
  return `"${c}" cannot stand in ADQL`
}

/** Splits ADQL text into tokens; the last has kind 'end'. Comments (-- to the end of the line) are left out. */
export function tokenize(text: string): Result<readonly Token[], AdqlError> {
  if (text.length > maxQueryLength) {
    const message = `the query has ${text.length} characters; at most ${maxQueryLength} are read. Upload long lists as a table`
    return { ok: false, error: errorAt(text, 0, message) }
  }
  const tokens: Token[] = []
  for (const piece of pieces(text)) {
    if (piece.kind === 'bad') return { ok: false, error: errorAt(text, piece.at, piece.problem) }
    if (piece.kind !== 'comment') tokens.push(piece)
  }
  tokens.push({ kind: 'end', text: '', at: text.length, end: text.length })
  return { ok: true, value: tokens }
}

/**
 * Words that end a select item, a table or a join, or begin an operator: never a name without quotes. (ADQL reserves many more; names
 * such as date or size are read all the same, since archives have them.)
 */
export const clauseWords: ReadonlySet<string> = new Set(
  (
    'ALL AND AS ASC BETWEEN BY CASE CAST CROSS DESC DISTINCT ELSE END EXCEPT EXISTS FALSE FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT IS JOIN LEFT LIKE ' +
    'LIMIT NATURAL NOT NULL OFFSET ON OR ORDER OUTER RIGHT SELECT THEN TOP TRUE UNION USING WHEN WHERE WITH'
  ).split(' '),
)

/** Functions of ADQL 2.1, and the UDFs that dax knows, in upper case: for completion and highlighting. */
export const functionWords: readonly string[] = (
  'ABS ACOS AREA ASIN ATAN ATAN2 AVG BOX CAST CEILING CENTROID CIRCLE COALESCE CONTAINS COORD1 COORD2 COORDSYS COS COT COUNT DEGREES DISTANCE EXP FLOOR INTERSECTS ' +
  'IN_UNIT LOG LOG10 LOWER MAX MIN MOD PI POINT POLYGON POWER RADIANS RAND REGION ROUND SIGN SIN SQRT SUM TAN TRUNCATE UPPER IVO_HASHLIST_HAS IVO_HASWORD IVO_NOCASEMATCH'
).split(' ')
