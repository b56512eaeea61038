import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectPg } from '../dax/node/pg-db.ts'
import { listen } from '../dax/node/http-server.ts'
import { openArchive } from '../dax/node/open-archive.ts'
import { startEmbedded, type EmbeddedServer } from '../dax/node/pg/embedded-postgres.ts'
import { settingsOf } from '../dax/node/settings.ts'
import { decodeNight } from '../src/api/night-decode.ts'
import { loadBenchNight } from './lib-night.ts'

export const title =
  'A night of 189,000 attempts and 756,000 deliveries: streamed as Arrow by dax over HTTP, beside the same rows read as CSV by psql, from the same server'

const night = 20_300_101
const psql = '/usr/bin/psql'
const rounds = 5

/** The rows as CSV: two statements, as a person would write them. */
const csv = [
  `COPY (SELECT attempt_id, visit, detector, attempt, reason, status, queued_mjd_tai, started_mjd_tai, stored_mjd_tai, ended_mjd_tai, node, pipeline, version, caveats, exception_type
   FROM ap.attempt WHERE day_obs = ${night} ORDER BY attempt_id) TO STDOUT CSV HEADER`,
  `COPY (SELECT attempt_id, product, state, at_mjd_tai, n FROM ap.attempt JOIN ap.delivery USING (attempt_id) WHERE day_obs = ${night} ORDER BY attempt_id) TO STDOUT CSV HEADER`,
]

/** npm run bench night-stream. */
export async function run(print: (line: string) => void): Promise<void> {
  if (!existsSync(psql)) return print('skipped: the peer is psql (apt-get install postgresql-client)')
  const folder = await mkdtemp(join(tmpdir(), 'skydax-night-'))
  await chmod(folder, 0o755)
  const database = await startEmbedded(folder)
  const archive = await openArchive(settingsOf({ data: folder }, {}), { migrate: true })
  const server = await listen(archive.ports, { port: 0 })
  try {
    await loadBenchNight(archive.ports.db, night, Number(process.argv.find((a) => a.startsWith('--visits='))?.slice(9) ?? 1000))
    await archive.ports.db.exec('CHECKPOINT')
    const watch = await connectPg(database.target)
    const url = `${server.origin}/api/processing/nights/${night}`
    const ours: Sample[] = []
    const theirs: Sample[] = []
    await byDax(url)
    await byPsql(database)
    for (let i = 0; i < rounds; i++) {
      ours.push(await byDax(url))
      theirs.push(await byPsql(database))
    }
    const line = (name: string, samples: readonly Sample[]): string =>
      `${name.padEnd(24)} ${(samples[0]!.bytes / 1e6).toFixed(1).padStart(6)} MB  first byte ${median(samples.map((s) => s.firstMs))
        .toFixed(0)
        .padStart(5)} ms  all ${median(samples.map((s) => s.allMs))
        .toFixed(0)
        .padStart(6)} ms (best ${Math.min(...samples.map((s) => s.allMs)).toFixed(0)})`
    print(line('dax, Arrow over HTTP', ours))
    print(line('psql, CSV', theirs))
    const ratio = (of: (s: readonly Sample[]) => number): string => (of(theirs) / of(ours)).toFixed(2)
    print(
      `speed of dax in rows a second, psql = 1: ${ratio((s) => median(s.map((one) => one.allMs)))} (median of ${rounds}), ${ratio((s) => Math.min(...s.map((one) => one.allMs)))} (best)`,
    )
    await memory(url, print)
    await decoding(url, print)
    await cancelling(url, watch, print)
    await watch.close()
  } finally {
    await server.close(0)
    await archive.close()
    await database.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
  }
}

interface Sample {
  readonly bytes: number
  readonly firstMs: number
  readonly allMs: number
}

async function byDax(url: string): Promise<Sample> {
  const began = performance.now()
  const answer = await fetch(url)
  if (!answer.ok || answer.body === null) throw new Error(`${answer.status} ${await answer.text()}`)
  let [bytes, firstMs] = [0, 0]
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    if (bytes === 0) firstMs = performance.now() - began
    bytes += part.length
  }
  return { bytes, firstMs, allMs: performance.now() - began }
}

async function byPsql({ target }: EmbeddedServer): Promise<Sample> {
  const began = performance.now()
  const child = spawn(
    psql,
    ['-XAtq', '-h', target.socketDir, '-p', String(target.port), '-U', target.user, '-d', target.database, ...csv.flatMap((sql) => ['-c', sql])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let [bytes, firstMs] = [0, 0]
  for await (const part of child.stdout as AsyncIterable<Buffer>) {
    if (bytes === 0) firstMs = performance.now() - began
    bytes += part.length
  }
  return { bytes, firstMs, allMs: performance.now() - began }
}

/** What the service holds while a reader takes its time: the pieces that wait. */
async function memory(url: string, print: (line: string) => void): Promise<void> {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = 0
  const answer = await fetch(url)
  for await (const _ of answer.body as unknown as AsyncIterable<Uint8Array>) {
    most = Math.max(most, process.memoryUsage().rss)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  print(`memory of the process above what it had, with a slow reader in it: ${((most - before) / 1e6).toFixed(0)} MB at most`)
}

async function decoding(url: string, print: (line: string) => void): Promise<void> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const began = performance.now()
    const decoded = decodeNight(bytes)
    times.push(performance.now() - began)
    if (i === 0) print(`decoded by the page's code: ${decoded.visits.n} visits, ${decoded.attempts.n} attempts`)
  }
  print(`decoding takes ${median(times).toFixed(0)} ms (best ${Math.min(...times).toFixed(0)})`)
}

async function cancelling(url: string, watch: Awaited<ReturnType<typeof connectPg>>, print: (line: string) => void): Promise<void> {
  const stop = new AbortController()
  const answer = await fetch(url, { signal: stop.signal })
  await answer.body!.getReader().read()
  stop.abort()
  const began = performance.now()
  for (;;) {
    const [busy] = await watch.rows<{ n: bigint }>(
      "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'dax' AND state <> 'idle' AND pid <> pg_backend_pid()",
    )
    if (busy?.n === 0n) break
    if (performance.now() - began > 30_000) throw new Error('the query goes on after its reader went away')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  print(`a reader who goes away ends the query within ${(performance.now() - began).toFixed(0)} ms`)
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
}
