import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCheck, beginCheck } from '../../archive/checks/run-check.ts'
import { checkFindings } from '../../archive/checks/check-rows.ts'
import { repairFinding } from '../../archive/checks/repair.ts'
import { saveUser } from '../../archive/auth/user-rows.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import type { CheckFinding } from '../../contract/checks.ts'
import { issueToken } from '../../services/auth/issue-token.ts'
import { nameOfContent } from '../../store/store.ts'
import type { OpenArchive } from '../open-archive.ts'
import { builtEntry } from './built-entry.ts'
import { sendOn, type Sent } from './fault-client.ts'
import { FaultMachine } from './fault-machine.ts'

/** What a run of faults counted. Everything from `lostBytes` on must be 0 or empty. */
export interface FaultCount {
  faults: Record<string, number>
  files: number
  resumed: number
  /** Bytes that a server had acknowledged and did not have any more. */
  lostBytes: number
  /** Files whose upload was acknowledged whole, or that lay in the inbox, and that are not in the archive with these bytes. */
  lostFiles: number
  /** Images without their file, or with another content. */
  halfImages: number
  /** Findings of a check that are no leftovers of a killed ingest (those are repaired by taking them in), and what is left after the repair. */
  findings: string[]
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

/**
 * Kills servers, daemon and database, cuts connections at random bytes, tears files in the inbox, lets two clients send one upload by two servers, sets clocks, fills the disk and makes
 * the store read-only, `faults` times, from a seed; after each, all that was acknowledged must be there. Uploads and the inbox go on where they were. At the end everything that was sent
 * is in the archive, byte for byte.
 */
export async function faultRun(seed: number, faults: number, say: (line: string) => void = () => undefined): Promise<FaultCount> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-faults-'))
  await chmod(folder, 0o755)
  const program = await builtEntry('dax/node/testing/fault-entry.ts')
  const machine = new FaultMachine(folder, program)
  if (!machine.hasDisk) say('nothing may be mounted here: the disk is never full, and the store never read-only')
  const world = new World(machine, randomOf(seed), say)
  try {
    await world.begin()
    for (let i = 0; i < faults; i++) await world.fault(i)
    return await world.end()
  } finally {
    await machine.stop()
    await rm(folder, { recursive: true, force: true })
    await rm(dirname(program), { recursive: true, force: true })
  }
}

const kinds = ['server', 'server', 'both servers', 'daemon', 'database', 'cut', 'two clients', 'clock', 'full disk', 'read-only store'] as const

class World {
  readonly #machine: FaultMachine
  readonly #random: () => number
  readonly #say: (line: string) => void
  #token = ''
  #next = 0
  readonly #open: Sent[] = []
  /** Digests of all that must be in the archive at the end. */
  readonly #owed = new Set<string>()
  readonly #count: FaultCount = { faults: {}, files: 0, resumed: 0, lostBytes: 0, lostFiles: 0, halfImages: 0, findings: [] }

  constructor(machine: FaultMachine, random: () => number, say: (line: string) => void) {
    this.#machine = machine
    this.#random = random
    this.#say = say
  }

