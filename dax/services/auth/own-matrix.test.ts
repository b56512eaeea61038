import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { routes, type Route } from '../../contract/routes.ts'
import { createDax, type Dax } from '../../dax.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

/** The rooms in which everything is somebody's: every route of theirs that the contract has is asked for by everybody. */
const own = /^\/api\/(?:uploads|ingests|images|checks)(?:\/|$)/u
const ownRoutes = routes.filter(({ path }) => own.test(path))

type Person = 'nobody' | 'eve' | 'ben' | 'ada' | 'root'
const others: readonly Person[] = ['nobody', 'eve', 'ben']

let ports: TestPorts
let dax: Dax
let people: Readonly<Record<Person, Readonly<Record<string, string>>>>
/** Of ada's file that is in the archive for herself alone, of one that she has half sent, and of a check with a finding. */
const ids = { image: '', ingest: '', upload: '', check: '', finding: '' }

const b64 = (text: string): string => Buffer.from(text).toString('base64')
const ask = (method: string, path: string, as: Person, init: RequestInit = {}): Promise<Response> =>
  dax(new Request(`http://dax.test${path}`, { method, ...init, headers: { 'Tus-Resumable': '1.0.0', ...people[as], ...(init.headers as object) } }))

async function begin(name: string, bytes: Uint8Array, sent: Uint8Array): Promise<string> {
  const made = await ask('POST', '/api/uploads', 'ada', {
    headers: { 'Upload-Length': String(bytes.length), 'Upload-Metadata': `filename ${b64(name)}`, 'Content-Type': 'application/offset+octet-stream' },
    body: sent as BodyInit,
  })
  expect(made.status).toBe(201)
  return (made.headers.get('location') ?? '').split('/').at(-1) ?? ''
}

beforeAll(async () => {
  ports = await testPorts()
  dax = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'read' } } })
  people = {
    nobody: {},
    eve: await signIn(ports, 'eve'),
    ben: await signIn(ports, 'ben', { groups: ['qa'] }),
    ada: await signIn(ports, 'ada', { groups: ['qa'] }),
    root: await signIn(ports, 'root', { isAdmin: true }),
  }
  const [whole, half] = [1, 2].map((seed) => smallFits({ ra: 10, dec: 10, seed, object: 'secret' })) as [Uint8Array, Uint8Array]
  ids.ingest = await begin('secret.fits', whole, whole)
  await (await ask('GET', `/api/ingests/${ids.ingest}/log`, 'ada', { headers: { Accept: 'text/event-stream' } })).text()
  ids.image = ((await (await ask('GET', `/api/ingests/${ids.ingest}`, 'ada')).json()) as { imageId: string }).imageId
  ids.upload = await begin('secret-half.fits', half, half.subarray(0, 1000))
  await ports.db.query('DELETE FROM dax.image_cell WHERE image_id = $1::bigint', [BigInt(ids.image)])
  ids.check = ((await (await ask('POST', '/api/checks', 'root', { body: '{}' })).json()) as { id: string }).id
  await vi.waitUntil(
    async () => ((await (await ask('GET', `/api/checks/${ids.check}`, 'root')).json()) as { state: string }).state === 'done',
    60_000,
  )
  const found = (await (await ask('GET', `/api/checks/${ids.check}/findings`, 'root')).json()) as { findings: { no: number }[] }
  ids.finding = String(found.findings[0]?.no ?? '')
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

/** The address of ada's thing (or the archive's check) at a route. */
function addressOf({ path }: Route): string {
  const [, room] = /^\/api\/(\w+)/u.exec(path) ?? []
  const id = { uploads: ids.upload, ingests: ids.ingest, images: ids.image, checks: ids.check }[room ?? '']
  return path.replace('{id}', id ?? '').replace('{no}', ids.finding)
}

function request(route: Route, as: Person): Promise<Response> {
  const hasBody = route.method !== 'get' && route.method !== 'head'
  return ask(route.method.toUpperCase(), addressOf(route), as, hasBody ? { body: '{}', headers: { 'Content-Type': 'application/json' } } : {})
}

const isOfOne = ({ path }: Route): boolean => path.includes('{')
const isOfArchive = ({ path }: Route): boolean => path.startsWith('/api/checks')

describe.each(ownRoutes.map((route) => ({ route, name: `${route.method} ${route.path}` })))('$name', ({ route }) => {
  it.each(others)('tells %s nothing of what is not theirs', async (as) => {
    const answer = await request(route, as)
    const text = await answer.text()
    expect(text).not.toContain('secret')
    if (as === 'nobody') expect(answer.status).toBe(401)
    else if (isOfArchive(route)) expect(answer.status).toBe(403)
    else if (isOfOne(route)) {
      // as what is not there, to the word
      const absent = await ask(
        route.method.toUpperCase(),
        addressOf(route).replace(ids.image, '0').replace(ids.ingest, '0').replace(ids.upload, '0'),
        as,
        {
          ...(route.method === 'get' ? {} : { body: '{}', headers: { 'Content-Type': 'application/json' } }),
        },
      )
      const word = (text: string): string => text.replaceAll(/\b(?:[0-9a-f]{32}|\d+)\b/gu, 'ID')
      expect([answer.status, word(text)]).toEqual([absent.status, word(await absent.text())])
      expect([404, 400]).toContain(answer.status)
    }
  })

  it('answers those whose it is', async () => {
    const as: readonly Person[] = isOfArchive(route) ? ['root'] : ['ada', 'root']
    for (const one of as) if (route.method === 'get' && isOfOne(route)) expect((await request(route, one)).status).toBe(200)
  })
})

it('has asked for every room', () => {
  expect(new Set(ownRoutes.map(({ path }) => path.split('/')[2]))).toEqual(new Set(['uploads', 'ingests', 'images', 'checks']))
  expect([ids.image, ids.ingest, ids.upload, ids.check, ids.finding]).not.toContain('')
})

it('has left all as it was', async () => {
  expect((await ask('HEAD', `/api/uploads/${ids.upload}`, 'ada')).headers.get('upload-offset')).toBe('1000')
  expect((await ask('GET', `/api/images/${ids.image}`, 'ada')).status).toBe(200)
})
