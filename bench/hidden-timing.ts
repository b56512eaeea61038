import { createHash } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saveUser } from '../dax/archive/auth/user-rows.ts'
import { ingestFile } from '../dax/archive/ingest/take-in.ts'
import { smallFits } from '../dax/archive/testing/small-fits.ts'
import { createDax } from '../dax/dax.ts'
import { openArchive } from '../dax/node/open-archive.ts'
import { settingsOf } from '../dax/node/settings.ts'
import { issueToken } from '../dax/services/auth/issue-token.ts'

export const title = 'Timing: what a stranger learns from how long an answer about a private image takes, beside one about no image at all'

const images = 40
/** Questions about each kind and at each address. */
const rounds = 600

/** One that may or may not be: both answer a stranger alike. */
interface Named {
  readonly did: string
  readonly sha256: string
  readonly object: string
  /** deg. */
  readonly place: readonly [ra: number, dec: number]
}

/** Prints for each address how much later the median answer about a hidden image comes, and how often it is the later one of two (0.5 = nothing to be learnt); beside it the same of two kinds of nothing. */
export async function run(print: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-bench-'))
  await chmod(folder, 0o755)
  const archive = await openArchive(settingsOf({ data: join(folder, 'data') }, { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0' }))
  try {
    const { ports } = archive
    await saveUser(ports.db, { user: 'eve', groups: [], isAdmin: false }, 0)
    const by = { actor: 'eve', address: null }
    const { token } = await issueToken(ports, { user: 'eve', type: 'user', name: 'bench', scopes: ['write:files'], expiresMs: null, by })
    const hidden: Named[] = []
    for (let i = 0; i < images; i++) {
      await ingestFile(ports, `open-${i}.fits`, smallFits({ ra: i, dec: 1, seed: 1000 + i, object: `open-${i}` }))
      const object = `thing-${10 + i}`
      const bytes = smallFits({ ra: i, dec: 2, seed: i, object })
      const taken = await ingestFile(ports, `${object}.fits`, bytes, { owner: 'ada', visibility: 'private', collection: 'own' })
      if (taken.at !== 'stored') throw new Error(`not stored: ${taken.at}`)
      hidden.push({ did: taken.did, sha256: taken.sha256, object, place: [i, 2] })
    }
    await ports.db.exec('ANALYZE')
    const nothing = (letter: string, dec: number): readonly Named[] =>
      hidden.map(({ did, object, place: [ra] }, i) => {
        const name = object.replace('thing', `th${letter}ng`)
        return {
          did: did.replace(object, name),
          object: name,
          sha256: createHash('sha256').update(`${letter}${i}`).digest('hex'),
          place: [ra, dec] as const,
        }
      })
    const dax = createDax({ ...ports, config: { ...ports.config, auth: { anonymous: 'read' } } })
    print('address | hidden later by, µs of a median of ms | hidden is the later one | the same of nothing and nothing')
    for (const [name, ask] of addresses) {
      const once = async (one: Named): Promise<{ readonly ms: number; readonly answer: string }> => {
        const request = ask(one, token)
        const at = performance.now()
        const answer = await dax(request)
        const text = await answer.text()
        return {
          ms: performance.now() - at,
          answer: `${answer.status} ${text.replaceAll(/th\wng-\d+|[0-9a-f]{64}|20\d\d-\d\d-\d\dT[\d:.]+/gu, 'X')}`,
        }
      }
      const kinds = [hidden, nothing('a', 60), nothing('o', 50)]
      const times: number[][] = [[], [], []]
      const answers = new Set<string>()
      for (let i = -20; i < rounds; i++)
        // who comes first changes: none gains by what another one left in a cache
        for (let k = 0; k < 3; k++) {
          const kind = (k + i + 30) % 3
          const { ms, answer } = await once(kinds[kind]![(i + 20) % images]!)
          if (i >= 0) times[kind]!.push(ms)
          if (kind < 2) answers.add(answer)
        }
      if (answers.size > 1) throw new Error(`${name} answers ${answers.size} ways`)
      const [theirs, none, other] = times as [number[], number[], number[]]
      print(
        `${name.padEnd(26)} | ${((median(theirs) - median(none)) * 1000).toFixed(0).padStart(5)} of ${median(none).toFixed(2)} | ${later(theirs, none).toFixed(3)} | ${later(other, none).toFixed(3)}`,
      )
    }
    await dax.close()
  } finally {
    await archive.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const at = (path: string, init?: RequestInit): Request => new Request(`http://dax.test${path}`, init)
const adql = (query: string): Request =>
  at('/api/tap/sync', { method: 'POST', body: new URLSearchParams({ LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: query }) })

const addresses: readonly (readonly [string, (one: Named, token: string) => Request])[] = [
  ['file', ({ did }) => at(`/api/files/${encodeURIComponent(did)}`)],
  ['preview', ({ did }) => at(`/api/previews/${encodeURIComponent(did)}`)],
  ['cut-out', ({ did }) => at(`/api/cutout/sync?ID=${encodeURIComponent(did)}&CIRCLE=10+2+0.1`)],
  ['DataLink', ({ did }) => at(`/api/datalink/links?RESPONSEFORMAT=csv&ID=${encodeURIComponent(did)}`)],
  ['lineage', ({ did }) => at(`/api/provenance/lineage?ID=${encodeURIComponent(did)}`)],
  ['TAP by id', ({ did }) => adql(`SELECT obs_id FROM ivoa.obscore WHERE obs_publisher_did = '${did}'`)],
  ['TAP by name of its object', ({ object }) => adql(`SELECT obs_id FROM ivoa.obscore WHERE target_name = '${object}'`)],
  ['TAP count at a place', ({ place }) => adql(`SELECT COUNT(*) FROM ivoa.obscore WHERE 1 = INTERSECTS(s_region, CIRCLE(${place.join(', ')}, 0.5))`)],
  ['TAP count of entities', ({ did }) => adql(`SELECT COUNT(*) FROM prov.entity WHERE entity_id = '${did}'`)],
  [
    'contents that are known',
    ({ sha256 }, token) =>
      at('/api/uploads/known', {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Tus-Resumable': '1.0.0' },
        body: JSON.stringify({ sha256: [sha256] }),
      }),
  ],
]

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0
}

/** How often one of `a` is longer than one of `b`: the area under the curve of a test that guesses by time. */
function later(a: readonly number[], b: readonly number[]): number {
  const sorted = [...b].sort((x, y) => x - y)
  const below = (x: number): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]! < x) low = middle + 1
      else high = middle
    }
    return low
  }
  return a.reduce((sum, x) => sum + below(x), 0) / (a.length * b.length)
}
