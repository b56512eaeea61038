import type { ArithmeticOp, CastType, CompareOp, Expr, Name, Query } from './ast.ts'
import { TokenCursor } from './token-cursor.ts'
import { clauseWords } from './tokens.ts'
import type { Token } from './tokens.ts'

const compareOps: Readonly<Record<string, CompareOp>> = { '=': '=', '<>': '<>', '!=': '<>', '<': '<', '>': '>', '<=': '<=', '>=': '>=' }

/** Binary operators by level, the loosest first; all bind to the left. */
export const operatorLevels: readonly (readonly ArithmeticOp[])[] = [
  ['|', '^', '&'],
  ['||', '+', '-'],
  ['*', '/'],
]

const castTypes: Readonly<Record<string, CastType>> = {
  CHAR: 'CHAR',
  CHARACTER: 'CHAR',
  VARCHAR: 'VARCHAR',
  SMALLINT: 'SMALLINT',
  INTEGER: 'INTEGER',
  INT: 'INTEGER',
  BIGINT: 'BIGINT',
  REAL: 'REAL',
  FLOAT: 'DOUBLE PRECISION',
  DOUBLE: 'DOUBLE PRECISION',
  TIMESTAMP: 'TIMESTAMP',
  BOOLEAN: 'BOOLEAN',
  POINT: 'POINT',
  CIRCLE: 'CIRCLE',
  POLYGON: 'POLYGON',
}

/** Reads conditions and values; how a query reads is left to the whole parser. */
export abstract class ExpressionParser extends TokenCursor {
  protected abstract query(): Query

  /** ( query ), the parenthesis not yet taken. */
  protected subquery(): Query {
    this.needOp('(')
    const query = this.deeper(() => this.query())
    this.needOp(')')
    return query
  }

  protected condition(): Expr {
    return this.#either('OR', () => this.#either('AND', () => this.#not()))
  }

