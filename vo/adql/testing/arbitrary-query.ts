import fc from 'fast-check'
import type { CastType, Expr, Name, Query, QueryBody, Select, SelectItem, TableRef } from '../ast.ts'
import { clauseWords } from '../tokens.ts'

const at = 0

const regular = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/).filter((s) => !clauseWords.has(s.toUpperCase()))
const quoted = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }).filter((s) => !/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/u.test(s))

const name: fc.Arbitrary<Name> = fc.oneof(
  { weight: 4, arbitrary: regular.map((s): Name => ({ text: s.toLowerCase(), written: s, quoted: false, at })) },
  { weight: 1, arbitrary: quoted.map((s): Name => ({ text: s, written: s, quoted: true, at })) },
)
const path = fc.array(name, { minLength: 1, maxLength: 3 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null, freq: 2 })
const some = <T>(arbitrary: fc.Arbitrary<T>, minLength = 1): fc.Arbitrary<T[]> => fc.array(arbitrary, { minLength, maxLength: minLength + 2 })

const literal: fc.Arbitrary<Expr> = fc.oneof(
  fc
    .oneof(
      fc.nat().map(String),
      fc.stringMatching(/^\d{1,4}\.\d{0,3}$/),
      fc.stringMatching(/^\.\d{1,4}(?:[eE][-+]?\d{1,2})?$/),
      fc.stringMatching(/^0x[0-9A-Fa-f]{1,8}$/),
    )
    .map((text): Expr => ({ kind: 'number', text, at })),
  fc
    .string({ maxLength: 8, unit: 'grapheme' })
    .filter((s) => !/[\u0000\ud800-\udfff]/u.test(s))
    .map((value): Expr => ({ kind: 'string', value, at })),
  fc.boolean().map((value): Expr => ({ kind: 'boolean', value, at })),
  fc.constant<Expr>({ kind: 'null', at }),
  path.map((p): Expr => ({ kind: 'column', path: p, at })),
)

const castTypes: readonly CastType[] = [
  'CHAR',
  'VARCHAR',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'REAL',
  'DOUBLE PRECISION',
  'TIMESTAMP',
  'BOOLEAN',
  'POINT',
  'CIRCLE',
  'POLYGON',
]

interface Parts {
  expr: Expr
  query: Query
  body: QueryBody
  term: QueryBody
  primary: QueryBody
  select: Select
  table: TableRef
}

