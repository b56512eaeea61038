import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellOf } from '../../../vo/sky/healpix.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { tilePath } from '../../../vo/hips/tile.ts'
import { apTables } from '../../archive/catalogue-ap.ts'
import { createDax } from '../../dax.ts'
import { signIn } from '../testing/sign-in.ts'
import { nightWorld, persons, request, seen, type NightWorld, type Person } from '../testing/night-worlds.ts'
import { sseReader, type SseReader } from '../testing/sse-reader.ts'

/**
 * HiPS and the processing log tell of the sky and of the telescope, and never of an image. So an archive with an open, a shared and a private image, of
 * visits whose attempts and deliveries the log has, answers everybody everything as one without images does: status, bytes and what caches hear of it.
 */
let bare: NightWorld
let full: NightWorld
let leaky: NightWorld

beforeAll(async () => {
  ;[bare, full, leaky] = [await nightWorld(), await nightWorld(), await nightWorld(true)]
  for (const world of [full, leaky]) await takeAllIn(world)
})
afterAll(async () => {
  for (const world of [bare, full, leaky]) await world.close()
})

async function takeAllIn(world: NightWorld): Promise<void> {
  await world.takeIn('open', 'public')
  await world.takeIn('shared', 'group')
  await world.takeIn('secret', 'private')
}

const tile = (order: number): number => cellOf(order, skyPos(150.11, 2.23))
const tap = (adql: string): URLSearchParams => new URLSearchParams({ LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: adql })
const night = '/api/processing/nights/20260318'

/** What is asked, in this order, of whoever may; `leaks` = the world that leaks answers otherwise. */
interface Question {
  readonly name: string
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly leaks: boolean
  /** Its route, where it is one of HiPS or the log. */
  readonly route?: string
}
const hips = (path: string, leaks: boolean): Question => ({
  name: `HiPS ${path}`,
  path: `/api/hips/${path}`,
  leaks,
  route: 'get /api/hips/:id/:path{.+}',
})
const log = (name: string, path: string, leaks: boolean, method = 'get', body?: unknown, route = path): Question => ({
  name,
  method,
  path,
  body,
  leaks,
  route: `${method} ${route}`,
})
const note = { day_obs: 20260318, visit: '2026031800001', text: 'clouds' }
const aboutNight = { day_obs: '20260318' }

const questions: readonly Question[] = [
  { name: 'list of HiPS', path: '/api/hips/list', leaks: true, route: 'get /api/hips/list' },
  hips('base/properties', true),
  hips('base/Moc.fits', true),
  hips('base/preview.jpg', true),
  hips('base/Norder3/Allsky.jpg', true),
  hips('base/Norder3/Dir0/Npix4.jpg', true),
  hips('base/Norder3/Dir0/Npix5.jpg', false),
  hips('demo-cosmos-r/properties', false),
  hips('demo-cosmos-r/Moc.fits', false),
  hips('demo-cosmos-r/Norder3/Allsky.jpg', false),
  hips(`demo-cosmos-color/${tilePath(3, tile(3), 'png')}`, true),
  hips(`demo-cosmos-color/${tilePath(10, tile(10), 'png')}`, true),
  hips(`demo-cosmos-r/${tilePath(10, tile(10), 'fits')}`, true),
  // by the number of an image
  hips('1/properties', false),
  log('nights', '/api/processing/nights', true),
  log('columns of a night', night, true, 'get', undefined, '/api/processing/nights/:dayObs'),
  ...['visits', 'attempts', 'deliveries'].map((table) =>
    log(`columns of a night: ${table}`, `${night}?table=${table}`, true, 'get', undefined, '/api/processing/nights/:dayObs'),
  ),
  log('another night', '/api/processing/nights/20260319', true, 'get', undefined, '/api/processing/nights/:dayObs'),
  log('a night that is not', '/api/processing/nights/20260320', false, 'get', undefined, '/api/processing/nights/:dayObs'),
  log('notes of a night', '/api/processing/notes?day_obs=20260318', true, 'get', undefined, '/api/processing/notes'),
  ...apTables.flatMap(({ name }) => {
    const leaks = ['ap.visit', 'ap.attempt', 'ap.delivery'].includes(name)
    return [`SELECT COUNT(*) FROM ${name}`, `SELECT * FROM ${name}`].map((adql): Question => ({
      name: adql,
      method: 'post',
      path: '/api/tap/sync',
      body: tap(adql),
      leaks,
    }))
  }),
  ...[
    ['never-retried', aboutNight, true],
    ['slowest', { ...aboutNight, latency: '0' }, true],
    ['mended', aboutNight, false],
    ['still-owed', aboutNight, true],
  ].flatMap(([id, values, leaks]) =>
    [{}, { count: true }].map((how): Question => ({
      name: `question ${String(id)}${'count' in how ? ', counted' : ''}`,
      method: 'post',
      path: `/api/provenance/templates/${String(id)}/run`,
      body: { values, format: 'csv', ...how },
      leaks: leaks === true,
    })),
  ),
]

