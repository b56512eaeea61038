import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openArchive, type OpenArchive } from '../dax/node/open-archive.ts'
import { settingsOf } from '../dax/node/settings.ts'
import { builtEntry } from '../dax/node/testing/built-entry.ts'
import { signIn } from '../dax/services/testing/sign-in.ts'
import { followNight } from '../src/api/processing-live.ts'

/** What a soak found. Latencies are ms from the sending of a batch (its first try) to the telling of its events. */
export interface SoakResult {
  readonly events: number
  readonly seconds: number
  readonly retries: number
  readonly outageMs: number
  readonly readers: readonly {
    readonly name: string
    readonly lost: number
    readonly doubled: number
    readonly disordered: number
    readonly reconnects: number
    /** Events whose way crossed nothing that broke. */
    readonly plain: Latencies
    /** Events that were on their way while the process was away or this reader was cut off. */
    readonly crossing: Latencies
  }[]
  /** Attempts in the database whose last state is not the last that was reported. */
  readonly wrong: number
}

export interface Latencies {
  readonly events: number
  readonly p50: number
  readonly p99: number
  readonly most: number
}

/** ms of performance.now(); open at first. */
interface Break {
  readonly from: number
  until: number
}

const night = 20_300_102
/** Events of one batch. */
const mostOfBatch = 2000
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DAX_')))

/**
 * Two dax processes on one database. Events are reported to the first at a rate, two of each attempt (started, ended); it is killed with -9 and started
 * again on the way. One reader follows the first process, another the second one, whose connection is cut as often as asked for.
 */
export async function soak(options: { readonly seconds: number; readonly rate: number; readonly cuts: number }): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-soak-'))
  await chmod(folder, 0o755)
  const program = await builtEntry('dax/node/testing/serve-cli.ts')
  let archive: OpenArchive | null = null
  const servers: Server[] = []
  try {
    archive = await openArchive(settingsOf({ data: folder }, {}), { migrate: true })
    const bearer = await signIn(archive.ports, 'pipeline', { scopes: ['write:processing'] })
    const first = await serve(program, folder, 0)
    servers.push(first)
    const second = await serve(program, folder, 0)
    servers.push(second)
    return await run(options, { archive, bearer, first, second, again: (port) => serve(program, folder, port), servers })
  } finally {
    await Promise.all(servers.map(({ child }) => ended(child)))
    await archive?.close()
    // the database's own server may still be writing when it is told to stop by the last of its users
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
    await rm(dirname(program), { recursive: true, force: true })
  }
}

interface Server {
  readonly child: ChildProcess
  readonly origin: string
}

interface Stage {
  readonly archive: OpenArchive
  readonly bearer: Readonly<Record<string, string>>
  readonly first: Server
  readonly second: Server
  readonly again: (port: number) => Promise<Server>
  readonly servers: Server[]
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

async function serve(program: string, data: string, port: number): Promise<Server> {
  const child = spawn(process.execPath, [program, data, String(port)], { stdio: ['ignore', 'pipe', 'ignore'], env })
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim()))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return { child, origin }
}

async function run(options: { readonly seconds: number; readonly rate: number; readonly cuts: number }, stage: Stage): Promise<SoakResult> {
  const sentAt = new Map<string, number>()
  const outages: Break[] = []
  const one = reader('of the killed process', stage.first.origin, sentAt, outages)
  const other = reader(`of the other process, cut ${options.cuts} times`, stage.second.origin, sentAt, outages)
  let retries = 0
  let outageMs = 0
  const chaos = (async () => {
    await sleep((options.seconds * 1000) / 3)
    const port = Number(new URL(stage.first.origin).port)
    const outage = { from: performance.now(), until: Infinity }
    outages.push(outage)
    stage.first.child.kill('SIGKILL')
    stage.servers.push(await stage.again(port))
    outage.until = performance.now()
    outageMs = outage.until - outage.from
  })()
  const cuts = (async () => {
    for (let i = 0; i < options.cuts; i++) {
      await sleep((options.seconds * 1000) / (options.cuts + 1))
      other.cut()
    }
  })()
  const events = 2 * Math.round((options.seconds * options.rate) / 2)
  const began = performance.now()
  // ten batches a second; what happened while the service was away goes with the next one
  for (let sent = 0; sent < events;) {
    const due = Math.min(events, Math.floor(((performance.now() - began) * options.rate) / 1000), sent + mostOfBatch)
    if (due < sent + options.rate / 10 && due < events) {
      await sleep(10)
      continue
    }
    const attempts = Array.from({ length: due - sent }, (_, i) => attemptOf(sent + i))
    const now = performance.now()
    for (const { version } of attempts) sentAt.set(version, now)
    retries += await send(stage, { attempts })
    sent = due
  }
  const seconds = (performance.now() - began) / 1000
  await Promise.all([chaos, cuts])
  await Promise.all([one.until(events), other.until(events)])
  const rows = await stage.archive.ports.db.rows<{ version: string; status: number }>('SELECT version, status FROM ap.attempt WHERE day_obs = $1', [
    night,
  ])
  const wrong = Math.ceil(events / 2) - rows.filter((row) => row.status === 1 && Number(row.version) % 2 === 1).length
  return { events, seconds, retries, outageMs, readers: [one.result(events), other.result(events)], wrong }
}

