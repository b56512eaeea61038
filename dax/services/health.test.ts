import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDax, type Dax } from '../dax.ts'
import { signIn } from './testing/sign-in.ts'
import { testPorts, type TestPorts } from './testing/test-ports.ts'

let ports: TestPorts
const started: Dax[] = []
beforeAll(async () => {
  ports = await testPorts()
})
afterAll(async () => {
  for (const dax of started) await dax.close()
  await ports.db.close()
})

const on = (more: Partial<TestPorts>): Dax => {
  const dax = createDax({ ...ports, ...more })
  started.push(dax)
  return dax
}
const ask = async (dax: Dax, path: string, headers: Record<string, string> = {}) => {
  const answer = await dax(new Request(`http://localhost${path}`, { headers }))
  return [answer.status, await answer.text()] as const
}

it('says that all is well, and leaves nothing in the store', async () => {
  const [status, text] = await ask(on({}), '/healthz')
  expect([status, JSON.parse(text)]).toMatchObject([200, { status: 'ok', database: 'ok', store: 'ok', disk: 'ok' }])
  expect([...ports.files.keys()]).toEqual([])
})

it('says which part does not work', async () => {
  const store = { ...ports.store, write: () => Promise.reject(new Error('read-only')) }
  expect(JSON.parse((await ask(on({ store }), '/healthz'))[1])).toMatchObject({ status: 'failed', database: 'ok', store: 'failed' })
  const [status, text] = await ask(on({ freeBytes: () => Promise.resolve(1000) }), '/healthz')
  expect([status, JSON.parse(text)]).toMatchObject([503, { disk: 'full' }])
})

it('counts requests by service, for this machine or an administrator', async () => {
  const dax = on({})
  await ask(dax, '/api/hips/list')
  expect((await ask(dax, '/metrics'))[1]).toContain('dax_http_requests_total{service="hips",method="GET",status="200"} 1')
  const open = on({ config: { ...ports.config, auth: { anonymous: 'read' } } })
  expect((await ask(open, '/metrics'))[0]).toBe(401)
  expect((await ask(open, '/metrics', await signIn(ports, 'eve')))[0]).toBe(403)
  expect((await ask(open, '/metrics', await signIn(ports, 'root', { isAdmin: true })))[0]).toBe(200)
})