/** Status, bytes, and what a cache is told, of an answer. */
async function told(answer: Response): Promise<string> {
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const shown = bytes.length < 3000 ? Buffer.from(bytes).toString('latin1') : createHash('sha256').update(bytes).digest('hex')
  return [answer.status, answer.headers.get('etag'), answer.headers.get('cache-control'), shown].join('\n')
}
const answerOf = async (world: NightWorld, { method = 'get', path, body }: Question, as: Person): Promise<string> =>
  told(await world.ask(method.toUpperCase(), path, as, body))

describe.each(questions)('$name', (question) => {
  it.each(persons)('answers %s as if there were no images', async (as) => {
    const answer = await answerOf(full, question, as)
    expect(answer).toBe(await answerOf(bare, question, as))
    expect(answer).not.toMatch(/secret|shared/u)
  })

  it(`${question.leaks ? 'would' : 'could not'} tell of them in a world that leaks`, async () => {
    expect((await answerOf(leaky, question, 'eve')) !== (await answerOf(bare, question, 'eve'))).toBe(question.leaks)
  })
})

describe('who joins the log with provenance', () => {
  it.each(persons)('is told, %s, of the images that may be seen', async (as) => {
    const select = 'FROM ap.attempt AS a JOIN prov.quantum AS q ON q.visit = a.visit AND q.detector = a.detector'
    const answer = await full.ask('POST', '/api/tap/sync', as, tap(`SELECT a.visit, q.quantum_id, q.task ${select}`))
    const text = await answer.text()
    expect([answer.status, ['open', 'shared', 'secret'].filter((image) => text.includes(image))]).toEqual([200, seen[as]])
    const count = await (await full.ask('POST', '/api/tap/sync', as, tap(`SELECT COUNT(*) AS n ${select}`))).text()
    expect(Number(count.trim().split(/\s+/u)[1])).toBe(seen[as].length)
  })
})

describe('the live stream of a night', () => {
  const report = { visits: [{ visit: '2026031800003', day_obs: 20260318, seq_num: 3, begin_mjd_tai: 61117.5, end_mjd_tai: 61117.6 }] }

  const following = async (world: NightWorld, as: Person, path: string): Promise<SseReader> => sseReader(await world.ask('GET', path, as))
  async function first(reader: SseReader): Promise<string> {
    const [event] = await reader.take(1)
    await reader.close()
    return JSON.stringify(event)
  }

  /** An image comes, is shown to all, and goes. */
  async function comeAndGo(world: NightWorld): Promise<void> {
    const path = `/api/images/${encodeURIComponent(await world.takeIn('secret-later', 'private'))}`
    expect((await world.ask('PATCH', path, 'ada', { visibility: 'public' })).status).toBe(200)
    expect((await world.ask('DELETE', path, 'ada')).status).toBe(204)
  }

  /** What everybody who follows is told first, when a visit is reported after all that; and what the pipeline is. */
  async function live(world: NightWorld, before: (world: NightWorld) => Promise<void>): Promise<readonly string[]> {
    const readers = await Promise.all(persons.map((as) => following(world, as, `${night}/live`)))
    await before(world)
    const answer = await world.ask('POST', '/api/processing/reports', 'root', report)
    return [`${answer.status} ${await answer.text()}`, ...(await Promise.all(readers.map(first)))]
  }

  it('tells nobody of images that come, change and go, by an event or by a number that is missing', async () => {
    const expected = await live(bare, () => Promise.resolve())
    expect(expected).toHaveLength(1 + persons.length)
    for (const event of expected.slice(1)) expect(event).toContain('2026031800003')
    expect(await live(full, comeAndGo)).toEqual(expected)
    expect(await live(leaky, comeAndGo)).not.toEqual(expected)
  })

  it('tells nobody of them who asks for all that was', async () => {
    for (const as of persons) {
      const [expected, answer, leaked] = await Promise.all(
        [bare, full, leaky].map(async (world) => first(await following(world, as, `${night}/live?after=0`))),
      )
      expect(answer).toBe(expected)
      expect(leaked).not.toBe(expected)
    }
  })
})

