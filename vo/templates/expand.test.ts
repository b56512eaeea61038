import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAdql } from '../adql/parse.ts'
import { checkTemplate } from './check.ts'
import { expand } from './expand.ts'
import { shapeOf } from './shape.ts'
import type { ParameterType, Template, TemplateParameter, TemplateValue } from './template.ts'
import { injections } from './testing/injections.ts'

const parameter = (name: string, type: ParameterType, more: Partial<TemplateParameter> = {}): TemplateParameter => ({
  name,
  type,
  label: name,
  ...more,
})

const make = (adql: string, parameters: readonly TemplateParameter[], example: Template['example'] = {}): Template => ({
  id: 'a-question',
  title: 'A question',
  question: 'What?',
  group: 'tests',
  parameters,
  adql,
  tables: [],
  show: 'table',
  example,
  author: 'tests',
  version: 1,
})

function queryOf(adql: string, parameters: readonly TemplateParameter[], values: Readonly<Record<string, TemplateValue>>): string {
  const filled = expand(make(adql, parameters), values)
  if (!filled.ok) throw new Error(filled.error.map((p) => p.message).join('\n'))
  const { query, bound } = filled.value
  for (const b of bound) for (const [from, to] of b.at) expect(query.slice(from, to)).toBe(b.literal)
  return query
}

function complaintsOf(adql: string, parameters: readonly TemplateParameter[], values: Readonly<Record<string, TemplateValue>>): string {
  const filled = expand(make(adql, parameters), values)
  if (filled.ok) throw new Error(`accepted as ${filled.value.query}`)
  return filled.error.map((p) => p.message).join('\n')
}

