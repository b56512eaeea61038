import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDax, type Dax } from '../../dax.ts'
import type { ServedNote } from '../../contract/notes.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { sseReader } from '../testing/sse-reader.ts'

let ports: TestPorts
let dax: Dax
let ada: Record<string, string>
let bob: Record<string, string>

beforeAll(async () => {
  ports = await testPorts()
  dax = createDax(ports)
  ada = await signIn(ports, 'ada')
  bob = await signIn(ports, 'bob')
})
beforeEach(() => ports.db.exec('TRUNCATE ap.note, dax.note_version, dax.ap_change'))
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const ask = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> => {
  const answer = await dax(
    new Request(`http://dax.test/api/processing/notes${path}`, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) }),
  )
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}
const onVisit = { day_obs: 20260401, visit: '2026040100001', detector: 3, text: 'Satellite across the raft' }
const written = async (draft: object = onVisit, who = ada): Promise<ServedNote> => (await ask('POST', '', draft, who)).body as ServedNote

describe('a note', () => {
  it('is told to everybody with who wrote it, when, and about what', async () => {
    const note = await written()
    expect(note).toMatchObject({ ...onVisit, author: 'ada', version: 1, attempt: null, from_mjd_tai: null, may_change: true })
    expect(note.made_mjd_tai).toBeGreaterThan(60_000)
    expect((await ask('GET', '?day_obs=20260401', null)).body).toEqual({ notes: [{ ...note, may_change: false }] })
    expect((await ask('GET', '?day_obs=20260402', null)).body).toEqual({ notes: [] })
  })

  it('may be about a time range, and about nothing else than a night knows', async () => {
    const range = { day_obs: 20260401, from_mjd_tai: 61_131.1, to_mjd_tai: 61_131.2, text: 'Clouds' }
    expect(await written(range)).toMatchObject({ ...range, visit: null })
    const wrong = async (draft: object): Promise<unknown> => {
      const { status, body } = await ask('POST', '', draft, ada)
      return [status, (body as { detail: { loc: string[] }[] }).detail[0]?.loc]
    }
    expect(await wrong({ ...range, to_mjd_tai: 61_131.1 })).toEqual([400, ['body', 'to_mjd_tai']])
    expect(await wrong({ day_obs: 20260401, text: 'x' })).toEqual([400, ['body', 'visit']])
    expect(await wrong({ day_obs: 20260401, detector: 3, text: 'x' })).toEqual([400, ['body', 'visit']])
    expect(await wrong({ ...onVisit, text: '   ' })).toEqual([400, ['body', 'text']])
    expect(await wrong({ ...onVisit, text: 'x'.repeat(2001) })).toEqual([400, ['body', 'text']])
  })

  it('is changed and deleted by its author, and keeps its history', async () => {
    const { note_id: id } = await written()
    expect(await ask('PUT', `/${id}`, { ...onVisit, text: 'Two satellites', version: 1 }, ada)).toMatchObject({
      status: 200,
      body: { version: 2, author: 'ada' },
    })
    expect(await ask('PUT', `/${id}`, { ...onVisit, text: 'Three', version: 1 }, ada)).toMatchObject({ status: 412 })
    expect(await ask('PUT', `/${id}`, { ...onVisit, text: 'None' }, bob)).toMatchObject({ status: 403 })
    expect(await ask('DELETE', `/${id}`, null, bob)).toMatchObject({ status: 403 })
    expect(await ask('DELETE', `/${id}`, null, ada)).toMatchObject({ status: 204 })
    expect(await ask('GET', `/${id}`, null)).toMatchObject({ status: 404 })
    const { versions } = (await ask('GET', `/${id}/history`, null)).body as { versions: { text: string | null; author: string }[] }
    expect(versions.map((one) => [one.author, one.text])).toEqual([
      ['ada', 'Satellite across the raft'],
      ['ada', 'Two satellites'],
      ['ada', null],
    ])
  })

  it('is changed by an administrator as well, who does not become its author', async () => {
    const { note_id: id } = await written()
    const admin = await signIn(ports, 'root', { isAdmin: true })
    expect(await ask('PUT', `/${id}`, { ...onVisit, text: 'Checked' }, admin)).toMatchObject({
      status: 200,
      body: { author: 'ada', text: 'Checked' },
    })
  })

  it('shows live', async () => {
    const reader = await sseReader(await dax(new Request('http://dax.test/api/processing/nights/20260401/live')))
    const { note_id: id } = await written()
    await ask('DELETE', `/${id}`, null, ada)
    expect((await reader.take(2)).map((event) => [event.event, event.data])).toEqual([
      ['note', { note_id: id, deleted: false }],
      ['note', { note_id: id, deleted: true }],
    ])
    await reader.close()
  })

  it('can be asked for by TAP', async () => {
    await written()
    const query = encodeURIComponent('SELECT author, text FROM ap.note WHERE day_obs = 20260401')
    const answer = await dax(new Request(`http://dax.test/api/tap/sync?LANG=ADQL&FORMAT=csv&QUERY=${query}`))
    expect(await answer.text()).toBe('author,text\r\nada,Satellite across the raft\r\n')
  })
})