/** Event n: the first or the second state of attempt n/2. Its number is its version. */
function attemptOf(n: number): { readonly version: string } {
  const k = Math.floor(n / 2)
  const begun = 61_000 + k / 86_400_000
  return {
    visit: String(2_030_010_200_000 + Math.floor(k / 189)),
    detector: k % 189,
    attempt: 1,
    day_obs: night,
    reason: 'prompt',
    started_mjd_tai: begun,
    version: String(n),
    ...(n % 2 === 0 ? {} : { stored_mjd_tai: begun + 30 / 86_400, ended_mjd_tai: begun + 31 / 86_400, status: 1 }),
  } as { readonly version: string }
}

/** Sends until it is answered; returns how many tries were in vain. */
async function send(stage: Stage, batch: object): Promise<number> {
  const body = JSON.stringify(batch)
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(`${stage.first.origin}/api/processing/reports`, {
        method: 'POST',
        body,
        headers: stage.bearer,
        signal: AbortSignal.timeout(30_000),
      })
      const text = await answer.text()
      if (answer.ok) return tries
      if (answer.status < 500) throw new RangeError(`${answer.status} ${text}`)
    } catch (error) {
      if (error instanceof RangeError) throw error
    }
    if (tries > 600) throw new Error('the service did not come back')
    await sleep(100)
  }
}

function reader(
  name: string,
  origin: string,
  sentAt: ReadonlyMap<string, number>,
  outages: readonly Break[],
): { readonly cut: () => void; readonly until: (n: number) => Promise<void>; readonly result: (events: number) => SoakResult['readers'][number] } {
  const seen = new Map<string, number>()
  const ways: { readonly from: number; readonly until: number }[] = []
  // from where the connection ended to where the next one began
  const breaks: Break[] = []
  let [doubled, disordered, connections, lastId] = [0, 0, 0, 0]
  let current = new AbortController()
  const stop = followNight(
    `${origin}/api/processing`,
    night,
    0,
    {
      onChanges(changes) {
        const now = performance.now()
        for (const change of changes) {
          if (change.kind !== 'attempt') continue
          const version = change.data.version ?? ''
          // of one attempt the second state has an odd number
          if (change.id <= lastId || (Number(version) % 2 === 1 && !seen.has(String(Number(version) - 1)))) disordered++
          lastId = change.id
          if (seen.has(version)) doubled++
          seen.set(version, (seen.get(version) ?? 0) + 1)
          ways.push({ from: sentAt.get(version) ?? now, until: now })
        }
      },
      onState(state) {
        const open = breaks.at(-1)
        if (state.at === 'live') {
          connections++
          if (open?.until === Infinity) open.until = performance.now()
        } else if (state.at === 'reconnecting' && open?.until !== Infinity) breaks.push({ from: performance.now(), until: Infinity })
      },
      onReset: () => {
        throw new Error('told to read anew')
      },
    },
    {
      http: {
        now: () => Date.now(),
        fetch(url, init) {
          current = new AbortController()
          return fetch(url, { ...init, signal: AbortSignal.any([current.signal, ...(init.signal instanceof AbortSignal ? [init.signal] : [])]) })
        },
      },
    },
  )
  return {
    cut: () => current.abort(),
    async until(n) {
      const end = Date.now() + 60_000
      while (seen.size < n && Date.now() < end) await sleep(50)
      stop()
    },
    result(events) {
      const all = [...outages, ...breaks]
      const crosses = ({ from, until }: { readonly from: number; readonly until: number }): boolean =>
        all.some((one) => from <= one.until && until >= one.from)
      return {
        name,
        lost: events - seen.size,
        doubled,
        disordered,
        reconnects: connections - 1,
        plain: latenciesOf(ways.filter((way) => !crosses(way))),
        crossing: latenciesOf(ways.filter(crosses)),
      }
    },
  }
}

function latenciesOf(ways: readonly { readonly from: number; readonly until: number }[]): Latencies {
  const sorted = ways.map(({ from, until }) => until - from).sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { events: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) }
}
