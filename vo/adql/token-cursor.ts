import { refuse } from './adql-error.ts'
import type { Name } from './ast.ts'
import { clauseWords } from './tokens.ts'
import type { Token } from './tokens.ts'

/** Parentheses, subqueries and signs nested deeper than this are refused. */
export const maxDepth = 64
/** Operators in one chain without parentheses: more are refused. AND, OR, lists and tables may be any number. */
export const maxChain = 1000

/** A place in a list of tokens, with the questions that a parser asks there. Refuses by throwing AdqlRefusal. */
export class TokenCursor {
  readonly #text: string
  readonly #tokens: readonly Token[]
  /** Index of the closing parenthesis for an opening one; −1 where there is none. */
  readonly #closing: Int32Array
  #i = 0
  #depth = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
    this.#closing = matchParentheses(tokens)
  }

  protected peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#i + ahead, this.#tokens.length - 1)]!
  }

  protected next(): Token {
    const token = this.peek()
    if (this.#i < this.#tokens.length - 1) this.#i += 1
    return token
  }

  protected get text(): string {
    return this.#text
  }

  protected refuse(message: string, expected?: readonly string[], at = this.peek().at): never {
    return refuse(message, at, expected)
  }

  protected unexpected(wanted: string): never {
    const token = this.peek()
    const written = this.#text.slice(token.at, token.end)
    const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written
    const found = token.kind === 'end' ? 'the query ends here' : token.kind === 'string' ? `found the string ${shown}` : `found "${shown}"`
    const hint = token.kind === 'word' && token.text.toUpperCase() === 'LIMIT' ? ' (ADQL has no LIMIT: write SELECT TOP n …)' : ''
    return this.refuse(`expected ${wanted}, ${found}${hint}`, [wanted])
  }

  protected is(word: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'word' && token.text.length === word.length && token.text.toUpperCase() === word
  }

  /** Takes these words if all of them stand here. */
  protected word(...words: readonly string[]): boolean {
    for (let k = 0; k < words.length; k++) if (!this.is(words[k]!, k)) return false
    this.#i = Math.min(this.#i + words.length, this.#tokens.length - 1)
    return true
  }

  protected need(word: string): void {
    if (!this.word(word)) this.unexpected(word)
  }

  protected isOp(op: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'operator' && token.text === op
  }

  protected op(op: string): boolean {
    if (!this.isOp(op)) return false
    this.next()
    return true
  }

  protected needOp(op: string): void {
    if (!this.op(op)) this.unexpected(`"${op}"`)
  }

  /** Runs what is inside one more level of nesting. */
  protected deeper<T>(read: () => T): T {
    if (++this.#depth > maxDepth) this.refuse(`the query is nested more than ${maxDepth} levels deep here: simplify it, or join an uploaded table`)
    const value = read()
    this.#depth -= 1
    return value
  }

  /** Counts links of a chain that has no parentheses. */
  protected chained(count: number, what: string, most = maxChain): void {
    if (count > most) this.refuse(`more than ${most} ${what} in a row: use parentheses, a list, or an uploaded table`)
  }

  /**
   * Does the parenthesis that opens here hold a query? True for (SELECT …, (WITH … and ((SELECT …) UNION …; false for
   * ((SELECT …) AS t JOIN …) and (a + b). Looks ahead without parsing.
   */
  protected opensQuery(): boolean {
    let k = 0
    while (k <= maxDepth && this.isOp('(', k)) k += 1
    if (k === 0 || !(this.is('SELECT', k) || this.is('WITH', k))) return false
    for (let level = 1; level < k; level++) {
      const close = this.#closing[this.#i + level] ?? -1
      const after = close < 0 ? undefined : this.#tokens[close + 1]
      if (after === undefined || after.kind === 'end') return true
      if (after.kind === 'operator' && after.text === ')') continue
      return after.kind === 'word' && queryContinues.has(after.text.toUpperCase())
    }
    return true
  }

  protected isName(ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'quoted' || (token.kind === 'word' && !clauseWords.has(token.text.toUpperCase()))
  }

  protected name(what: string): Name {
    const token = this.peek()
    if (token.kind === 'word' && clauseWords.has(token.text.toUpperCase()) && !this.is('LIMIT'))
      this.refuse(`expected ${what}, found the reserved word ${token.text.toUpperCase()} (quote it, "${token.text}", to use it as a name)`, [what])
    if ((token.kind !== 'word' && token.kind !== 'quoted') || this.is('LIMIT')) this.unexpected(what)
    this.next()
    const quoted = token.kind === 'quoted'
    return { text: quoted ? token.text : token.text.toLowerCase(), written: token.text, quoted, at: token.at }
  }

  /** A whole number, as TOP, OFFSET and lengths of types take. */
  protected count(after: string): number {
    const token = this.peek()
    if (token.kind !== 'number' || !/^\d+$/u.test(token.text)) this.unexpected(`a whole number after ${after}`)
    this.next()
    const n = Number(token.text)
    if (!Number.isSafeInteger(n)) this.refuse(`${token.text} is too large for ${after}`, undefined, token.at)
    return n
  }
}

const queryContinues: ReadonlySet<string> = new Set(['UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'OFFSET'])

function matchParentheses(tokens: readonly Token[]): Int32Array {
  const closing = new Int32Array(tokens.length).fill(-1)
  const open: number[] = []
  tokens.forEach((token, i) => {
    if (token.kind !== 'operator') return
    if (token.text === '(') open.push(i)
    else if (token.text === ')') {
      const from = open.pop()
      if (from !== undefined) closing[from] = i
    }
  })
  return closing
}
