import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingestFile } from '../../archive/ingest/take-in.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { routes as contractRoutes } from '../../contract/routes.ts'
import { createDax, type Dax } from '../../dax.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { signIn } from '../testing/sign-in.ts'

/** Who × what × which service: three images of one place, five people, and everything that tells of images. */
const images = ['open', 'shared', 'secret'] as const
type Image = (typeof images)[number]
type Person = 'nobody' | 'eve' | 'ben' | 'ada' | 'root'

/** ada owns them; ben is in her group. */
const sees: Readonly<Record<Person, readonly Image[]>> = {
  nobody: ['open'],
  eve: ['open'],
  ben: ['open', 'shared'],
  ada: ['open', 'shared', 'secret'],
  root: ['open', 'shared', 'secret'],
}

const fileOf = (i: number): Uint8Array => smallFits({ ra: 150, dec: 2, seed: i, object: `object-${images[i]}` })
const did = (image: string): string => `ivo://skydax.test/archive?collection-${image}/${image}`

/** What made an image: everything in it is named after the image. */
const sidecarOf = (image: string): object => ({
  prefix: { x: 'https://x.test/' },
  entity: { [`x:input-${image}`]: { 'skydax:datasetType': `type-${image}` } },
  activity: { [`x:quantum-${image}`]: { 'skydax:task': `task-${image}`, 'skydax:run': `run-${image}` } },
  agent: { [`x:agent-${image}`]: { 'prov:label': `Agent ${image}` } },
  used: { '_:1': { 'prov:activity': `x:quantum-${image}`, 'prov:entity': `x:input-${image}` } },
  wasGeneratedBy: { '_:2': { 'prov:entity': 'skydax:image', 'prov:activity': `x:quantum-${image}` } },
  wasAssociatedWith: { '_:3': { 'prov:activity': `x:quantum-${image}`, 'prov:agent': `x:agent-${image}` } },
  wasInfluencedBy: { '_:4': { 'prov:influencee': 'skydax:image', 'prov:influencer': `x:agent-${image}` } },
  'skydax:attempts': {
    [`x:quantum-${image}`]: [
      { attempt: 1, status: 'FAILED', node: `first-node-${image}` },
      { attempt: 2, status: 'SUCCESSFUL', node: `node-${image}` },
    ],
  },
  'skydax:runs': { [`run-${image}`]: { description: `description ${image}`, packages: { [`package-${image}`]: { version: '1' } } } },
})

let ports: TestPorts
let dax: Dax
let people: Readonly<Record<Person, Readonly<Record<string, string>>>>

beforeAll(async () => {
  ports = await testPorts()
  for (const [i, image] of images.entries()) {
    const taken = await ingestFile(ports, `${image}.fits`, fileOf(i), {
      owner: 'ada',
      visibility: image === 'open' ? 'public' : image === 'shared' ? 'group' : 'private',
      ...(image === 'shared' ? { group: 'qa' } : {}),
      collection: `collection-${image}`,
      sidecar: new TextEncoder().encode(JSON.stringify(sidecarOf(image))),
    })
    expect(taken.at).toBe('stored')
  }
  dax = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'read' } } })
  people = {
    nobody: {},
    eve: await signIn(ports, 'eve'),
    ben: await signIn(ports, 'ben', { groups: ['qa'] }),
    ada: await signIn(ports, 'ada'),
    root: await signIn(ports, 'root', { isAdmin: true }),
  }
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

function get(path: string, as: Person, form?: Readonly<Record<string, string>>): Promise<Response> {
  return dax(
    new Request(`http://dax.test${path}`, {
      headers: people[as],
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    }),
  )
}

const named = (text: string): readonly Image[] => images.filter((image) => text.includes(image))
const textOf = async (path: string, as: Person, form?: Readonly<Record<string, string>>): Promise<string> => (await get(path, as, form)).text()
const query = (adql: string, as: Person): Promise<string> => textOf('/api/tap/sync', as, { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: adql })