describe('filling a template', () => {
  const night = parameter('t', 'time_range')
  const spanned =
    'SELECT * FROM prov.quantum\nWHERE task = {task}\n  [[AND start_time >= {t.from}]]\n  [[AND start_time < {t.to}]]\nORDER BY start_time'

  it('keeps optional parts only where they are filled, and leaves no hole', () => {
    const parameters = [parameter('task', 'text', { required: true }), night]
    expect(queryOf(spanned, parameters, { task: 'isr' })).toBe("SELECT * FROM prov.quantum\nWHERE task = 'isr'\nORDER BY start_time")
    expect(queryOf(spanned, parameters, { task: 'isr', t: '61000/' })).toBe(
      "SELECT * FROM prov.quantum\nWHERE task = 'isr'\n  AND start_time >= 61000\nORDER BY start_time",
    )
    expect(queryOf(spanned, parameters, { task: 'isr', t: '61000/61001.5' })).toContain('AND start_time >= 61000\n  AND start_time < 61001.5\n')
  })

  it('drops a part that holds one unfilled blank, and the parts inside it', () => {
    const adql = 'SELECT a FROM t WHERE 1 = 1 [[AND b = {b} [[AND c = {c}]] ]]'
    const parameters = [parameter('b', 'int'), parameter('c', 'int')]
    expect(queryOf(adql, parameters, { c: '3' })).toBe('SELECT a FROM t WHERE 1 = 1')
    expect(queryOf(adql, parameters, { b: '2' })).toBe('SELECT a FROM t WHERE 1 = 1 AND b = 2')
    expect(queryOf(adql, parameters, { b: '2', c: '3' })).toBe('SELECT a FROM t WHERE 1 = 1 AND b = 2 AND c = 3')
  })

  it('carries 64-bit numbers exactly, and refuses the 65th bit', () => {
    const adql = 'SELECT a FROM t WHERE v = {v}'
    const p = [parameter('v', 'long', { required: true })]
    expect(queryOf(adql, p, { v: '9007199254740993' })).toBe('SELECT a FROM t WHERE v = 9007199254740993')
    expect(queryOf(adql, p, { v: '-9223372036854775808' })).toBe('SELECT a FROM t WHERE v = -9223372036854775808')
    expect(complaintsOf(adql, p, { v: '9223372036854775808' })).toContain('outside')
    expect(complaintsOf(adql, [parameter('v', 'visit', { required: true })], { v: '-1' })).toContain('outside 0 … 9223372036854775807')
  })

  it('converts times where they are seen to be converted (astropy: 2026-03-17T02:00:00 UTC = MJD 61116.0837615741 TAI)', () => {
    const adql = 'SELECT a FROM t WHERE x >= {t}'
    const tai = expand(make(adql, [parameter('t', 'time', { scale: 'tai', required: true })]), { t: '2026-03-17T02:00:00' })
    expect(tai.ok && tai.value.bound[0]).toMatchObject({ literal: '61116.0837615741', note: expect.stringContaining('37 s ahead of UTC') as string })
    const utc = expand(make(adql, [parameter('t', 'time', { required: true })]), { t: '61116.0837615741 TAI' })
    expect(utc.ok && utc.value.bound[0]).toMatchObject({
      literal: '61116.0833333334',
      note: expect.stringContaining('TAI = MJD 61116.0833333334 (UTC)') as string,
    })
    expect(queryOf(adql, [parameter('t', 'time', { scale: 'tai', required: true })], { t: '61116.5 TAI' })).toContain('>= 61116.5')
  })

  it('refuses a UUID that lost a digit, as a UUID and as an id; an id may be any other text', () => {
    const adql = 'SELECT a FROM t WHERE x = {v}'
    const cut = '01890a5d-ac96-774b-bcce-b302099a805'
    expect(complaintsOf(adql, [parameter('v', 'uuid', { required: true })], { v: cut })).toContain('is not a UUID: write 32 hexadecimal digits')
    expect(complaintsOf(adql, [parameter('v', 'entity', { required: true })], { v: cut })).toContain('neither an id nor a whole UUID')
    for (const id of [`${cut}7`, 'ivo://a/b?raw/1', 'a:cal-A', `${cut}x`])
      expect(queryOf(adql, [parameter('v', 'entity', { required: true })], { v: id })).toBe(`SELECT a FROM t WHERE x = '${id}'`)
  })

  it('refuses a span that ends before it begins, or is not one', () => {
    const parameters = [parameter('task', 'text', { required: true }), night]
    expect(complaintsOf(spanned, parameters, { task: 'isr', t: '61001/61000' })).toContain('no later than it begins')
    expect(complaintsOf(spanned, parameters, { task: 'isr', t: '61001' })).toContain('write from/to')
    expect(complaintsOf(spanned, parameters, { task: 'isr', t: 'yesterday/' })).toContain('yesterday')
  })

  it('makes literals of each type', () => {
    const one = (type: ParameterType, v: TemplateValue, more: Partial<TemplateParameter> = {}): string =>
      queryOf('SELECT a FROM t WHERE b = {v}', [parameter('v', type, { required: true, ...more })], { v }).slice('SELECT a FROM t WHERE b = '.length)
    expect(one('text', "O'Neil")).toBe("'O''Neil'")
    expect(one('band', 'G')).toBe("'g'")
    expect(one('day_obs', '2026-03-17')).toBe('20260317')
    expect(one('double', '-1.5e-3')).toBe('-0.0015')
    expect(one('sha', 'ABCDEF0')).toBe("'abcdef0%'")
    expect(one('uuid', '01890A5D-AC96-774B-BCCE-B302099A8057')).toBe("'01890a5d-ac96-774b-bcce-b302099a8057'")
    expect(one('enum', 'FAILED', { options: [{ value: 'FAILED' }] })).toBe("'FAILED'")
    expect(one('detector', '0094')).toBe('94')
    expect(queryOf('SELECT a FROM t WHERE b IN {v}', [parameter('v', 'visit', { list: true, required: true })], { v: ['1', '2', '1'] })).toContain(
      'IN (1, 2)',
    )
    const region = queryOf('SELECT a FROM t WHERE 1 = INTERSECTS(s_region, {v})', [parameter('v', 'region', { required: true })], {
      v: 'circle 53.1 -28.1 0.1',
    })
    expect(region).toContain("INTERSECTS(s_region, CIRCLE('ICRS', 53.1, -28.1, 0.1))")
  })

  it('tells all that is wrong at once, with values', () => {
    const said = complaintsOf(
      'SELECT a FROM t WHERE b = {b} AND c = {c} AND d = {d}',
      [
        parameter('b', 'detector', { required: true, max: '204' }),
        parameter('c', 'uuid', { required: true }),
        parameter('d', 'text', { required: true, label: 'Task' }),
      ],
      { b: '205', c: 'zz', e: '1' },
    )
    expect(said).toContain('205 is outside 0 … 204')
    expect(said).toContain('"zz" is not a UUID')
    expect(said).toContain('Task is needed.')
    expect(said).toContain('"e" is no parameter')
  })

  it('takes the default where nothing is filled in', () => {
    expect(queryOf('SELECT a FROM t WHERE b <= {n}', [parameter('n', 'int', { default: '2' })], {})).toContain('b <= 2')
    expect(queryOf('SELECT a FROM t [[WHERE b <= {n}]]', [parameter('n', 'int', { default: '2' })], { n: '' })).not.toContain('b <=')
  })
})

