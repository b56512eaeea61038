import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAdql } from '../../../vo/adql/parse.ts'
import { expansionAnswer, servedTemplate, templatesAnswer } from '../../contract/templates.ts'
import { createDax, type Dax } from '../../dax.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

let ports: TestPorts
/** One archive, where people must sign in to write, and open to its own machine. */
let signed: Dax
let local: Dax

let tokens: Readonly<Record<string, { readonly Authorization: string }>>

beforeAll(async () => {
  ports = await testPorts()
  local = createDax(ports)
  signed = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'read' } } })
  tokens = {
    ada: await signIn(ports, 'ada', { groups: ['qa'] }),
    ben: await signIn(ports, 'ben', { groups: ['qa'] }),
    eve: await signIn(ports, 'eve'),
    root: await signIn(ports, 'root', { isAdmin: true }),
    nobody: { Authorization: 'Bearer nonsense' },
    onlooker: await signIn(ports, 'onlooker', { scopes: ['read:image'] }),
  }
})
afterAll(async () => {
  await signed.close()
  await local.close()
  await ports.db.close()
})

type Asked = { readonly method?: string; readonly body?: unknown; readonly as?: string; readonly ifMatch?: string; readonly dax?: Dax }

const ask = async (path: string, { method = 'GET', body, as, ifMatch, dax = signed }: Asked = {}): Promise<Response> =>
  dax(
    new Request(`http://dax.test/api/provenance/templates${path}`, {
      method,
      headers: { ...(as === undefined ? {} : tokens[as]), ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  )

const refusal = async (response: Response): Promise<string> =>
  `${response.status} ${[((await response.json()) as { detail: { msg: string } | { msg: string }[] }).detail]
    .flat()
    .map((d) => d.msg)
    .join(' | ')}`

const draft = (id: string, more: object = {}) => ({
  id,
  title: 'My question',
  question: 'What did this node do?',
  group: 'Mine',
  parameters: [{ name: 'node', type: 'text', label: 'Node', required: true }],
  adql: 'SELECT quantum_id FROM prov.quantum WHERE node = {node}',
  tables: ['prov.quantum'],
  show: 'table',
  example: {},
  share: 'private',
  ...more,
})

const idsFor = async (as?: string): Promise<readonly string[]> =>
  templatesAnswer
    .parse(await (await ask('', as === undefined ? {} : { as })).json())
    .templates.filter((t) => t.owner !== null)
    .map((t) => t.id)

describe('the library, served', () => {
  it('is listed, read and filled without signing in', async () => {
    const { templates } = templatesAnswer.parse(await (await ask('')).json())
    expect(templates.length).toBeGreaterThanOrEqual(25)
    expect(templates.every((t) => t.owner === null && t.share === 'public')).toBe(true)
    const one = await ask('/affected-by-node')
    expect(one.headers.get('etag')).toBe('"1"')
    expect(servedTemplate.parse(await one.json()).question).toBe('What did this bad node process?')
    const filled = await ask('/affected-by-node/expand', { method: 'POST', body: { values: { node: "o'hara", started: '2026-03-17T02:00/' } } })
    const { query, bound } = expansionAnswer.parse(await filled.json())
    expect(parseAdql(query).ok).toBe(true)
    expect(query).toContain("q.node = 'o''hara'")
    expect(bound.map((b) => [b.name, b.literal])).toEqual([
      ['node', "'o''hara'"],
      ['started.from', '61116.0833333333'],
    ])
    for (const b of bound) for (const [from, to] of b.at) expect(query.slice(from, to)).toBe(b.literal)
  })

  it('tells every value that cannot be, by its parameter', async () => {
    const response = await ask('/failed-quanta/expand', {
      method: 'POST',
      body: { values: { status: ['FAILED', 'GONE'], started: 'soon/', odd: '1' } },
    })
    expect(response.status).toBe(400)
    const { detail } = (await response.json()) as { detail: { loc: string[]; msg: string; type: string }[] }
    expect(detail.map((d) => d.loc)).toEqual([
      ['values', 'odd'],
      ['values', 'status'],
      ['values', 'started'],
    ])
    expect(detail[1]).toMatchObject({ type: 'usage', msg: expect.stringContaining('"GONE" is not one of FAILED') as string })
  })

  it('takes numbers that JSON carries exactly, and no others', async () => {
    const expandIt = (values: string) => ask('/failed-quanta/expand', { method: 'POST', body: `{"values": ${values}}` })
    const taken = expansionAnswer.parse(
      await (await ask('/outputs-from-exposure/expand', { method: 'POST', body: { values: { visit: 12, detector: 94 } } })).json(),
    )
    expect(taken.bound.map((b) => [b.name, b.literal])).toContainEqual(['detector', '94'])
    expect(await refusal(await expandIt('{"run": 9007199254740993}'))).toMatch(/^400 values\.run: .*in quotes/u)
    expect(await refusal(await expandIt('{"run": true}'))).toMatch(/^400 values\.run: a text, a number/u)
  })

  it('is run, counted and looked up in by whoever may see it, in the formats of TAP', async () => {
    const run = (body: object, dax = signed) => ask('/who-writes-column/run', { method: 'POST', body, dax })
    const values = { table: 'ap.dia_source', column: 'x' }
    const rows = await run({ values, format: 'csv' })
    expect([rows.status, rows.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/csv')])
    expect(await (await run({ values, count: true, format: 'csv' })).text()).toMatch(/^n\s+0\s*$/u)
    expect(await (await run({ values })).text()).toContain('<VOTABLE')
    // who may not write queries runs the template all the same
    const adql = { method: 'POST', headers: tokens['onlooker']!, body: new URLSearchParams({ LANG: 'ADQL', QUERY: 'SELECT TOP 1 * FROM prov.run' }) }
    expect((await signed(new Request('http://dax.test/api/tap/sync', adql))).status).toBe(403)
    expect((await ask('/who-writes-column/run', { method: 'POST', body: { values, format: 'csv' }, as: 'onlooker' })).status).toBe(200)
    // and sees its answer as a graph: the refusal is about the id
    const lineage = new Request('http://dax.test/api/provenance/lineage?ID=nobody', { headers: tokens['onlooker']! })
    expect((await signed(lineage)).status).toBe(404)
    expect(await refusal(await run({ values: {} }))).toMatch(/^400 .* is needed/u)
    expect(await refusal(await run({ values, format: 'doc' }))).toMatch(/^400 RESPONSEFORMAT=doc/u)
    const look = (body: object) => ask('/affected-by-node/lookup', { method: 'POST', body })
    expect((await look({ parameter: 'node', typed: "a' OR 1=1 --", format: 'csv' })).status).toBe(200)
    expect(await refusal(await look({ parameter: 'started', typed: '' }))).toMatch(/^400 started is no parameter/u)
  })

  it('is changed by nobody', async () => {
    for (const as of ['ada', 'root']) {
      expect(await refusal(await ask('/lineage', { method: 'PUT', body: draft('lineage', { version: 1 }), as }))).toMatch(/^403 .*copy it/u)
      expect(await refusal(await ask('/lineage', { method: 'DELETE', as }))).toMatch(/^403/u)
    }
    expect(await refusal(await ask('', { method: 'POST', body: draft('lineage'), as: 'ada' }))).toMatch(/^409/u)
  })
})

describe('templates of one’s own', () => {
  it('are private, of a group, or public', async () => {
    for (const [id, more] of [
      ['ada-private', {}],
      ['ada-group', { share: 'group', shareGroup: 'qa' }],
      ['ada-public', { share: 'public' }],
    ] as const)
      expect((await ask('', { method: 'POST', body: draft(id, more), as: 'ada' })).status).toBe(201)
    expect(await idsFor('ada')).toEqual(['ada-group', 'ada-private', 'ada-public'])
    expect(await idsFor('ben')).toEqual(['ada-group', 'ada-public'])
    expect(await idsFor('eve')).toEqual(['ada-public'])
    expect(await idsFor()).toEqual(['ada-public'])
    expect(await idsFor('root')).toEqual(['ada-group', 'ada-private', 'ada-public'])
    // hidden and absent are told in the same words
    for (const [path, method, body] of [
      ['', 'GET', undefined],
      ['/expand', 'POST', { values: {} }],
      ['/run', 'POST', { values: {} }],
      ['/lookup', 'POST', { parameter: 'x', typed: '' }],
      ['/copy', 'POST', {}],
      ['', 'DELETE', undefined],
    ] as const) {
      const hidden = await refusal(await ask(`/ada-private${path}`, { method, body, as: 'eve' }))
      const absent = await refusal(await ask(`/ada-nothing${path}`, { method, body, as: 'eve' }))
      expect(hidden.replaceAll('ada-private', 'x')).toBe(absent.replaceAll('ada-nothing', 'x'))
      expect(hidden).toMatch(/^404/u)
    }
    expect((await ask('/ada-public/expand', { method: 'POST', body: { values: { node: 'n' } } })).status).toBe(200)
  })

  it('are saved by people who signed in, and changed by their owner or an administrator', async () => {
    expect(await refusal(await ask('', { method: 'POST', body: draft('x') }))).toMatch(/^401 Authentication required: sign in to save/u)
    expect(await refusal(await ask('/ada-public', { method: 'PUT', body: draft('ada-public', { version: 1 }), as: 'eve' }))).toMatch(/^403 .*ada’s/u)
    expect(await refusal(await ask('/ada-public', { method: 'DELETE', as: 'ben' }))).toMatch(/^403/u)
    expect(await refusal(await ask('', { method: 'POST', body: draft('y', { share: 'group', shareGroup: 'staff' }), as: 'ada' }))).toMatch(
      /^403 You are not in the group staff/u,
    )
    expect(
      (await ask('/ada-public', { method: 'PUT', body: draft('ada-public', { share: 'public', title: 'Mended' }), ifMatch: '"1"', as: 'root' }))
        .status,
    ).toBe(200)
    expect(servedTemplate.parse(await (await ask('/ada-public')).json())).toMatchObject({ owner: 'ada', author: 'ada', version: 2, title: 'Mended' })
  })

  it('say to each who asks whether they may be changed', async () => {
    const may = async (id: string, as?: string) => servedTemplate.parse(await (await ask(`/${id}`, as === undefined ? {} : { as })).json()).mayChange
    expect([await may('ada-public', 'ada'), await may('ada-public', 'root')]).toEqual([true, true])
    expect([await may('ada-public', 'eve'), await may('ada-public'), await may('ada-group', 'ben')]).toEqual([false, false, false])
    // a copy is one's own, whatever was said of what it was copied from
    const copy = await ask('/ada-group/copy', { method: 'POST', body: { id: 'bens-own' }, as: 'ben' })
    expect(servedTemplate.parse(await copy.json()).mayChange).toBe(true)
    await ask('/bens-own', { method: 'DELETE', as: 'ben' })
  })

  it('keep their versions; of two editors the second is told', async () => {
    await ask('', { method: 'POST', body: draft('versions', { title: 'one' }), as: 'ada' })
    const [a, b] = await Promise.all(
      ['two', 'deux'].map((title) => ask('/versions', { method: 'PUT', body: draft('versions', { title }), ifMatch: '"1"', as: 'ada' })),
    )
    expect([a!.status, b!.status].sort()).toEqual([200, 412])
    expect(await refusal(await ask('/versions', { method: 'PUT', body: draft('versions', { version: 1 }), as: 'ada' }))).toMatch(
      /^412 .*you had version 1/u,
    )
    expect(await refusal(await ask('/versions', { method: 'PUT', body: draft('versions'), as: 'ada' }))).toMatch(/^400 Say which version/u)
    expect((await ask('/versions', { method: 'PUT', body: draft('versions', { title: 'three', version: 2 }), as: 'ada' })).headers.get('etag')).toBe(
      '"3"',
    )
    expect(servedTemplate.parse(await (await ask('/versions?version=1', { as: 'ada' })).json()).title).toBe('one')
    expect(servedTemplate.parse(await (await ask('/versions', { as: 'ada' })).json()).title).toBe('three')
    expect(await refusal(await ask('/versions?version=9', { as: 'ada' }))).toMatch(/^404 .*newest is 3/u)
    expect(await refusal(await ask('/versions', { method: 'DELETE', ifMatch: '"2"', as: 'ada' }))).toMatch(/^412/u)
    expect((await ask('/versions', { method: 'DELETE', ifMatch: '"3"', as: 'ada' })).status).toBe(204)
    expect((await ask('/versions', { as: 'ada' })).status).toBe(404)
    expect(await idsFor('ada')).not.toContain('versions')
    // the versions go on where the name is used again, by its owner only
    expect(await refusal(await ask('', { method: 'POST', body: draft('versions'), as: 'ben' }))).toMatch(/^409/u)
    expect(servedTemplate.parse(await (await ask('', { method: 'POST', body: draft('versions'), as: 'ada' })).json()).version).toBe(4)
  })

  it('are not shown in a version that was hidden from the one who asks', async () => {
    await ask('', { method: 'POST', body: draft('was-private'), as: 'ada' })
    await ask('/was-private', { method: 'PUT', body: draft('was-private', { share: 'public' }), ifMatch: '"1"', as: 'ada' })
    expect((await ask('/was-private', { as: 'eve' })).status).toBe(200)
    expect((await ask('/was-private?version=1', { as: 'eve' })).status).toBe(404)
  })

  it('are copies of others', async () => {
    const copy = servedTemplate.parse(await (await ask('/affected-by-node/copy', { method: 'POST', as: 'ben' })).json())
    expect(copy).toMatchObject({
      id: 'affected-by-node-copy',
      owner: 'ben',
      share: 'private',
      copiedFrom: 'affected-by-node',
      title: 'Affected by a bad node (copy)',
    })
    const again = await ask('/affected-by-node/copy', { method: 'POST', body: { title: 'Again' }, as: 'ben' })
    expect(servedTemplate.parse(await again.json())).toMatchObject({ id: 'affected-by-node-copy-2', title: 'Again' })
    expect((await ask('/ada-group/copy', { method: 'POST', body: { id: 'bens' }, as: 'ben' })).status).toBe(201)
    expect(await refusal(await ask('/ada-group/copy', { method: 'POST', body: { id: 'bens' }, as: 'ben' }))).toMatch(/^409/u)
  })

  it.each([
    ['not JSON', 'The body is not JSON'],
    [{ id: 'x' }, 'title'],
    [draft('Not An Id'), 'small letters, digits and hyphens'],
    [draft('bad', { adql: 'SELECT quantum_id FROM {node}' }), 'cannot be read'],
    [draft('bad', { adql: 'DROP TABLE prov.quantum', parameters: [] }), 'expected SELECT'],
    [draft('bad', { adql: 'SELECT quantum_id FROM prov.quantum WHERE node = {other}' }), '{other} is no parameter'],
    [draft('bad', { parameters: [{ name: 'node', type: 'word', label: 'Node' }] }), 'parameters.0.type'],
    [draft('bad', { example: { node: ['a', 'b'] } }), 'In the example'],
  ])('refuse %j', async (body, words) => {
    const said = await refusal(await ask('', { method: 'POST', body, as: 'ada' }))
    expect(said).toMatch(/^400/u)
    expect(said).toContain(words)
  })

  it('belong to the one local user where there is no sign-in', async () => {
    expect((await ask('', { method: 'POST', body: draft('local-one'), dax: local })).status).toBe(201)
    expect(servedTemplate.parse(await (await ask('/local-one', { dax: local })).json()).owner).toBe('local')
    expect((await ask('/ada-private', { dax: local })).status).toBe(404)
    expect((await ask('/local-one', { method: 'DELETE', dax: local })).status).toBe(204)
  })
})

describe('examples of TAP', () => {
  it('are the templates too, filled', async () => {
    const page = await (await local(new Request('http://dax.test/api/tap/examples'))).text()
    const { templates } = templatesAnswer.parse(await (await ask('')).json())
    for (const t of templates.filter((one) => one.owner === null)) expect(page).toContain(`<div typeof="example" id="${t.id}"`)
    expect(page).not.toMatch(/\{\w+\}|\[\[/u)
  })
})

describe('the contract', () => {
  it('tells the routes and their bodies in OpenAPI', async () => {
    const document = (await (await local(new Request('http://dax.test/api/openapi.json'))).json()) as {
      paths: Record<string, Record<string, { requestBody?: unknown }>>
    }
    expect(Object.keys(document.paths).filter((p) => p.includes('templates'))).toHaveLength(6)
    expect(document.paths['/api/provenance/templates/{id}']?.['put']?.requestBody).toBeDefined()
  })
})
