import type { Expr, Join, JoinKind, Name, OrderItem, Query, QueryBody, Select, SelectItem, TableRef } from './ast.ts'
import { ExpressionParser } from './expression-parser.ts'

/** Joins or set operations in one chain. */
const maxLinks = 200

/** Reads whole queries. */
export class QueryParser extends ExpressionParser {
  /** All of the text as one query; a semicolon may end it. */
  whole(): Query {
    if (this.peek().kind === 'end') this.refuse('the query is empty: write SELECT … FROM …', ['SELECT'])
    const query = this.query()
    this.op(';')
    if (this.peek().kind !== 'end') this.unexpected('the end of the query')
    return { ...query, text: this.text }
  }

  protected query(): Query {
    const ctes: { name: Name; query: Query }[] = []
    if (this.word('WITH')) {
      do {
        const name = this.name('a name for the WITH query')
        this.need('AS')
        ctes.push({ name, query: this.subquery() })
      } while (this.op(','))
    }
    const body = this.#setExpression()
    const orderBy = this.word('ORDER', 'BY') ? this.#orderItems() : []
    const offset = this.word('OFFSET') ? this.count('OFFSET') : null
    return { with: ctes, body, orderBy, offset }
  }

  #orderItems(): OrderItem[] {
    const items: OrderItem[] = []
    do {
      const expr = this.value()
      const descending = this.word('DESC')
      if (!descending) this.word('ASC')
      items.push({ expr, descending })
    } while (this.op(','))
    return items
  }

  #setExpression(): QueryBody {
    let left = this.#intersection()
    for (let links = 1; ; links++) {
      const at = this.peek().at
      const op = this.is('UNION') ? 'UNION' : this.is('EXCEPT') ? 'EXCEPT' : null
      if (op === null) return left
      this.chained(links, 'queries', maxLinks)
      this.next()
      const all = this.word('ALL')
      left = { kind: 'set', op, all, left, right: this.#intersection(), at }
    }
  }

  #intersection(): QueryBody {
    let left = this.#queryPrimary()
    for (let links = 1; this.is('INTERSECT'); links++) {
      this.chained(links, 'queries', maxLinks)
      const at = this.next().at
      const all = this.word('ALL')
      left = { kind: 'set', op: 'INTERSECT', all, left, right: this.#queryPrimary(), at }
    }
    return left
  }

  #queryPrimary(): QueryBody {
    const at = this.peek().at
    if (this.isOp('(')) return { kind: 'nested', query: this.subquery(), at }
    return this.#select()
  }

  #select(): Select {
    const at = this.peek().at
    if (!this.word('SELECT')) this.unexpected('SELECT')
    const distinct = this.word('DISTINCT')
    if (!distinct) this.word('ALL')
    const top = this.word('TOP') ? this.count('TOP') : null
    const items: SelectItem[] = []
    do items.push(this.#selectItem())
    while (this.op(','))
    if (!this.word('FROM')) this.unexpected('"," or FROM')
    const from: TableRef[] = []
    do from.push(this.#tableRef())
    while (this.op(','))
    const where = this.word('WHERE') ? this.condition() : null
    const groupBy: Expr[] = []
    if (this.word('GROUP', 'BY')) {
      do groupBy.push(this.value())
      while (this.op(','))
    }
    const having = this.word('HAVING') ? this.condition() : null
    return { kind: 'select', distinct, top, items, from, where, groupBy, having, at }
  }

  #selectItem(): SelectItem {
    const at = this.peek().at
    if (this.op('*')) return { kind: 'all', at }
    let k = 0
    while (k < 8 && this.isName(k) && this.isOp('.', k + 1)) k += 2
    if (k > 0 && this.isOp('*', k)) {
      const table: Name[] = []
      while (!this.op('*')) {
        table.push(this.name('a table name'))
        this.needOp('.')
      }
      return { kind: 'allOf', table, at }
    }
    const expr = this.value()
    return { kind: 'expr', expr, alias: this.#alias(), at }
  }

  #alias(): Name | null {
    if (this.word('AS')) return this.name('a name after AS')
    return this.isName() ? this.name('a name') : null
  }

  #tableRef(): TableRef {
    let left = this.#tablePrimary()
    for (let links = 1; ; links++) {
      const at = this.peek().at
      const natural = this.word('NATURAL')
      const join = this.#joinKind()
      if (join === null) {
        if (natural) this.unexpected('JOIN after NATURAL')
        return left
      }
      if (natural && join === 'cross') this.refuse('a CROSS JOIN cannot be NATURAL', undefined, at)
      this.chained(links, 'joins', maxLinks)
      left = this.#join(join, natural, left, at)
    }
  }

  #join(join: JoinKind, natural: boolean, left: TableRef, at: number): Join {
    const right = this.#tablePrimary()
    let on: Expr | null = null
    let using: Name[] | null = null
    if (!natural && join !== 'cross') {
      if (this.word('ON')) on = this.condition()
      else if (this.word('USING')) {
        this.needOp('(')
        using = []
        do using.push(this.name('a column name'))
        while (this.op(','))
        this.needOp(')')
      } else this.unexpected('ON or USING after the joined table')
    }
    return { kind: 'join', join, natural, left, right, on, using, at }
  }

  #joinKind(): JoinKind | null {
    if (this.word('JOIN') || this.word('INNER', 'JOIN')) return 'inner'
    if (this.word('CROSS', 'JOIN')) return 'cross'
    for (const side of ['LEFT', 'RIGHT', 'FULL'] as const)
      if (this.word(side, 'JOIN') || this.word(side, 'OUTER', 'JOIN')) return side.toLowerCase() as JoinKind
    return null
  }

  #tablePrimary(): TableRef {
    const at = this.peek().at
    if (this.isOp('(')) {
      if (this.opensQuery()) {
        const query = this.subquery()
        this.word('AS')
        return { kind: 'derived', query, alias: this.name('a name for the subquery, as in (SELECT …) AS t'), at }
      }
      this.next()
      const inner = this.deeper(() => this.#tableRef())
      this.needOp(')')
      return inner
    }
    const path = this.path('a table name', 'a table name')
    if (this.isOp('('))
      this.refuse(`${path.map((p) => p.written).join('.')}(…) is a function: only tables and subqueries can stand in FROM`, undefined, at)
    return { kind: 'table', path, alias: this.#alias(), at }
  }
}