  #either(word: 'AND' | 'OR', read: () => Expr): Expr {
    const at = this.peek().at
    const first = read()
    if (!this.is(word)) return first
    const parts = [first]
    while (this.word(word)) parts.push(read())
    return { kind: word === 'AND' ? 'and' : 'or', parts, at }
  }

  #not(): Expr {
    const at = this.peek().at
    if (this.word('NOT')) return { kind: 'not', of: this.deeper(() => this.#not()), at }
    return this.#predicate()
  }

  #predicate(): Expr {
    const at = this.peek().at
    if (this.is('EXISTS') && this.isOp('(', 1)) {
      this.next()
      return { kind: 'exists', query: this.subquery(), at }
    }
    const of = this.value()
    const token = this.peek()
    const op = token.kind === 'operator' ? compareOps[token.text] : undefined
    if (op !== undefined) {
      this.next()
      return { kind: 'compare', op, left: of, right: this.value(), at }
    }
    if (this.word('IS')) {
      const negated = this.word('NOT')
      this.need('NULL')
      return { kind: 'isNull', of, negated, at }
    }
    const negated = this.word('NOT')
    if (this.word('BETWEEN')) {
      const low = this.value()
      this.need('AND')
      return { kind: 'between', of, low, high: this.value(), negated, at }
    }
    if (this.word('IN')) return this.#in(of, negated, at)
    for (const word of ['LIKE', 'ILIKE'] as const)
      if (this.word(word)) return { kind: 'like', of, pattern: this.value(), caseless: word === 'ILIKE', negated, at }
    if (negated) this.unexpected('BETWEEN, IN, LIKE or ILIKE after NOT')
    return of
  }

  #in(of: Expr, negated: boolean, at: number): Expr {
    if (this.opensQuery()) return { kind: 'inQuery', of, query: this.subquery(), negated, at }
    this.needOp('(')
    const list: Expr[] = []
    do list.push(this.value())
    while (this.op(','))
    this.needOp(')')
    return { kind: 'inList', of, list, negated, at }
  }

  /** A value expression: bit operators bind least, then || + -, then * /, then signs. */
  protected value(): Expr {
    return this.#binary(0)
  }

  #binary(level: number): Expr {
    const ops = operatorLevels[level] as readonly string[] | undefined
    if (ops === undefined) return this.#signed()
    let left = this.#binary(level + 1)
    for (let links = 1; ; links++) {
      const token = this.peek()
      if (token.kind !== 'operator' || !ops.includes(token.text)) return left
      this.chained(links, 'operators')
      this.next()
      left = { kind: 'arithmetic', op: token.text as ArithmeticOp, left, right: this.#binary(level + 1), at: token.at }
    }
  }

  #signed(): Expr {
    const token = this.peek()
    if (token.kind === 'operator' && (token.text === '-' || token.text === '+' || token.text === '~')) {
      this.next()
      return { kind: 'sign', op: token.text, of: this.deeper(() => this.#signed()), at: token.at }
    }
    return this.#primary(token)
  }

  #primary(token: Token): Expr {
    const at = token.at
    switch (token.kind) {
      case 'number': {
        this.next()
        const follow = this.peek()
        if (follow.at === token.end && (follow.kind === 'word' || follow.kind === 'number'))
          this.refuse(`"${this.text.slice(at, follow.end)}" is not a number`, undefined, at)
        return { kind: 'number', text: token.text, at }
      }
      case 'string':
        this.next()
        return { kind: 'string', value: token.text, at }
      case 'operator': {
        if (!this.isOp('(')) return this.unexpected('a value')
        if (this.opensQuery()) return { kind: 'scalarQuery', query: this.subquery(), at }
        this.next()
        const inner = this.deeper(() => this.condition())
        this.needOp(')')
        return inner
      }
      case 'word':
      case 'quoted':
        return this.#named(token)
      case 'end':
        return this.unexpected('a value')
    }
  }

  #named(token: Token): Expr {
    const at = token.at
    const upper = token.kind === 'word' ? token.text.toUpperCase() : ''
    if (upper === 'CASE') return this.deeper(() => this.#case())
    if (upper === 'CAST' && this.isOp('(', 1)) return this.#cast()
    if (upper === 'NULL' || upper === 'TRUE' || upper === 'FALSE') {
      this.next()
      return upper === 'NULL' ? { kind: 'null', at } : { kind: 'boolean', value: upper === 'TRUE', at }
    }
    if (token.kind === 'word' && this.isOp('(', 1) && !clauseWords.has(upper)) return this.#call()
    return { kind: 'column', path: this.path('a column, a value or a function', 'a column name'), at }
  }

  /** Names with dots between. */
  protected path(first: string, then: string): Name[] {
    const path = [this.name(first)]
    while (this.op('.')) path.push(this.name(then))
    if (path.length > 4) this.refuse('a name has at most four parts: catalogue.schema.table.column', undefined, path[0]!.at)
    return path
  }

  #call(): Expr {
    const token = this.next()
    const name = token.text.toUpperCase()
    const at = token.at
    this.needOp('(')
    if (this.op('*')) {
      this.needOp(')')
      if (name !== 'COUNT') this.refuse(`${name}(*) is not ADQL: only COUNT(*) is`, undefined, at)
      return { kind: 'call', name, args: [], distinct: false, star: true, at }
    }
    const distinct = this.word('DISTINCT')
    if (!distinct) this.word('ALL')
    const args: Expr[] = []
    if (distinct || !this.isOp(')')) {
      do args.push(this.deeper(() => this.condition()))
      while (this.op(','))
    }
    this.needOp(')')
    return { kind: 'call', name, args, distinct, star: false, at }
  }

  #cast(): Expr {
    const at = this.next().at
    this.needOp('(')
    const of = this.deeper(() => this.value())
    this.need('AS')
    const token = this.peek()
    const to = token.kind === 'word' ? castTypes[token.text.toUpperCase()] : undefined
    if (to === undefined)
      return this.unexpected('a type (CHAR, VARCHAR, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, TIMESTAMP, POINT, CIRCLE or POLYGON)')
    this.next()
    if (token.text.toUpperCase() === 'DOUBLE') this.word('PRECISION')
    let length: number | null = null
    if ((to === 'CHAR' || to === 'VARCHAR') && this.op('(')) {
      const lengthAt = this.peek().at
      length = this.count(to)
      if (length < 1 || length > 10_000_000) this.refuse(`the length ${length} is outside 1 … 10000000`, undefined, lengthAt)
      this.needOp(')')
    }
    this.needOp(')')
    return { kind: 'cast', of, to, length, at }
  }

  #case(): Expr {
    const at = this.next().at
    const subject = this.is('WHEN') ? null : this.value()
    const whens: { when: Expr; then: Expr }[] = []
    while (this.word('WHEN')) {
      const test = this.condition()
      this.need('THEN')
      const then = this.value()
      whens.push({ when: subject === null ? test : { kind: 'compare', op: '=', left: subject, right: test, at: test.at }, then })
    }
    if (whens.length === 0) this.unexpected('WHEN')
    const otherwise = this.word('ELSE') ? this.value() : null
    this.need('END')
    return { kind: 'case', whens, otherwise, at }
  }
}
