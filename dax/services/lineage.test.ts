import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSmallLineage } from '../archive/prov/testing/small-lineage.ts'
import { lineageAnswer, type LineageAnswer } from '../contract/lineage.ts'
import { createDax, type Dax } from '../dax.ts'
import { loadFewImages } from './testing/few-images.ts'
import { testPorts, type TestPorts } from './testing/test-ports.ts'

let ports: TestPorts
let dax: Dax

beforeAll(async () => {
  ports = await testPorts()
  await loadFewImages(ports.db)
  await loadSmallLineage(ports.db)
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const ask = (query: string) => dax(new Request(`http://dax.test/api/provenance/lineage?${query}`))
async function graph(query: string): Promise<LineageAnswer> {
  const response = await ask(query)
  const body: unknown = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(200)
  return lineageAnswer.parse(body)
}
const ids = (answer: LineageAnswer): string[] => answer.nodes.map((n) => n.id).sort()
const find = (answer: LineageAnswer, id: string) => answer.nodes.find((n) => n.id === id)!

describe('lineage', () => {
  it('goes one relation back by default, and counts what is further', async () => {
    const answer = await graph('ID=e:coadd&AGENT=FALSE')
    expect(ids(answer)).toEqual(['a:coadd', 'e:coadd'])
    expect(answer.edges).toEqual([{ from: 'e:coadd', to: 'a:coadd', kind: 'wasGeneratedBy', role: 'out', state: null }])
    expect(find(answer, 'a:coadd')).toMatchObject({
      more: { in: 3, out: 0 },
      depth: 1,
      status: 'SUCCESSFUL',
      attempts: 1,
      node: 'node-7',
      run: 'run/one',
    })
    expect(find(answer, 'e:coadd')).toMatchObject({ more: { in: 0, out: 0 }, type: 'deepCoadd', produced: true, recorded: true })
    expect(answer.roots).toEqual(['e:coadd'])
  })

  it('takes parameters in any case, from a form too, and a dataset uuid as ID', async () => {
    const whole = await graph('id=e:coadd&depth=all&direction=back&responseformat=graph&agent=false')
    expect(ids(whole)).toEqual(
      [
        'a:cal-1',
        'a:cal-2',
        'a:cal-3',
        'a:coadd',
        'e:calexp-1',
        'e:calexp-2',
        'e:calexp-3',
        'e:coadd',
        'e:flat',
        'e:raw-1',
        'e:raw-2',
        'e:raw-3',
      ].sort(),
    )
    expect(Math.max(...whole.nodes.map((n) => n.depth))).toBe(4)
    const body = new URLSearchParams({ ID: 'uuid-raw-1', Direction: 'FORTH', DEPTH: '2', AGENT: '0' })
    const posted = await dax(new Request('http://dax.test/api/provenance/lineage', { method: 'POST', body }))
    const answer = lineageAnswer.parse(await posted.json())
    expect(ids(answer)).toEqual(['a:cal-1', 'e:calexp-1', 'e:raw-1'])
    expect(find(answer, 'e:raw-1').visit).toBe('9007199254740993')
    expect(answer.roots).toEqual(['e:raw-1'])
  })

  it('goes up and down from the root, and not down again from what lies above', async () => {
    expect(ids(await graph('ID=e:calexp-1&DEPTH=2&DIRECTION=BOTH&AGENT=FALSE'))).toEqual(
      ['a:cal-1', 'a:coadd', 'e:calexp-1', 'e:coadd', 'e:flat', 'e:raw-1'].sort(),
    )
  })

  it('tells failures, attempts and the state of inputs', async () => {
    const answer = await graph('ID=e:coadd&DEPTH=3&AGENT=FALSE')
    expect(find(answer, 'a:cal-3')).toMatchObject({ status: 'FAILED', attempts: 2, exception: { type: 'MatcherFailure', message: 'no stars' } })
    expect(find(answer, 'a:cal-3').history.map((h) => [h.attempt, h.status, h.exception?.type])).toEqual([
      [1, 'FAILED', 'OSError'],
      [2, 'FAILED', 'MatcherFailure'],
    ])
    expect(find(answer, 'a:cal-1').history).toHaveLength(2)
    expect(find(answer, 'a:cal-2').history).toEqual([])
    expect(find(answer, 'e:calexp-3').produced).toBe(false)
    expect(answer.edges.find((e) => e.to === 'e:calexp-3' && e.kind === 'used')?.state).toBe('predicted')
    expect(ids(await graph('ID=e:coadd&DEPTH=3&AGENT=FALSE&INPUTS=ACTUAL'))).toEqual(
      ['a:cal-1', 'a:cal-2', 'a:coadd', 'e:calexp-1', 'e:calexp-2', 'e:coadd'].sort(),
    )
  })

  it('tells who answers for things', async () => {
    const answer = await graph('ID=e:coadd')
    expect(answer.edges.filter((e) => e.kind.startsWith('wasA'))).toEqual([
      { from: 'a:coadd', to: 'agent:operator', kind: 'wasAssociatedWith', role: 'operator', state: null },
      { from: 'e:coadd', to: 'agent:ada', kind: 'wasAttributedTo', role: 'author', state: null },
    ])
    expect(find(answer, 'agent:ada')).toMatchObject({ kind: 'agent', type: 'Person', depth: 1 })
  })

  it('leaks no private thing: no node, no count, no way through, no id', async () => {
    const raw = await graph('ID=e:raw-1&DEPTH=ALL&DIRECTION=BACK')
    expect(ids(raw).filter((id) => id.startsWith('e:'))).toEqual(['e:raw-1'])
    expect(find(raw, 'e:raw-1').more).toEqual({ in: 0, out: 1 })
    const calexp = await graph('ID=e:calexp-2&DEPTH=ALL&DIRECTION=FORTH&AGENT=FALSE')
    expect(ids(calexp)).toEqual(['a:coadd', 'e:calexp-2', 'e:coadd'])
    expect(find(calexp, 'e:calexp-2').more).toEqual({ in: 1, out: 0 })
    expect(find(await graph('ID=e:from-private'), 'e:from-private').more).toEqual({ in: 0, out: 0 })
    for (const id of ['e:secret', 'a:private']) {
      const refused = await ask(`ID=${id}`)
      const unknown = await ask(`ID=${id}x`)
      expect(refused.status).toBe(404)
      expect((await refused.text()).replace(id, '')).toBe((await unknown.text()).replace(`${id}x`, ''))
    }
    for (const direction of ['BACK', 'FORTH', 'BOTH']) {
      const everything = JSON.stringify(
        await graph(`${['raw-0', 'raw-1', 'calexp-2', 'from-private'].map((n) => `ID=e:${n}`).join('&')}&DEPTH=ALL&DIRECTION=${direction}`),
      )
      expect(everything).not.toMatch(/secret|a:private|hidden/u)
    }
  })

  it('tells the nearest nodes up to LIMIT, and that it did', async () => {
    const answer = await graph('ID=e:coadd&DEPTH=ALL&LIMIT=3&AGENT=FALSE')
    expect(ids(answer)).toEqual(['a:coadd', 'e:calexp-1', 'e:coadd'])
    expect(answer.truncated).toBe(true)
    expect(find(answer, 'a:coadd').more.in).toBe(2)
    expect((await graph('ID=e:coadd&DEPTH=ALL&LIMIT=12&AGENT=FALSE')).truncated).toBe(false)
    // a document cannot say it
    for (const format of ['PROV-JSON', 'PROV-N'])
      for (const [limit, told] of [
        [3, '3'],
        [12, null],
      ] as const)
        expect(
          (await ask(`ID=e:coadd&DEPTH=ALL&LIMIT=${limit}&AGENT=FALSE&RESPONSEFORMAT=${format}`)).headers.get('x-dax-truncated'),
          `${format} ${limit}`,
        ).toBe(told)
  })

  it('knows an image without recorded provenance from one that nobody knows', async () => {
    const did = 'ivo://skydax.test/archive?square-r'
    const answer = await graph(`ID=${encodeURIComponent(did)}`)
    expect(answer.nodes).toHaveLength(1)
    expect(answer.nodes[0]).toMatchObject({ id: did, recorded: false, image: true, name: 'square-r', type: 'image' })
    const unknown = await ask('ID=nobody')
    expect(unknown.status).toBe(404)
    expect(await unknown.text()).toContain('know nobody')
  })

  it('writes PROV-JSON and PROV-N that say the same', async () => {
    const json = await ask('ID=e:coadd&DEPTH=3&RESPONSEFORMAT=prov-json')
    expect(json.headers.get('Content-Type')).toContain('json')
    const document = (await json.json()) as Record<string, Record<string, Record<string, unknown>>>
    expect(document['activity']?.['id:a:cal-3']).toMatchObject({
      'prov:label': 'calibrate 3',
      'prov:startTime': '2023-02-27T00:00:00.000Z',
      'skydax:status': 'FAILED',
      'skydax:attempts': { $: '2', type: 'xsd:int' },
      'skydax:exceptionType': 'MatcherFailure',
    })
    expect(Object.values(document['used'] ?? {})).toContainEqual({
      'prov:activity': 'id:a:coadd',
      'prov:entity': 'id:e:calexp-3',
      'prov:role': 'warps',
      'skydax:inputState': 'predicted',
    })
    const notation = await ask('ID=e:coadd&DEPTH=3&RESPONSEFORMAT=PROV-N')
    expect(notation.headers.get('Content-Type')).toContain('text/provenance-notation')
    const lines = (await notation.text()).split('\n')
    expect(lines).toContain('  used(id:a\\:coadd, id:e\\:calexp-3, -, [prov:role="warps", skydax:inputState="predicted"])')
    expect(lines).toContain('  wasAttributedTo(id:e\\:coadd, id:agent\\:ada, [skydax:role="author"])')
    expect(lines.filter((line) => line.startsWith('  entity('))).toHaveLength(Object.keys(document['entity'] ?? {}).length)
  })

  it.each([
    ['', 'ID is missing'],
    ['ID=e:coadd&DEPTH=0', 'DEPTH=0'],
    ['ID=e:coadd&DEPTH=two', 'DEPTH=two'],
    ['ID=e:coadd&DIRECTION=UP', 'DIRECTION=UP is not one of BACK, FORTH, BOTH'],
    ['ID=e:coadd&RESPONSEFORMAT=PROV-XML', 'RESPONSEFORMAT=PROV-XML'],
    ['ID=e:coadd&LIMIT=0', 'LIMIT=0'],
    ['ID=e:coadd&LIMIT=99999', 'LIMIT=99999'],
    ['ID=e:coadd&DEPHT=3', 'DEPHT is not a parameter'],
    ['ID=e:coadd&DEPTH=1&depth=2', 'DEPTH may be given once'],
    ["ID=' OR 1=1 --", 'know'],
  ])('refuses %s with a sentence', async (query, words) => {
    const response = await ask(query)
    expect([400, 404]).toContain(response.status)
    expect(await response.text()).toContain(words)
  })
})