/** The images that one image's address answers for. */
async function answering(address: (image: Image) => string, as: Person): Promise<readonly Image[]> {
  const found: Image[] = []
  for (const image of images) if ((await get(address(image), as)).status === 200) found.push(image)
  return found
}

async function job(path: string, form: Readonly<Record<string, string>>, as: Person, result: string): Promise<string> {
  const made = await get(path, as, { ...form, PHASE: 'RUN' })
  const at = new URL(made.headers.get('location') ?? '').pathname
  await get(`${at}?WAIT=20&PHASE=QUEUED`, as)
  await get(`${at}?WAIT=20&PHASE=EXECUTING`, as)
  return (await get(`${at}/results/${result}`, as)).status === 200 ? textOf(`${at}/results/${result}`, as) : textOf(at, as)
}

/** Each service with what it tells of the images; the routes that it walks. */
const services: readonly { readonly name: string; readonly routes: readonly string[]; readonly tells: (as: Person) => Promise<readonly Image[]> }[] =
  [
    { name: 'TAP rows', routes: ['/api/tap/sync'], tells: async (as) => named(await query('SELECT obs_publisher_did FROM ivoa.obscore', as)) },
    {
      name: 'TAP region search',
      routes: [],
      tells: async (as) => named(await query('SELECT target_name FROM ivoa.obscore WHERE 1=INTERSECTS(s_region, CIRCLE(150, 2, 1))', as)),
    },
    {
      name: 'TAP counts',
      routes: [],
      tells: async (as) => images.slice(0, Number((await query('SELECT COUNT(*) FROM ivoa.obscore', as)).trim().split(/\s+/u)[1])),
    },
    { name: 'TAP provenance', routes: [], tells: async (as) => named(await query('SELECT entity_id FROM prov.entity', as)) },
    {
      name: 'TAP provenance relations',
      routes: [],
      tells: async (as) => named(await query('SELECT entity_id, activity_id FROM prov.was_generated_by', as)),
    },
    ...(
      [
        ['agents', 'agent_id, name FROM prov.agent'],
        ['who is responsible', 'agent_id FROM prov.was_associated_with'],
        ['runs', 'run, description FROM prov.run'],
        ['software', 'package FROM prov.package'],
        ['inputs of runs', 'run, dataset_type FROM prov.run_input'],
        ['nodes', "node FROM prov.node WHERE node NOT LIKE 'first%'"],
        ['nodes of attempts before', "node FROM prov.node WHERE node LIKE 'first%'"],
        ['tasks', 'name FROM prov.activity_description'],
        ['dataset types', 'name FROM prov.entity_description'],
        ['further relations', 'from_id, to_id FROM prov.further_relation'],
      ] as const
    ).map(([what, select]) => ({
      name: `TAP provenance, ${what}`,
      routes: [],
      tells: async (as: Person) => named(await query(`SELECT ${select}`, as)),
    })),
    {
      name: 'TAP jobs',
      routes: ['/api/tap/async', '/api/tap/async/:job', '/api/tap/async/:job/results/:result'],
      tells: async (as) =>
        named(await job('/api/tap/async', { LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: 'SELECT target_name FROM ivoa.obscore' }, as, 'result')),
    },
    { name: 'SIA', routes: ['/api/sia/query'], tells: async (as) => named(await textOf('/api/sia/query?POS=CIRCLE+150+2+1&RESPONSEFORMAT=csv', as)) },
    {
      name: 'SIA description',
      routes: [],
      tells: async (as) => named(await textOf('/api/sia/query?MAXREC=0', as)),
    },
    {
      name: 'DataLink',
      routes: ['/api/datalink/links'],
      tells: async (as) => {
        const text = await textOf(
          `/api/datalink/links?RESPONSEFORMAT=csv&${images.map((image) => `ID=${encodeURIComponent(did(image))}`).join('&')}`,
          as,
        )
        return images.filter((image) => text.includes(`/api/files/${encodeURIComponent(did(image))}`))
      },
    },
    {
      name: 'SODA',
      routes: ['/api/cutout/sync'],
      tells: (as) => answering((image) => `/api/cutout/sync?ID=${encodeURIComponent(did(image))}&CIRCLE=150+2+1`, as),
    },
    {
      name: 'SODA jobs',
      routes: ['/api/cutout/jobs', '/api/cutout/jobs/:job', '/api/cutout/jobs/:job/results/:result'],
      tells: async (as) => {
        const found: Image[] = []
        for (const image of images)
          if ((await job('/api/cutout/jobs', { ID: did(image), CIRCLE: '150 2 1' }, as, 'cutout')).startsWith('SIMPLE')) found.push(image)
        return found
      },
    },
    { name: 'files', routes: ['/api/files/:id{.+}'], tells: (as) => answering((image) => `/api/files/${encodeURIComponent(did(image))}`, as) },
    {
      name: 'previews',
      routes: ['/api/previews/:id{.+}'],
      tells: (as) => answering((image) => `/api/previews/${encodeURIComponent(did(image))}?size=64`, as),
    },
    {
      name: 'coverage',
      routes: ['/api/coverage'],
      tells: async (as) => images.slice(0, (JSON.parse(await textOf('/api/coverage?order=4', as)) as { images: number }).images),
    },
    {
      name: 'coverage of a search',
      routes: [],
      tells: async (as) =>
        images.slice(0, (JSON.parse(await textOf('/api/coverage?order=4&CALIB=2&CALIB=1&CALIB=0', as)) as { images: number }).images),
    },
    {
      name: 'contents that the archive has',
      routes: ['/api/uploads/known'],
      async tells(as) {
        const asked = images.map((_, i) => createHash('sha256').update(fileOf(i)).digest('hex'))
        const answer = await dax(
          new Request('http://dax.test/api/uploads/known', {
            method: 'POST',
            headers: { ...people[as], 'Content-Type': 'application/json' },
            body: JSON.stringify({ sha256: asked }),
          }),
        )
        // nobody known is not asked to guess: one must sign in
        return answer.status === 401 ? sees[as] : named(await answer.text())
      },
    },
    {
      name: 'lineage',
      routes: ['/api/provenance/lineage'],
      tells: (as) => answering((image) => `/api/provenance/lineage?ID=${encodeURIComponent(did(image))}`, as),
    },
    {
      name: 'lineage of agents',
      routes: [],
      tells: (as) => answering((image) => `/api/provenance/lineage?ID=${encodeURIComponent(`https://x.test/agent-${image}`)}`, as),
    },
  ]

/** Routes that tell of no image, with the reason. */
const others: readonly (readonly [path: RegExp, why: string])[] = [
  [/^\/(?:healthz|metrics|login|logout)$|^\/auth\//u, 'who one is, and health'],
  [/\/(?:capabilities|availability|tables(?:\/:name)?|examples)$|openapi\.json|sidecar\.schema/u, 'what the services are; the same for all'],
  [/^\/api\/hips\//u, 'base map and demo survey, no images of users: night-matrix.test.ts asks every route for everybody'],
  [/^\/api\/names/u, 'names of objects'],
  [/^\/api\/provenance\/templates/u, 'templates have owners of their own (templates.test.ts); what they run is a query of TAP'],
  [/\/:job(?:\/|$)|^\/api\/tap\/async$|^\/api\/cutout\/jobs$/u, 'of a job: its owner’s (below)'],
  [/^\/api\/processing\//u, 'the log of the telescope, no images of users: night-matrix.test.ts asks every route for everybody'],
  [
    /^\/api\/(?:uploads|ingests|images|checks)(?:\/|$)/u,
    'of what one brought oneself, and of administrators: own-matrix.test.ts asks every route for everybody',
  ],
]

describe.each(services)('$name', ({ tells }) => {
  it.each(Object.keys(sees) as Person[])('tells %s of what may be seen, and of nothing else', async (as) => {
    expect(await tells(as)).toEqual(sees[as])
  })
})

/** Those of the routes that neither the matrix walks nor a rule holds. */
function loose(routes: readonly { readonly path: string }[]): readonly string[] {
  const walked = new Set(services.flatMap((service) => service.routes))
  return routes.map(({ path }) => path).filter((path) => !walked.has(path) && !others.some(([pattern]) => pattern.test(path)))
}

it('holds every route to a rule: a new one must be put into the matrix', () => {
  expect(loose(dax.routes)).toEqual([])
  const there = new Set(dax.routes.map(({ path }) => path))
  expect(services.flatMap(({ routes }) => routes).filter((path) => !there.has(path))).toEqual([])
  // every rule holds something
  expect(others.filter(([pattern]) => !dax.routes.some(({ path }) => pattern.test(path)))).toEqual([])
})

it('sees a route that nobody held to a rule', () => {
  const planted = ['/api/planted', '/api/imagesque/:id', '/api/files-of/:id', '/apihealthz']
  expect(loose([...dax.routes, ...planted.map((path) => ({ path }))])).toEqual(planted)
})

it('holds what the contract tells of, all of which is served', () => {
  const plain = (path: string): string => path.replaceAll(/:\w+(?:\{[^}]*\})?|\{\w+\}/gu, '*')
  const served = new Set(dax.routes.map(({ method, path }) => `${method.toLowerCase()} ${plain(path)}`))
  expect(contractRoutes.map(({ method, path }) => `${method} ${plain(path)}`).filter((route) => !served.has(route))).toEqual([])
  expect(contractRoutes.length).toBeGreaterThan(40)
})

it('answers for what is hidden as for what is not there', async () => {
  const addresses = ['/api/files/X', '/api/previews/X', '/api/cutout/sync?ID=X', '/api/provenance/lineage?ID=X', '/api/datalink/links?ID=X']
  for (const address of addresses) {
    const answers = await Promise.all(
      ['secret', 'absent'].map(async (name) => {
        const answer = await get(address.replace('X', encodeURIComponent(did(name))), 'eve')
        return [answer.status, (await answer.text()).replaceAll(name, 'NAME'), answer.headers.get('cache-control')]
      }),
    )
    expect(answers[0]).toEqual(answers[1])
  }
})

it('keeps jobs to who made them, and lists them to nobody else', async () => {
  const made = await get('/api/tap/async', 'ada', { LANG: 'ADQL', QUERY: "SELECT obs_id FROM ivoa.obscore WHERE obs_id = 'mine'" })
  const at = new URL(made.headers.get('location') ?? '').pathname
  for (const path of [at, `${at}/parameters`, `${at}/owner`, `${at}/results`, `${at}/phase`]) {
    expect([(await get(path, 'ada')).status, (await get(path, 'eve')).status, (await get(path, 'nobody')).status]).toEqual([200, 404, 404])
  }
  expect((await get(`${at}/phase`, 'eve', { PHASE: 'ABORT' })).status).toBe(404)
  expect((await dax(new Request(`http://dax.test${at}`, { method: 'DELETE', headers: people.eve }))).status).toBe(404)
  const id = at.split('/').at(-1) ?? ''
  expect([(await textOf('/api/tap/async', 'ada')).includes(id), (await textOf('/api/tap/async', 'eve')).includes(id)]).toEqual([true, false])
  const upload = { LANG: 'ADQL', QUERY: 'SELECT * FROM TAP_UPLOAD.t', UPLOAD: `t,http://dax.test${at}/results/result` }
  expect((await get('/api/tap/sync', 'eve', upload)).status).toBe(404)
})

it('gives nothing of somebody’s to a shared cache', async () => {
  for (const path of [`/api/files/${encodeURIComponent(did('secret'))}`, `/api/previews/${encodeURIComponent(did('secret'))}`, '/api/coverage'])
    expect((await get(path, 'ada')).headers.get('cache-control')).toBe('private, no-cache')
})