  async begin(): Promise<void> {
    await mkdir(this.#machine.inbox)
    await this.#machine.archive(async ({ ports }) => {
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
    await this.#machine.start()
  }

  /** One fault while files are being sent and others arrive in the inbox. */
  async fault(no: number): Promise<void> {
    const possible = this.#machine.hasDisk ? kinds : kinds.slice(0, 8)
    const kind = possible[Math.floor(this.#random() * possible.length)] ?? 'server'
    this.#count.faults[kind] = (this.#count.faults[kind] ?? 0) + 1
    await this.#arrive(1 + Math.floor(this.#random() * 3))
    while (this.#open.length < 3) this.#open.push(this.#make())
    const sending = Promise.all([...this.#open].map((one, i) => this.#send(one, i, kind === 'cut' ? this.#random() : 1)))
    const twice = kind === 'two clients' && this.#open[0] !== undefined ? this.#send({ ...this.#open[0] }, 1, 1) : Promise.resolve()
    await sleep(this.#random() * 1200)
    await this.#strike(kind)
    await Promise.all([sending, twice])
    this.#machine.mendDisk()
    await this.#machine.revive()
    await this.#lookBack()
    if (no % 25 === 24) this.#say(`${no + 1} faults: ${JSON.stringify(this.#count)}`)
  }

  async #strike(kind: (typeof kinds)[number]): Promise<void> {
    const machine = this.#machine
    switch (kind) {
      case 'server':
        return machine.killServer(Math.floor(this.#random() * 2))
      case 'both servers':
        await Promise.all([machine.killServer(0), machine.killServer(1)])
        return undefined
      case 'daemon':
        return machine.killDaemon()
      case 'database':
        return machine.killDatabase()
      case 'clock':
        return machine.jumpClocks(Math.round((this.#random() - 0.5) * 7 * 3_600_000))
      case 'full disk':
        await machine.fillDisk(Math.floor(this.#random() * 300_000))
        await sleep(this.#random() * 2000)
        return undefined
      case 'read-only store':
        machine.freezeStore()
        await sleep(this.#random() * 2000)
        return undefined
      case 'cut':
      case 'two clients':
        return undefined
    }
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
      const path = join(this.#machine.inbox, one.name)
      if (this.#random() < 0.2) {
        await writeFile(path, one.bytes.subarray(0, Math.floor(one.bytes.length * this.#random())))
        await writeFile(`${path}.part`, one.bytes)
        await sleep(20)
      } else await writeFile(`${path}.part`, one.bytes)
      await writeFile(`${path}.prov.json`, '{}')
      await rename(`${path}.part`, path)
    }
  }

  /** Goes on with an upload; each request goes to a server of its own choice. */
  async #send(one: Sent, server: number, part: number): Promise<void> {
    let no = server
    const went = await sendOn(one, { port: () => this.#machine.port(no++), token: this.#token, random: this.#random, part })
    this.#count.lostBytes += went.lostBytes
    if (went.isResumed) this.#count.resumed += 1
    const at = went.isWhole ? this.#open.findIndex(({ sha256 }) => sha256 === one.sha256) : -1
    if (at < 0) return
    this.#open.splice(at, 1)
    this.#count.files += 1
    this.#owed.add(one.sha256)
  }

  /** What every fault leaves: images have their whole files, and uploads what was acknowledged. */
  async #lookBack(): Promise<void> {
    await this.#machine
      .archive(async ({ ports }) => {
        const images = await ports.db.rows<{ source: string; sha256: string; size: bigint; cells: bigint; made: boolean }>(
          `SELECT i.source, i.sha256, f.size, (SELECT count(*) FROM dax.image_cell c WHERE c.image_id = i.image_id) AS cells,
             EXISTS (SELECT FROM dax.prov_entity e JOIN dax.prov_generated g USING (entity_no) WHERE e.entity_id = i.obs_publisher_did) AS made
           FROM dax.image i LEFT JOIN dax.file f USING (sha256) ORDER BY i.image_id DESC LIMIT 30`,
        )
        for (const { source, sha256, size, cells, made } of images) {
          const bytes = new Uint8Array(await new Response(await ports.store.read(source.slice(6))).arrayBuffer().catch(() => new ArrayBuffer(0)))
          const right =
            source === `store/${nameOfContent(sha256)}` &&
            BigInt(bytes.length) === size &&
            createHash('sha256').update(bytes).digest('hex') === sha256
          if (!right || cells === 0n || !made) this.#count.halfImages += 1
        }
      })
      .catch((error: unknown) => void this.#count.findings.push(`the archive did not open: ${String(error)}`))
  }

  /** Lets everything finish, and compares. */
  async end(): Promise<FaultCount> {
    for (let i = 0; i < 200 && this.#open.length > 0; i++) {
      await Promise.all([...this.#open].map((one, no) => this.#send(one, no, 1)))
      await sleep(100)
    }
    await this.#machine.archive(async ({ ports }) => {
      const missing = async (): Promise<number> => {
        const [row] = await ports.db.rows<{ n: bigint }>(
          'SELECT count(*) AS n FROM unnest($1::text[]) AS w(sha256) WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = w.sha256)',
          [[...this.#owed]],
        )
        return Number(row?.n ?? 0n)
      }
      for (let i = 0; i < 600 && (await missing()) > 0; i++) {
        this.#machine.keepDaemon()
        await sleep(200)
      }
      this.#count.lostFiles = (await missing()) + this.#open.length
      await this.#machine.stopProcesses()
      // what was new a moment ago counts as on its way
      await ports.db.exec("UPDATE dax.file SET created_at = created_at - interval '2 minutes'; UPDATE dax.ingest SET lease_until = NULL")
      await this.#checkClean(ports)
    })
    for (const name of await readdir(this.#machine.inbox)) if (name.endsWith('.fits')) this.#count.lostFiles += 1
    return this.#count
  }

  async #checkClean(ports: OpenArchive['ports']): Promise<void> {
    const check = async (): Promise<readonly CheckFinding[]> => {
      const run = await beginCheck(ports.db, { deep: true, who: null })
      await runCheck(ports, run, { deep: true, who: null })
      return checkFindings(ports.db, { run, last: 1000 })
    }
    // leftovers of killed ingests: files that nobody knows, and manifests without an image; nothing that was acknowledged
    for (const finding of await check()) {
      if (finding.kind === 'orphan-file')
        await repairFinding(ports, finding, 'register', null).catch(() => repairFinding(ports, finding, 'quarantine', null))
      else if (finding.kind === 'stale-manifest') await repairFinding(ports, finding, 'remove', null)
      else this.#count.findings.push(`${finding.kind} ${finding.subject}`)
    }
    for (const { kind, subject } of await check()) this.#count.findings.push(`after repair: ${kind} ${subject}`)
  }
}