describe('notes', () => {
  /** What a person is answered who writes, reads, changes and deletes a note on the visit whose images are hidden; then somebody else. */
  async function written(world: NightWorld, as: Person): Promise<readonly string[]> {
    const clocks = (text: string): string => text.replaceAll(/"\w+_mjd_tai":[\d.]+/gu, '')
    const ask = async (method: string, path: string, who: Person, body?: unknown): Promise<string> =>
      clocks(await told(await world.ask(method, path, who, body)))
    const made = await ask('POST', '/api/processing/notes', as, note)
    const id = /"note_id":"(\d+)"/u.exec(made)?.[1] ?? '1'
    const path = `/api/processing/notes/${id}`
    return [
      made,
      await ask('GET', path, as),
      await ask('PUT', path, as, { ...note, text: 'clear' }),
      await ask('PUT', path, as === 'eve' ? 'ben' : 'eve', { ...note, text: 'mine' }),
      await ask('GET', `${path}/history`, as),
      await ask('DELETE', path, as),
      await ask('GET', path, as),
    ]
  }

  it.each(persons)('answer %s as if there were no images', async (as) => {
    const expected = await written(bare, as)
    expect(expected[0]).toMatch(as === 'nobody' ? /^401/u : /^201/u)
    expect(await written(full, as)).toEqual(expected)
  })
})

describe('an archive where all must sign in', () => {
  it('answers nobody unknown, and lets no shared cache keep what it tells others', async () => {
    const { ports } = bare
    const dax = createDax({ ...ports, ...bare.sky, config: { ...ports.config, auth: { anonymous: 'none' } } })
    const eve = await signIn(ports, 'eve')
    for (const { method = 'get', path, body } of questions) {
      const ask = (headers: Readonly<Record<string, string>>): Promise<Response> => dax(request(method.toUpperCase(), path, headers, body))
      const refused = await ask({})
      expect([path, refused.status]).toEqual([path, 401])
      expect((await ask(eve)).headers.get('cache-control') ?? '').not.toContain('public')
    }
    expect((await dax(request('GET', '/api/hips/base/properties', eve))).headers.get('cache-control')).toBe('private, max-age=3600')
    await dax.close()
  })
})

it('asks every route of HiPS and of the log', () => {
  const walked = new Set([
    ...questions.flatMap(({ route }) => route ?? []),
    'get /api/processing/nights/:dayObs/live',
    'post /api/processing/reports',
    'post /api/processing/notes',
    ...['get', 'put', 'delete'].map((method) => `${method} /api/processing/notes/:id`),
    'get /api/processing/notes/:id/history',
  ])
  const dax = createDax(bare.ports)
  const there = dax.routes
    .map(({ method, path }) => `${method.toLowerCase()} ${path}`)
    .filter((route) => /^\w+ \/api\/(?:hips|processing)\//u.test(route))
  void dax.close()
  expect([...walked].sort()).toEqual([...new Set(there)].sort())
})
