import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { openArchive, type OpenArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { freePort } from './free-port.ts'

const env = { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0' }
const roomy = 'size=6g'

/** One dax server of several that serve the archive. */
interface Served {
  readonly port: number
  child: ChildProcess
}

/**
 * An archive that two servers and a daemon work on, with all that can go wrong of processes, disk and clock. Disks fill up and turn read-only where this process may mount: the archive
 * lies in a file system of its own then, which is made smaller.
 */
export class FaultMachine {
  readonly data: string
  readonly inbox: string
  readonly #folder: string
  readonly #program: string
  readonly #mounted: string[] = []
  #servers: Served[] = []
  #daemon: ChildProcess | null = null

  /** `folder` is empty and its own; `program` = fault-entry.ts, built. */
  constructor(folder: string, program: string) {
    this.#folder = folder
    this.#program = program
    this.data = join(folder, 'data')
    this.inbox = join(folder, 'inbox')
    this.#mount('-t', 'tmpfs', '-o', `${roomy},mode=755`, 'tmpfs', folder)
  }

  /** Whether the disk can be made full and the store read-only here. */
  get hasDisk(): boolean {
    return this.#mounted.length > 0
  }

  #mount(...args: string[]): void {
    if (process.getuid?.() === 0 && spawnSync('mount', args).status === 0) this.#mounted.push(args.at(-1) ?? '')
  }

  /** Opens the archive for the driver itself. */
  async archive<T>(use: (archive: OpenArchive) => Promise<T>): Promise<T> {
    const archive = await openArchive(settingsOf({ data: this.data }, env), { log: () => undefined })
    try {
      return await use(archive)
    } finally {
      await archive.close()
    }
  }

  /** Starts both servers and the daemon; the archive is there. */
  async start(): Promise<void> {
    const store = join(this.data, 'store')
    if (this.hasDisk) this.#mount('--bind', store, store)
    for (let i = 0; i < 2; i++) {
      const port = await freePort()
      this.#servers.push({ port, child: await this.#server(port) })
    }
    this.keepDaemon()
  }

  async #server(port: number): Promise<ChildProcess> {
    const child = spawn(process.execPath, [this.#program, 'server', this.data, String(port)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env })
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (text: Buffer) => text.includes('listening') && resolve())
      child.once('exit', () => reject(new Error('the server did not start')))
    })
    return child
  }

  /** The port of a server: that one, or the other where it does not run, as a proxy would choose. */
  port(i: number): number {
    const order = [this.#servers[i % 2], this.#servers[(i + 1) % 2]]
    return order.find((one) => one !== undefined && !hasEnded(one.child))?.port ?? 0
  }

  async killServer(i: number): Promise<void> {
    await kill(this.#servers[i]?.child ?? null)
  }

  /** Starts what was killed. */
  async revive(): Promise<void> {
    for (const one of this.#servers) if (hasEnded(one.child)) one.child = await this.#server(one.port)
    this.keepDaemon()
  }

  async killDaemon(): Promise<void> {
    await kill(this.#daemon)
  }

  /** Starts the daemon where it does not run. */
  keepDaemon(): void {
    if (this.#daemon !== null && !hasEnded(this.#daemon)) return
    this.#daemon = spawn(process.execPath, [this.#program, 'watch', this.inbox, this.data], { stdio: 'ignore', env })
  }

  async killDatabase(): Promise<void> {
    const pid = Number((await readFile(join(this.data, 'pg', 'data', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
    if (pid > 0) process.kill(pid, 'SIGKILL')
  }

  /** Leaves the disk so many bytes. */
  async fillDisk(leftBytes: number): Promise<void> {
    const { blocks, bfree, bsize } = await statfs(this.#folder)
    spawnSync('mount', ['-o', `remount,size=${(blocks - bfree) * bsize + leftBytes}`, this.#folder])
  }

  freezeStore(): void {
    spawnSync('mount', ['-o', 'remount,bind,ro', join(this.data, 'store')])
  }

  /** The disk has room and can be written again. */
  mendDisk(): void {
    if (!this.hasDisk) return
    spawnSync('mount', ['-o', `remount,${roomy}`, this.#folder])
    spawnSync('mount', ['-o', 'remount,bind,rw', join(this.data, 'store')])
  }

  /** Sets the clock of the servers, and that of the database: a clock set forward by so much is every time it ever gave, so much earlier. */
  async jumpClocks(aheadMs: number): Promise<void> {
    for (const { child } of this.#servers) if (child.connected) child.send(aheadMs)
    await this.archive(({ ports }) =>
      ports.db.exec(`UPDATE dax.upload SET held_until = held_until - interval '${aheadMs} ms', expires_at = expires_at - interval '${aheadMs} ms';
        UPDATE dax.ingest SET lease_until = lease_until - interval '${aheadMs} ms' WHERE ended_at IS NULL`),
    )
  }

  async stopProcesses(): Promise<void> {
    for (const { child } of this.#servers) await kill(child)
    await kill(this.#daemon)
  }

  async stop(): Promise<void> {
    await this.stopProcesses()
    // the database goes with the last who uses it
    for (const path of this.#mounted.toReversed())
      for (let i = 0; i < 40 && spawnSync('umount', [path]).status !== 0; i++) await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

async function kill(child: ChildProcess | null): Promise<void> {
  if (child === null || hasEnded(child)) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
