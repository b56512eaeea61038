import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCheck, beginCheck } from '../../archive/checks/run-check.ts'
import { checkFindings } from '../../archive/checks/check-rows.ts'
import { repairFinding } from '../../archive/checks/repair.ts'
import { saveUser } from '../../archive/auth/user-rows.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { issueToken } from '../../services/auth/issue-token.ts'
import { nameOfContent } from '../../store/store.ts'
import { openArchive, type OpenArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { builtEntry } from './built-entry.ts'

/** What a run of faults counted. Everything but the first two must be 0. */
export interface FaultCount {
  kills: Record<string, number>
  resumed: number
  /** Bytes that a server had acknowledged and did not have after it was killed. */
  lostBytes: number
  /** Files whose upload was acknowledged whole, or that lay in the inbox, and that are not in the archive with these bytes. */
  lostFiles: number
  /** Images without their file, or with another content. */
  halfImages: number
  /** Findings of a check that are no leftovers of a killed ingest (those are repaired by taking them in), and what is left after the repair. */
  findings: string[]
  files: number
}

/** A generator of numbers in [0, 1) from a seed: the same faults again. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const env = { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0' }

/**
 * Kills server, daemon and database, cuts connections at random bytes, tears files in the inbox, and lets two clients send one upload, `kills` times, from a seed; after each, all
 * that was acknowledged must be there. Uploads and the inbox go on where they were. At the end everything that was sent is in the archive, byte for byte.
 */
export async function faultRun(seed: number, kills: number, say: (line: string) => void = () => undefined): Promise<FaultCount> {
  const random = randomOf(seed)
  const folder = await mkdtemp(join(tmpdir(), 'skydax-faults-'))
  await chmod(folder, 0o755)
  const program = await builtEntry('dax/node/testing/fault-entry.ts')
  const world = new World(folder, program, random, say)
  try {
    await world.begin()
    for (let i = 0; i < kills; i++) await world.fault(i)
    return await world.end()
  } finally {
    await world.stop()
    await rm(folder, { recursive: true, force: true })
    await rm(dirname(program), { recursive: true, force: true })
  }
}

interface Sent {
  readonly bytes: Uint8Array
  readonly sha256: string
  readonly name: string
  url: string | null
  /** As far as a server said so. */
  acknowledged: number
}

class World {
  readonly #data: string
  readonly #inbox: string
  readonly #program: string
  readonly #random: () => number
  readonly #say: (line: string) => void
  #server: ChildProcess | null = null
  #daemon: ChildProcess | null = null
  #port = 0
  #token = ''
  #next = 0
  readonly #open: Sent[] = []
  /** Digests of all that must be in the archive at the end. */
  readonly #owed = new Set<string>()
  readonly #count: FaultCount = { kills: {}, resumed: 0, lostBytes: 0, lostFiles: 0, halfImages: 0, findings: [], files: 0 }

  constructor(folder: string, program: string, random: () => number, say: (line: string) => void) {
    this.#data = join(folder, 'data')
    this.#inbox = join(folder, 'inbox')
    this.#program = program
    this.#random = random
    this.#say = say
  }

  async begin(): Promise<void> {
    await mkdir(this.#inbox)
    await this.#archive(async ({ ports }) => {
      await saveUser(ports.db, { user: 'ada', groups: [], isAdmin: false }, 0)
      const { token } = await issueToken(ports, {
        user: 'ada',
        type: 'user',
        name: 'faults',
        scopes: ['write:files', 'read:image'],
        expiresMs: null,
        by: { actor: 'ada', address: null },
      })
      this.#token = token
    })
    this.#port = await freePort()
    await this.#startServer()
    this.#startDaemon()
  }

  async #archive<T>(use: (archive: OpenArchive) => Promise<T>): Promise<T> {
    const archive = await openArchive(settingsOf({ data: this.#data }, env), { log: () => undefined })
    try {
      return await use(archive)
    } finally {
      await archive.close()
    }
  }

  async #startServer(): Promise<void> {
    const child = spawn(process.execPath, [this.#program, 'server', this.#data, String(this.#port)], { stdio: ['ignore', 'pipe', 'inherit'], env })
    this.#server = child
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => text.includes('listening') && resolve())
      child.once('exit', () => reject(new Error('the server did not start')))
    })
  }

  #startDaemon(): void {
    this.#daemon = spawn(process.execPath, [this.#program, 'watch', this.#inbox, this.#data], { stdio: ['ignore', 'ignore', 'ignore'], env })
  }

  /** One fault while files are being sent and others arrive in the inbox. */
  async fault(no: number): Promise<void> {
    const kind = ['server', 'server', 'daemon', 'database', 'cut', 'two'][Math.floor(this.#random() * 6)] ?? 'server'
    this.#count.kills[kind] = (this.#count.kills[kind] ?? 0) + 1
    await this.#arrive(1 + Math.floor(this.#random() * 3))
    while (this.#open.length < 3) this.#open.push(this.#make())
    const sending = Promise.all(this.#open.map((one) => this.#send(one, kind === 'cut' ? this.#random() : 1)))
    const twice = kind === 'two' && this.#open[0] !== undefined ? this.#send({ ...this.#open[0] }, 1) : Promise.resolve()
    await sleep(this.#random() * 1200)
    if (kind === 'server') await this.#kill(this.#server)
    if (kind === 'daemon') await this.#kill(this.#daemon)
    if (kind === 'database') await this.#killDatabase()
    await Promise.all([sending, twice])
    if (kind === 'server') await this.#startServer()
    if (kind === 'daemon') this.#startDaemon()
    await this.#lookBack()
    if (no % 25 === 24) this.#say(`${no + 1} faults: ${JSON.stringify(this.#count)}`)
  }

  #make(): Sent {
    const seed = 10_000 + this.#next++
    const small = smallFits({ ra: (seed * 7) % 360, dec: (seed % 170) - 85, seed, object: `no ${seed}` })
    // up to some MB: zeros after the last HDU are padding that FITS allows
    const bytes = new Uint8Array(small.length + 2880 * Math.floor(this.#random() * 400))
    bytes.set(small)
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), name: `u${seed}.fits`, url: null, acknowledged: 0 }
  }

  /** Files that the pipeline writes into the inbox: whole by rename, and now and then torn, then mended. */
  async #arrive(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const one = this.#make()
      this.#count.files += 1
      this.#owed.add(one.sha256)
      const path = join(this.#inbox, one.name)
      if (this.#random() < 0.2) {
        await writeFile(path, one.bytes.subarray(0, Math.floor(one.bytes.length * this.#random())))
        await writeFile(`${path}.part`, one.bytes)
        await sleep(20)
      } else await writeFile(`${path}.part`, one.bytes)
      await writeFile(join(this.#inbox, `${one.name}.prov.json`), '{}')
      await rename(`${path}.part`, path)
    }
  }

  /** Sends what is missing of an upload in chunks; ends quietly when the server goes away. `part` < 1: the connection is cut inside of a chunk. */
  async #send(one: Sent, part: number): Promise<void> {
    try {
      if (one.url === null) {
        const made = await this.#ask('POST', '/api/uploads', {
          'Upload-Length': String(one.bytes.length),
          'Upload-Metadata': `filename ${btoa(one.name)},visibility ${btoa('public')}`,
        })
        if (made.status !== 201) return
        one.url = new URL(made.headers['location'] ?? '').pathname
      } else {
        const head = await this.#ask('HEAD', one.url, {})
        if (head.status === 404) return this.#whole(one)
        if (head.status !== 200) return
        const at = Number(head.headers['upload-offset'])
        if (at < one.acknowledged) this.#count.lostBytes += one.acknowledged - at
        else if (at > 0 && at < one.bytes.length) this.#count.resumed += 1
        one.acknowledged = at
      }
      while (one.acknowledged < one.bytes.length) {
        const end = Math.min(one.bytes.length, one.acknowledged + 65_536 + Math.floor(this.#random() * 400_000))
        const chunk = one.bytes.subarray(one.acknowledged, end)
        const cut = part < 1 ? Math.floor(chunk.length * part) : null
        const done = await this.#ask(
          'PATCH',
          one.url,
          { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(one.acknowledged) },
          chunk,
          cut,
        )
        if (done.status !== 204) return
        one.acknowledged = Number(done.headers['upload-offset'])
      }
      this.#whole(one)
    } catch {
      // the server, the database or the connection went away: the next round goes on
    }
  }

  #whole(one: Sent): void {
    const at = this.#open.findIndex(({ sha256 }) => sha256 === one.sha256)
    if (at < 0) return
    this.#open.splice(at, 1)
    this.#count.files += 1
    this.#owed.add(one.sha256)
  }

  #ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Uint8Array,
    cut: number | null = null,
  ): Promise<{ status: number; headers: Record<string, string | undefined> }> {
    return new Promise((resolve, reject) => {
      const asked = request({
        port: this.#port,
        host: '127.0.0.1',
        method,
        path,
        agent: false,
        headers: {
          'Tus-Resumable': '1.0.0',
          Authorization: `Bearer ${this.#token}`,
          ...headers,
          ...(body === undefined ? {} : { 'Content-Length': String(body.length) }),
        },
      })
      asked.setTimeout(20_000, () => asked.destroy(new Error('no answer')))
      asked.once('error', reject)
      asked.once('response', (answer) => {
        answer.resume()
        answer.once('error', reject)
        answer.once('close', () => (answer.complete ? undefined : reject(new Error('cut'))))
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> }))
      })
      if (cut === null || body === undefined) asked.end(body)
      else asked.write(body.subarray(0, cut), () => asked.destroy(new Error('cut')))
    })
  }

  async #kill(child: ChildProcess | null): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  async #killDatabase(): Promise<void> {
    const path = join(this.#data, 'pg', 'data', 'postmaster.pid')
    const pid = Number((await readFile(path, 'utf8').catch(() => '')).split('\n')[0])
    if (pid <= 0) return
    process.kill(pid, 'SIGKILL')
  }

  /** What every fault leaves: images have their whole files, and uploads what was acknowledged. */
  async #lookBack(): Promise<void> {
    await this.#archive(async ({ ports }) => {
      const images = await ports.db.rows<{ source: string; sha256: string; size: bigint; cells: bigint; made: boolean }>(
        `SELECT i.source, i.sha256, f.size, (SELECT count(*) FROM dax.image_cell c WHERE c.image_id = i.image_id) AS cells,
           EXISTS (SELECT FROM dax.prov_entity e JOIN dax.prov_generated g USING (entity_no) WHERE e.entity_id = i.obs_publisher_did) AS made
         FROM dax.image i LEFT JOIN dax.file f USING (sha256) ORDER BY i.image_id DESC LIMIT 30`,
      )
      for (const { source, sha256, size, cells, made } of images) {
        const bytes = new Uint8Array(await new Response(await ports.store.read(source.slice(6))).arrayBuffer().catch(() => new ArrayBuffer(0)))
        const right =
          source === `store/${nameOfContent(sha256)}` && BigInt(bytes.length) === size && createHash('sha256').update(bytes).digest('hex') === sha256
        if (!right || cells === 0n || !made) this.#count.halfImages += 1
      }
    }).catch((error: unknown) => void this.#count.findings.push(`the archive did not open: ${String(error)}`))
  }

  /** Lets everything finish, and compares. */
  async end(): Promise<FaultCount> {
    if (this.#daemon !== null && (this.#daemon.exitCode !== null || this.#daemon.signalCode !== null)) this.#startDaemon()
    for (let i = 0; i < 200 && this.#open.length > 0; i++) {
      await Promise.all([...this.#open].map((one) => this.#send(one, 1)))
      await sleep(100)
    }
    await this.#archive(async ({ ports }) => {
      const missing = async (): Promise<number> => {
        const [row] = await ports.db.rows<{ n: bigint }>(
          'SELECT count(*) AS n FROM unnest($1::text[]) AS w(sha256) WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = w.sha256)',
          [[...this.#owed]],
        )
        return Number(row?.n ?? 0n)
      }
      for (let i = 0; i < 600 && (await missing()) > 0; i++) {
        if (this.#daemon !== null && this.#daemon.exitCode !== null) this.#startDaemon()
        await sleep(200)
      }
      this.#count.lostFiles = (await missing()) + this.#open.length
      await this.#kill(this.#server)
      await this.#kill(this.#daemon)
      // what was new a moment ago counts as on its way
      await ports.db.exec("UPDATE dax.file SET created_at = created_at - interval '2 minutes'; UPDATE dax.ingest SET lease_until = NULL")
      await this.#checkClean(ports)
    })
    for (const name of await readdir(this.#inbox)) if (name.endsWith('.fits')) this.#count.lostFiles += 1
    return this.#count
  }

  async #checkClean(ports: OpenArchive['ports']): Promise<void> {
    const check = async () => {
      const run = await beginCheck(ports.db, { deep: true, who: null })
      await runCheck(ports, run, { deep: true, who: null })
      return checkFindings(ports.db, { run, last: 1000 })
    }
    // leftovers of killed ingests: files that nobody knows, and manifests without an image; nothing that was acknowledged
    for (const finding of await check()) {
      if (finding.kind === 'orphan-file')
        await repairFinding(ports, finding, 'register', null).catch(() => repairFinding(ports, finding, 'quarantine', null))
      else if (finding.kind === 'stale-manifest') await repairFinding(ports, finding, 'remove', null)
      // its times were moved above, so that nothing counts as new
      else if (finding.kind === 'no-manifest') continue
      else this.#count.findings.push(`${finding.kind} ${finding.subject}`)
    }
    for (const { kind, subject } of await check()) if (kind !== 'no-manifest') this.#count.findings.push(`after repair: ${kind} ${subject}`)
  }

  async stop(): Promise<void> {
    await this.#kill(this.#server)
    await this.#kill(this.#daemon)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