const parts = fc.letrec<Parts>((loose) => {
  const tie = loose as fc.LetrecTypedTie<Parts>
  const expr = tie('expr')
  const query = tie('query')
  const negated = fc.boolean()
  const branch: fc.Arbitrary<Expr>[] = [
    fc.record({ kind: fc.constant('sign' as const), op: fc.constantFrom('+', '-', '~'), of: expr, at: fc.constant(at) }),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      op: fc.constantFrom('+', '-', '*', '/', '||', '&', '|', '^'),
      left: expr,
      right: expr,
      at: fc.constant(at),
    }),
    fc
      .tuple(regular, fc.array(expr, { maxLength: 3 }), fc.boolean())
      .map(([f, args, distinct]): Expr => ({ kind: 'call', name: f.toUpperCase(), args, distinct: distinct && args.length > 0, star: false, at })),
    fc.constant<Expr>({ kind: 'call', name: 'COUNT', args: [], distinct: false, star: true, at }),
    fc
      .tuple(expr, fc.constantFrom(...castTypes), maybe(fc.integer({ min: 1, max: 99 })))
      .map(([of, to, n]): Expr => ({ kind: 'cast', of, to, length: to === 'CHAR' || to === 'VARCHAR' ? n : null, at })),
    fc.record({
      kind: fc.constant('compare' as const),
      op: fc.constantFrom('=', '<>', '<', '>', '<=', '>='),
      left: expr,
      right: expr,
      at: fc.constant(at),
    }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), parts: some(expr, 2), at: fc.constant(at) }),
    fc.record({ kind: fc.constant('not' as const), of: expr, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('between' as const), of: expr, low: expr, high: expr, negated, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('inList' as const), of: expr, list: some(expr, 2), negated, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('inQuery' as const), of: expr, query, negated, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('like' as const), of: expr, pattern: expr, caseless: fc.boolean(), negated, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('isNull' as const), of: expr, negated, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('exists' as const), query, at: fc.constant(at) }),
    fc.record({ kind: fc.constant('scalarQuery' as const), query, at: fc.constant(at) }),
    fc.record({
      kind: fc.constant('case' as const),
      whens: some(fc.record({ when: expr, then: expr })),
      otherwise: maybe(expr),
      at: fc.constant(at),
    }),
  ]
  const item: fc.Arbitrary<SelectItem> = fc.oneof(
    { weight: 1, arbitrary: fc.constant<SelectItem>({ kind: 'all', at }) },
    { weight: 1, arbitrary: path.map((table): SelectItem => ({ kind: 'allOf', table, at })) },
    { weight: 6, arbitrary: fc.tuple(expr, maybe(name)).map(([e, alias]): SelectItem => ({ kind: 'expr', expr: e, alias, at })) },
  )
  const set = (
    ops: readonly ('UNION' | 'EXCEPT' | 'INTERSECT')[],
    left: fc.Arbitrary<QueryBody>,
    right: fc.Arbitrary<QueryBody>,
  ): fc.Arbitrary<QueryBody> =>
    fc.record({ kind: fc.constant('set' as const), op: fc.constantFrom(...ops), all: fc.boolean(), left, right, at: fc.constant(at) })
  const join = fc
    .tuple(
      tie('table'),
      tie('table'),
      fc.constantFrom('inner' as const, 'left' as const, 'right' as const, 'full' as const, 'cross' as const),
      fc.nat(2),
      expr,
      some(name),
    )
    .map(([left, right, kind, how, on, using]): TableRef => {
      const free = kind === 'cross'
      return {
        kind: 'join',
        join: kind,
        natural: !free && how === 0,
        left,
        right,
        on: !free && how === 1 ? on : null,
        using: !free && how === 2 ? using : null,
        at,
      }
    })
  return {
    expr: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'adql' },
      { weight: 6, arbitrary: literal },
      ...branch.map((arbitrary) => ({ weight: 1, arbitrary })),
    ),
    query: fc
      .tuple(
        fc.array(fc.record({ name, query }), { maxLength: 1, depthIdentifier: 'adql' }),
        tie('body'),
        fc.array(fc.record({ expr, descending: fc.boolean() }), { maxLength: 2 }),
        maybe(fc.nat()),
      )
      .map(([withs, body, orderBy, offset]): Query => ({ with: withs, body, orderBy, offset })),
    body: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'adql' },
      { weight: 6, arbitrary: tie('term') },
      { weight: 1, arbitrary: set(['UNION', 'EXCEPT'], tie('body'), tie('term')) },
    ),
    term: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'adql' },
      { weight: 6, arbitrary: tie('primary') },
      { weight: 1, arbitrary: set(['INTERSECT'], tie('term'), tie('primary')) },
    ),
    primary: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'adql' },
      { weight: 6, arbitrary: tie('select') },
      { weight: 1, arbitrary: query.map((q): QueryBody => ({ kind: 'nested', query: q, at })) },
    ),
    select: fc.record({
      kind: fc.constant('select' as const),
      distinct: fc.boolean(),
      top: maybe(fc.nat()),
      items: some(item),
      from: some(tie('table')),
      where: maybe(expr),
      groupBy: fc.array(expr, { maxLength: 2 }),
      having: maybe(expr),
      at: fc.constant(at),
    }),
    table: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'adql' },
      { weight: 6, arbitrary: fc.tuple(path, maybe(name)).map(([p, alias]): TableRef => ({ kind: 'table', path: p, alias, at })) },
      { weight: 1, arbitrary: fc.tuple(query, name).map(([q, alias]): TableRef => ({ kind: 'derived', query: q, alias, at })) },
      { weight: 1, arbitrary: join },
    ),
  }
})

/** Any query that the grammar allows, with all kinds of expressions, tables and names; places are 0. Most mean nothing. */
export const arbitraryQuery: fc.Arbitrary<Query> = parts.query

const soupWords = [
  ...clauseWords,
  'COUNT',
  'POINT',
  'CIRCLE',
  'CONTAINS',
  'INTERSECTS',
  'ivoa',
  'obscore',
  's_ra',
  's_region',
  't',
  '(',
  '(',
  ')',
  ')',
  ',',
  '.',
  '*',
  '+',
  '-',
  '/',
  '||',
  '=',
  '<>',
  '<',
  '>=',
  ';',
  '&',
  '~',
  "'a'",
  "'",
  '"q"',
  '"',
  '1',
  '2.5',
  '1e9',
  '1e999',
  '0xFF',
  '--x\n',
  '/* c */',
  '/*',
  '\n',
  '\u0000',
  'é',
  '🌌',
  '[',
  '`',
  '99999999999999999999',
]

/** Texts made of pieces of ADQL in any order, with some that are none of it. */
export const arbitrarySoup: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...soupWords), { maxLength: 60 }).map((words) => words.join(' ')) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...soupWords), { maxLength: 40 }).map((words) => `SELECT ${words.join(' ')}`) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
)