/** One blank of every type, in every place where a value can stand. */
const types: readonly ParameterType[] = [
  'long',
  'int',
  'double',
  'text',
  'visit',
  'detector',
  'band',
  'day_obs',
  'tract',
  'patch',
  'time',
  'uuid',
  'entity',
  'sha',
  'enum',
]
const places: readonly string[] = [
  'SELECT a FROM t WHERE b = {v} AND c = 1',
  'SELECT a FROM t WHERE {v} = b OR c LIKE {v}',
  'SELECT a, {v} AS mine FROM t WHERE b BETWEEN {v} AND {v} ORDER BY a',
  'SELECT a FROM t WHERE c -{v} < 3',
  'SELECT a FROM t WHERE ABS({v}) = 2 [[AND d <> {v}]] GROUP BY a HAVING COUNT(*) > 1',
  'SELECT a FROM (SELECT b AS a FROM u WHERE x = {v}) AS q UNION ALL SELECT {v} FROM w',
]

describe('no value changes what is asked', () => {
  const hostile = fc.oneof(
    fc.constantFrom(...injections),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom("'", '"', '-', '/', '*', '[', ']', '{', '}', '\\', ';', ' ', 'v', '1', '%', '(', ')', ',', '\n', '\u0000'),
      maxLength: 30,
    }),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
    fc.uuid(),
    fc.stringMatching(/^[0-9a-f]{6,40}$/u),
    fc.constantFrom('u', 'g', 'FAILED', '20260317'),
  )

  it.each(types)('as %s', (type) => {
    const p = parameter('v', type, { required: true, options: [{ value: 'FAILED' }, { value: "it's" }] })
    const plain = new Map(
      places.map((adql) => {
        const sample: Partial<Record<ParameterType, string>> = {
          text: 'x',
          entity: 'x',
          band: 'g',
          uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
          sha: 'abcdef',
          enum: 'FAILED',
          day_obs: '20260101',
        }
        const filled = expand(make(adql, [p]), { v: sample[type] ?? '1' })
        if (!filled.ok) throw new Error(`${adql}: ${filled.error.map((e) => e.message).join()}`)
        const parsed = parseAdql(filled.value.query)
        if (!parsed.ok) throw new Error(parsed.error.message)
        return [adql, shapeOf(parsed.value)] as const
      }),
    )
    const holds = (adql: string, v: string): void => {
      const filled = expand(make(adql, [p]), { v })
      if (!filled.ok) {
        // a refusal is about the value, not a shape that slipped through to the last check
        expect(filled.error.every((e) => e.parameter === 'v')).toBe(true)
        return
      }
      const parsed = parseAdql(filled.value.query)
      expect(parsed.ok && shapeOf(parsed.value)).toBe(plain.get(adql))
    }
    for (const adql of places) for (const v of injections) holds(adql, v)
    fc.assert(fc.property(fc.constantFrom(...places), hostile, holds), { numRuns: 300 })
  })

  it('in lists, of any length and content', () => {
    const adql = 'SELECT a FROM t WHERE b IN {v} AND c NOT IN {v}'
    const p = parameter('v', 'text', { required: true, list: true })
    const plain = parseAdql(queryOf(adql, [p], { v: ['x'] }))
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 8 }), (v) => {
        const filled = expand(make(adql, [p]), { v })
        if (!filled.ok) return
        const parsed = parseAdql(filled.value.query)
        expect(parsed.ok && plain.ok && shapeOf(parsed.value) === shapeOf(plain.value)).toBe(true)
      }),
    )
  })

  it('as regions and spans of time', () => {
    const adql = 'SELECT a FROM t WHERE 1 = INTERSECTS(s_region, {r}) [[AND x >= {s.from}]] [[AND x < {s.to}]] AND y = 2'
    const parameters = [parameter('r', 'region', { required: true }), parameter('s', 'time_range')]
    const shapes = new Set(
      [{}, { s: '1/' }, { s: '/2' }, { s: '1/2' }].map((s) => {
        const parsed = parseAdql(queryOf(adql, parameters, { r: 'CIRCLE 1 2 3', ...s }))
        return parsed.ok ? shapeOf(parsed.value) : ''
      }),
    )
    const regions = fc.oneof(
      hostile,
      fc.tuple(fc.constantFrom('CIRCLE 10 20', 'POLYGON 1 2 3 4', 'RANGE 1 2 3', 'CIRCLE ICRS 1 2'), hostile).map((x) => x.join(' ')),
    )
    const spans = fc.oneof(
      hostile,
      fc.tuple(hostile, hostile).map((x) => x.join('/')),
      fc.constant('61000/61001'),
    )
    for (const v of injections) for (const s of ['', '61000/']) if (expand(make(adql, parameters), { r: v, s }).ok) throw new Error(`accepted ${v}`)
    fc.assert(
      fc.property(regions, spans, (r, s) => {
        const filled = expand(make(adql, parameters), { r, s })
        if (!filled.ok) return
        const parsed = parseAdql(filled.value.query)
        expect(parsed.ok && shapes.has(shapeOf(parsed.value))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('sees a shape change where there is one', () => {
    const shape = (text: string): string => {
      const parsed = parseAdql(text)
      return parsed.ok ? shapeOf(parsed.value) : text
    }
    const base = shape("SELECT a FROM t WHERE b = 'x'")
    expect(shape("SELECT a FROM t WHERE b = 'another'")).toBe(base)
    for (const other of [
      "SELECT a FROM t WHERE b = 'x' OR 1 = 1",
      'SELECT a FROM t WHERE b = 1',
      'SELECT a FROM t WHERE b = c',
      "SELECT a FROM u WHERE b = 'x'",
      "SELECT a FROM t WHERE b = 'x' AND c = 2",
    ])
      expect(shape(other)).not.toBe(base)
  })
})

describe('checking a template', () => {
  const said = (adql: string, parameters: readonly TemplateParameter[], example: Template['example'] = {}): string =>
    checkTemplate(make(adql, parameters, example))
      .map((p) => p.message)
      .join('\n')
  const v = parameter('v', 'int')

  it('finds nothing wrong with a good one', () => {
    expect(said("SELECT a FROM t WHERE 1 = 1 [[AND b = {v}]] AND c = '{{not a blank}}'", [v], { v: '3' })).toBe('')
  })

  it.each([
    ['SELECT a FROM t WHERE b = {w}', [], '{w} is no parameter'],
    ['SELECT a FROM t', [v], 'the query does not use it'],
    ['SELECT a FROM t WHERE b = {v}', [v], 'make it required'],
    ['SELECT a FROM {v}', [{ ...v, required: true }], 'line 1, column 15'],
    ['SELECT a AS {v} FROM t', [{ ...v, required: true }], 'cannot be read'],
    ["SELECT a FROM t WHERE b = '{v}'", [{ ...v, required: true }], 'inside quotes'],
    ['SELECT a FROM t WHERE b = {v', [{ ...v, required: true }], 'a placeholder is {name}'],
    ['SELECT a FROM t [[WHERE b = {v}', [v], 'never closed'],
    ['SELECT a FROM t WHERE b = {v}]]', [{ ...v, required: true }], 'never opened'],
    ['SELECT a FROM t WHERE b = 1{v}', [{ ...v, required: true }], 'touches its neighbour'],
    ['SELECT a FROM t WHERE b = {v}{v}', [{ ...v, required: true }], 'touches its neighbour'],
    ['SELECT a FROM t [[WHERE b = {v}]] [[AND c = {w}]]', [v, parameter('w', 'int')], 'cannot be read with {w} filled'],
    ['SELECT a FROM t [[WHERE 1 = 1]]', [], 'always be kept'],
    ['SELECT a FROM t WHERE b = {v}', [{ ...v, required: true, list: true }], 'after IN only'],
    ['SELECT a FROM t WHERE b = {v}', [parameter('v', 'time_range', { required: true })], 'two ends'],
    ['SELECT a FROM t WHERE b = {v.from}', [v], 'only a span of time has ends'],
    ['SELECT a FROM t WHERE b = {v}', [{ ...v, default: 'x' }], 'its default'],
    ['SELECT a FROM t WHERE b = {v}', [{ ...v, required: true, lookup: 'SELECT {typed}' }], 'its lookup'],
    ['SELECT a FROM t WHERE b = {v}', [parameter('v', 'enum', { required: true })], 'an enum needs options'],
  ] as const)('says of %s what is wrong', (adql, parameters, words) => {
    expect(said(adql, parameters)).toContain(words)
  })

  it('fills the example', () => {
    expect(said('SELECT a FROM t WHERE b = {v}', [{ ...v, required: true }], { v: 'three' })).toContain(
      'In the example: v: "three" is not a whole number',
    )
  })
})

describe('a second form', () => {
  it('writes times as texts where its columns are', () => {
    const parameters = [parameter('t', 'time', { required: true }), parameter('s', 'time_range')]
    expect(
      queryOf('SELECT a FROM t WHERE x <= {t.iso} [[AND y >= {s.from.iso}]] [[AND y < {s.to.iso}]]', parameters, { t: '61116.5', s: '/2026-03-18' }),
    ).toBe("SELECT a FROM t WHERE x <= '2026-03-17T12:00:00.000' AND y < '2026-03-18T00:00:00.000'")
  })

  it('refuses a value that it has no place for, and takes a default that it has none for', () => {
    expect(complaintsOf('SELECT a FROM t WHERE 1 = 1', [parameter('v', 'int')], { v: '3' })).toContain('leave it empty')
    expect(queryOf('SELECT a FROM t WHERE 1 = 1', [parameter('v', 'int', { default: '3' })], {})).toContain('1 = 1')
  })
})
