import type { Result } from '../result.ts'
import type { CastType, CompareOp, Expr, JoinKind, Name, OrderItem, Query, QueryBody, Select, SelectItem, TableRef } from './ast.ts'
import { clauseWords, errorAt, tokenize } from './tokens.ts'
import type { AdqlError, Token } from './tokens.ts'

/** Queries nested deeper than this are refused. */
export const maxDepth = 300

class Refusal extends Error {
  readonly error: AdqlError
  constructor(error: AdqlError) {
    super(error.message)
    this.error = error
  }
}

/** Reads ADQL 2.1 (and 2.0). Names are not looked up here. */
export function parseAdql(text: string): Result<Query, AdqlError> {
  const tokens = tokenize(text)
  if (!tokens.ok) return tokens
  try {
    return { ok: true, value: new Parser(text, tokens.value).whole() }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.error }
    throw error
  }
}

const compareOps: Readonly<Record<string, CompareOp>> = { '=': '=', '<>': '<>', '!=': '<>', '<': '<', '>': '>', '<=': '<=', '>=': '>=' }

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #i = 0
  #depth = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
  }

  whole(): Query {
    if (this.#peek().kind === 'end') this.#refuse('the query is empty: write SELECT … FROM …', ['SELECT'])
    const query = this.#query()
    this.#op(';')
    if (this.#peek().kind !== 'end') this.#unexpected('the end of the query')
    return { ...query, text: this.#text }
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#i + ahead, this.#tokens.length - 1)]!
  }

  #next(): Token {
    const token = this.#peek()
    if (this.#i < this.#tokens.length - 1) this.#i += 1
    return token
  }

  #refuse(message: string, expected?: readonly string[], at = this.#peek().at): never {
    throw new Refusal(errorAt(this.#text, at, message, expected))
  }

  #unexpected(wanted: string): never {
    const token = this.#peek()
    const found =
      token.kind === 'end'
        ? 'the query ends here'
        : token.kind === 'string'
          ? `found the string '${token.text}'`
          : `found "${this.#text.slice(token.at, token.end)}"`
    const hint = token.kind === 'word' && token.text.toUpperCase() === 'LIMIT' ? ' (ADQL has no LIMIT: write SELECT TOP n …)' : ''
    this.#refuse(`expected ${wanted}, ${found}${hint}`, [wanted])
  }

  #is(word: string, ahead = 0): boolean {
    const token = this.#peek(ahead)
    return token.kind === 'word' && token.text.toUpperCase() === word
  }

  #word(...words: readonly string[]): boolean {
    for (let k = 0; k < words.length; k++) if (!this.#is(words[k]!, k)) return false
    for (let k = 0; k < words.length; k++) this.#next()
    return true
  }

  #need(word: string): void {
    if (!this.#word(word)) this.#unexpected(word)
  }

  #isOp(op: string, ahead = 0): boolean {
    const token = this.#peek(ahead)
    return token.kind === 'operator' && token.text === op
  }

  #op(op: string): boolean {
    if (!this.#isOp(op)) return false
    this.#next()
    return true
  }

  #needOp(op: string): void {
    if (!this.#op(op)) this.#unexpected(`"${op}"`)
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > maxDepth) this.#refuse(`the query is nested more than ${maxDepth} levels deep: simplify it, or join an uploaded table`)
    const value = read()
    this.#depth -= 1
    return value
  }

  #query(): Query {
    return this.#deeper(() => {
      const ctes: { name: Name; query: Query }[] = []
      if (this.#word('WITH')) {
        do {
          const name = this.#name('a name for the WITH query')
          this.#need('AS')
          this.#needOp('(')
          const query = this.#query()
          this.#needOp(')')
          ctes.push({ name, query })
        } while (this.#op(','))
      }
      const body = this.#setExpression()
      const orderBy = this.#word('ORDER', 'BY') ? this.#orderItems() : []
      const offset = this.#word('OFFSET') ? this.#count('OFFSET') : null
      return { with: ctes, body, orderBy, offset }
    })
  }

  #orderItems(): OrderItem[] {
    const items: OrderItem[] = []
    do {
      const expr = this.#value()
      const descending = this.#word('DESC')
      if (!descending) this.#word('ASC')
      items.push({ expr, descending })
    } while (this.#op(','))
    return items
  }

  #count(clause: string): number {
    const token = this.#peek()
    if (token.kind !== 'number' || !/^\d+$/u.test(token.text)) this.#unexpected(`a whole number after ${clause}`)
    this.#next()
    const n = Number(token.text)
    if (!Number.isSafeInteger(n)) this.#refuse(`${clause} ${token.text} is too large`, undefined, token.at)
    return n
  }

  #setExpression(): QueryBody {
    let left = this.#intersection()
    for (;;) {
      const at = this.#peek().at
      const op = this.#is('UNION') ? 'UNION' : this.#is('EXCEPT') ? 'EXCEPT' : null
      if (op === null) return left
      this.#next()
      const all = this.#word('ALL')
      left = { kind: 'set', op, all, left, right: this.#intersection(), at }
    }
  }

  #intersection(): QueryBody {
    let left = this.#queryPrimary()
    while (this.#is('INTERSECT')) {
      const at = this.#next().at
      const all = this.#word('ALL')
      left = { kind: 'set', op: 'INTERSECT', all, left, right: this.#queryPrimary(), at }
    }
    return left
  }

  #queryPrimary(): QueryBody {
    const at = this.#peek().at
    if (this.#op('(')) {
      const query = this.#query()
      this.#needOp(')')
      return { kind: 'nested', query, at }
    }
    return this.#select()
  }

  #select(): Select {
    const at = this.#peek().at
    if (!this.#word('SELECT')) this.#unexpected('SELECT')
    const distinct = this.#word('DISTINCT')
    if (!distinct) this.#word('ALL')
    const top = this.#word('TOP') ? this.#count('TOP') : null
    const items: SelectItem[] = []
    do items.push(this.#selectItem())
    while (this.#op(','))
    if (!this.#word('FROM')) this.#unexpected('"," or FROM')
    const from: TableRef[] = []
    do from.push(this.#tableRef())
    while (this.#op(','))
    const where = this.#word('WHERE') ? this.#condition() : null
    const groupBy: Expr[] = []
    if (this.#word('GROUP', 'BY')) {
      do groupBy.push(this.#value())
      while (this.#op(','))
    }
    const having = this.#word('HAVING') ? this.#condition() : null
    return { kind: 'select', distinct, top, items, from, where, groupBy, having, at }
  }

  #selectItem(): SelectItem {
    const at = this.#peek().at
    if (this.#op('*')) return { kind: 'all', at }
    let k = 0
    while (this.#isName(k) && this.#isOp('.', k + 1)) k += 2
    if (k > 0 && this.#isOp('*', k)) {
      const table: Name[] = []
      while (!this.#op('*')) {
        table.push(this.#name('a table name'))
        this.#needOp('.')
      }
      return { kind: 'allOf', table, at }
    }
    const expr = this.#value()
    return { kind: 'expr', expr, alias: this.#alias(), at }
  }

  #isName(ahead = 0): boolean {
    const token = this.#peek(ahead)
    return token.kind === 'quoted' || (token.kind === 'word' && !clauseWords.has(token.text.toUpperCase()))
  }

  #name(what: string): Name {
    const token = this.#peek()
    if (token.kind === 'word' && clauseWords.has(token.text.toUpperCase()))
      this.#refuse(`expected ${what}, found the reserved word ${token.text.toUpperCase()} (quote it, "${token.text}", to use it as a name)`)
    if (token.kind !== 'word' && token.kind !== 'quoted') this.#unexpected(what)
    this.#next()
    return { text: token.kind === 'quoted' ? token.text : token.text.toLowerCase(), quoted: token.kind === 'quoted', at: token.at }
  }

  #alias(): Name | null {
    if (this.#word('AS')) return this.#name('a name after AS')
    return this.#isName() ? this.#name('a name') : null
  }

  #tableRef(): TableRef {
    let left = this.#tablePrimary()
    for (;;) {
      const at = this.#peek().at
      const natural = this.#word('NATURAL')
      const join = this.#joinKind()
      if (join === null) {
        if (natural) this.#unexpected('JOIN after NATURAL')
        return left
      }
      const right = this.#tablePrimary()
      let on: Expr | null = null
      let using: Name[] | null = null
      if (!natural && join !== 'cross') {
        if (this.#word('ON')) on = this.#condition()
        else if (this.#word('USING')) {
          this.#needOp('(')
          using = []
          do using.push(this.#name('a column name'))
          while (this.#op(','))
          this.#needOp(')')
        } else this.#unexpected('ON or USING after the joined table')
      }
      left = { kind: 'join', join, natural, left, right, on, using, at }
    }
  }

  #joinKind(): JoinKind | null {
    if (this.#word('JOIN') || this.#word('INNER', 'JOIN')) return 'inner'
    if (this.#word('CROSS', 'JOIN')) return 'cross'
    for (const side of ['LEFT', 'RIGHT', 'FULL'] as const) {
      if (this.#word(side, 'JOIN') || this.#word(side, 'OUTER', 'JOIN')) return side.toLowerCase() as JoinKind
    }
    return null
  }

  #tablePrimary(): TableRef {
    const at = this.#peek().at
    if (this.#op('(')) {
      if (this.#is('SELECT') || this.#is('WITH') || this.#isOp('(')) {
        const mark = this.#i
        try {
          const query = this.#query()
          this.#needOp(')')
          this.#word('AS')
          return { kind: 'derived', query, alias: this.#name('a name for the subquery, as in (SELECT …) AS t'), at }
        } catch (error) {
          if (!(error instanceof Refusal) || !this.#tokensIsOpenParen(mark)) throw error
          this.#i = mark
        }
      }
      const inner = this.#deeper(() => this.#tableRef())
      this.#needOp(')')
      return inner
    }
    const path = [this.#name('a table name')]
    while (this.#op('.')) path.push(this.#name('a table name'))
    if (this.#isOp('(')) this.#refuse(`${path.map((p) => p.text).join('.')}(…) is a function: only tables and subqueries can stand in FROM`)
    return { kind: 'table', path, alias: this.#alias(), at }
  }

  #tokensIsOpenParen(i: number): boolean {
    const token = this.#tokens[i]
    return token?.kind === 'operator' && token.text === '('
  }

  #condition(): Expr {
    return this.#deeper(() => this.#or())
  }

  #or(): Expr {
    const at = this.#peek().at
    const parts = [this.#and()]
    while (this.#word('OR')) parts.push(this.#and())
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts, at }
  }

  #and(): Expr {
    const at = this.#peek().at
    const parts = [this.#not()]
    while (this.#word('AND')) parts.push(this.#not())
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts, at }
  }

  #not(): Expr {
    const at = this.#peek().at
    if (this.#word('NOT')) return { kind: 'not', of: this.#deeper(() => this.#not()), at }
    return this.#predicate()
  }

  #predicate(): Expr {
    const at = this.#peek().at
    if (this.#is('EXISTS') && this.#isOp('(', 1)) {
      this.#next()
      this.#needOp('(')
      const query = this.#query()
      this.#needOp(')')
      return { kind: 'exists', query, at }
    }
    const of = this.#value()
    const token = this.#peek()
    const op = token.kind === 'operator' ? compareOps[token.text] : undefined
    if (op !== undefined) {
      this.#next()
      return { kind: 'compare', op, left: of, right: this.#value(), at }
    }
    if (this.#word('IS')) {
      const negated = this.#word('NOT')
      this.#need('NULL')
      return { kind: 'isNull', of, negated, at }
    }
    const negated = this.#word('NOT')
    if (this.#word('BETWEEN')) {
      const low = this.#value()
      this.#need('AND')
      return { kind: 'between', of, low, high: this.#value(), negated, at }
    }
    if (this.#word('IN')) {
      this.#needOp('(')
      if (this.#is('SELECT') || this.#is('WITH')) {
        const query = this.#query()
        this.#needOp(')')
        return { kind: 'inQuery', of, query, negated, at }
      }
      const list: Expr[] = []
      do list.push(this.#value())
      while (this.#op(','))
      this.#needOp(')')
      return { kind: 'inList', of, list, negated, at }
    }
    for (const word of ['LIKE', 'ILIKE'] as const) {
      if (this.#word(word)) return { kind: 'like', of, pattern: this.#value(), caseless: word === 'ILIKE', negated, at }
    }
    if (negated) this.#unexpected('BETWEEN, IN or LIKE after NOT')
    return of
  }

  /** A value expression: || binds least, then + -, then * /, then bit operators, then signs. */
  #value(): Expr {
    return this.#deeper(() => this.#binary(0))
  }

  #binary(level: number): Expr {
    const levels = [
      ['|', '^', '&'],
      ['||', '+', '-'],
      ['*', '/'],
    ] as const
    const ops = levels[level] as readonly string[] | undefined
    if (ops === undefined) return this.#signed()
    let left = this.#binary(level + 1)
    for (;;) {
      const token = this.#peek()
      if (token.kind !== 'operator' || !ops.includes(token.text)) return left
      this.#next()
      left = { kind: 'arithmetic', op: token.text as '+', left, right: this.#binary(level + 1), at: token.at }
    }
  }

  #signed(): Expr {
    const token = this.#peek()
    if (token.kind === 'operator' && (token.text === '-' || token.text === '+' || token.text === '~')) {
      this.#next()
      return { kind: 'sign', op: token.text, of: this.#deeper(() => this.#signed()), at: token.at }
    }
    return this.#primary()
  }

  #primary(): Expr {
    const token = this.#peek()
    const at = token.at
    switch (token.kind) {
      case 'number': {
        this.#next()
        const follow = this.#peek()
        if (follow.at === token.end && (follow.kind === 'word' || follow.kind === 'number'))
          this.#refuse(`"${this.#text.slice(at, follow.end)}" is not a number`, undefined, at)
        return { kind: 'number', text: token.text, at }
      }
      case 'string':
        this.#next()
        return { kind: 'string', value: token.text, at }
      case 'operator':
        if (this.#op('(')) {
          if (this.#is('SELECT') || this.#is('WITH')) {
            const query = this.#query()
            this.#needOp(')')
            return { kind: 'scalarQuery', query, at }
          }
          const inner = this.#condition()
          this.#needOp(')')
          return inner
        }
        return this.#unexpected('a value')
      case 'word':
      case 'quoted':
        return this.#named(token)
      case 'end':
        return this.#unexpected('a value')
    }
  }

  #named(token: Token): Expr {
    const at = token.at
    const upper = token.kind === 'word' ? token.text.toUpperCase() : ''
    if (upper === 'CASE') return this.#caseExpr()
    if (upper === 'CAST' && this.#isOp('(', 1)) return this.#cast()
    if (upper === 'NULL') {
      this.#next()
      return { kind: 'null', at }
    }
    if ((upper === 'TRUE' || upper === 'FALSE') && !this.#isOp('.', 1)) {
      this.#next()
      return { kind: 'boolean', value: upper === 'TRUE', at }
    }
    // LEFT and RIGHT are not functions of ADQL; every other reserved word fails as a name
    if (token.kind === 'word' && this.#isOp('(', 1) && !clauseWords.has(upper)) return this.#call()
    const path = [this.#name('a column, a value or a function')]
    while (this.#isOp('.')) {
      this.#next()
      path.push(this.#name('a column name'))
    }
    return { kind: 'column', path, at }
  }

  #call(): Expr {
    const token = this.#next()
    const name = token.text.toUpperCase()
    const at = token.at
    this.#needOp('(')
    if (this.#op('*')) {
      this.#needOp(')')
      if (name !== 'COUNT') this.#refuse(`${name}(*) is not ADQL: only COUNT(*) is`, undefined, at)
      return { kind: 'call', name, args: [], distinct: false, star: true, at }
    }
    const distinct = this.#word('DISTINCT')
    if (!distinct) this.#word('ALL')
    const args: Expr[] = []
    if (!this.#isOp(')')) {
      do args.push(this.#condition())
      while (this.#op(','))
    }
    this.#needOp(')')
    return { kind: 'call', name, args, distinct, star: false, at }
  }

  #cast(): Expr {
    const at = this.#next().at
    this.#needOp('(')
    const of = this.#value()
    this.#need('AS')
    const typeAt = this.#peek()
    let to: CastType | null = null
    if (this.#word('DOUBLE', 'PRECISION') || this.#word('DOUBLE')) to = 'DOUBLE PRECISION'
    else {
      const names: Readonly<Record<string, CastType>> = {
        CHAR: 'CHAR',
        CHARACTER: 'CHAR',
        VARCHAR: 'VARCHAR',
        INTEGER: 'INTEGER',
        INT: 'INTEGER',
        SMALLINT: 'SMALLINT',
        BIGINT: 'BIGINT',
        REAL: 'REAL',
        FLOAT: 'REAL',
        TIMESTAMP: 'TIMESTAMP',
        BOOLEAN: 'BOOLEAN',
      }
      to = typeAt.kind === 'word' ? (names[typeAt.text.toUpperCase()] ?? null) : null
      if (to === null) this.#unexpected('a type (CHAR, VARCHAR, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, TIMESTAMP)')
      this.#next()
    }
    let length: number | null = null
    if (this.#op('(')) {
      length = this.#count('the length')
      this.#needOp(')')
    }
    this.#needOp(')')
    return { kind: 'cast', of, to, length, at }
  }

  #caseExpr(): Expr {
    const at = this.#next().at
    const subject = this.#is('WHEN') ? null : this.#value()
    const whens: { when: Expr; then: Expr }[] = []
    while (this.#word('WHEN')) {
      const test = this.#condition()
      this.#need('THEN')
      const then = this.#value()
      whens.push({ when: subject === null ? test : { kind: 'compare', op: '=', left: subject, right: test, at: test.at }, then })
    }
    if (whens.length === 0) this.#unexpected('WHEN')
    const otherwise = this.#word('ELSE') ? this.#value() : null
    this.#need('END')
    return { kind: 'case', whens, otherwise, at }
  }
}
