import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isAlive } from '../pg/lock.ts'
import { syncFolder } from '../sync-folder.ts'

/** An image that lies in an inbox, whole by all signs. */
export interface Arrived {
  /** Path below the inbox. */
  readonly name: string
  readonly path: string
  readonly size: number
  /** The sidecar beside it. */
  readonly hasSidecar: boolean
}

/** An image that this daemon, and no other one, has taken out of the inbox. */
export interface Claimed extends Arrived {
  /** Where it lies now. */
  readonly file: string
  readonly sidecar: string | null
  /** Folder of this claim alone. */
  readonly folder: string
  /** Manifests of tries that a killed daemon made, whether or not its image came to be. */
  readonly tried: readonly string[]
  /** It was on its way to quarantine when its daemon was killed. */
  readonly aside: Aside | null
}

/** Where an image goes that cannot be taken, and why. */
interface Aside {
  readonly target: string
  readonly reasons: readonly string[]
  readonly text: string
}

export const imagePattern = /\.(?:fits?|fts|fz)(?:\.gz)?$/iu
const hidden = '.dax'
const quarantine = 'quarantine'
/** A claim of another machine whose daemon has not been heard of for so long is taken over. */
const silentMs = 60_000
export const aliveMs = 10_000

/**
 * An inbox: a folder that others write into. Images lie anywhere below it; `.dax/claims/<host>-<pid>-…/` holds what a daemon is busy with, `quarantine/` what could not be
 * taken. A file is claimed by renaming it into the daemon's own folder: of several daemons one succeeds, the others find it gone.
 */
export class Inbox {
  readonly #folder: string
  readonly #claims: string
  readonly #mine: string
  readonly #settledMs: number
  readonly #seen = new Map<string, { readonly size: number; readonly mtimeMs: number; readonly sinceMs: number }>()

  /** `settledMs`: a file without a marker counts as complete when its size and time have not changed for so long. */
  constructor(folder: string, settledMs: number) {
    this.#folder = folder
    this.#claims = join(folder, hidden, 'claims')
    this.#mine = join(this.#claims, `${hostname().replaceAll(/[^\w.]/gu, '_')}-${process.pid}-${randomBytes(4).toString('hex')}`)
    this.#settledMs = settledMs
  }

  async open(): Promise<void> {
    await mkdir(this.#mine, { recursive: true })
    await mkdir(join(this.#folder, quarantine), { recursive: true })
  }

  /** Whether images lie in the inbox that are not complete yet. */
  async isBusy(): Promise<boolean> {
    for (const name of (await this.#files()).keys()) if (imagePattern.test(name)) return true
    return false
  }

  /** Says that this daemon lives, for those on other machines. */
  async alive(): Promise<void> {
    const now = new Date()
    await utimes(this.#mine, now, now).catch(() => undefined)
  }

  /** Images that are complete: with a marker `NAME.done`, or unchanged for a while. A sidecar that is still being written holds its image back. */
  async complete(): Promise<readonly Arrived[]> {
    const files = await this.#files()
    const now = performance.now()
    const found: Arrived[] = []
    for (const [name, facts] of files) {
      if (!imagePattern.test(name)) continue
      const isMarked = files.has(`${name}.done`)
      const sidecar = files.get(`${name}.prov.json`)
      const settled = isMarked || (this.#isSettled(name, facts, now) && (sidecar === undefined || this.#isSettled(`${name}.prov.json`, sidecar, now)))
      if (settled) found.push({ name, path: join(this.#folder, name), size: facts.size, hasSidecar: sidecar !== undefined })
    }
    for (const name of this.#seen.keys()) if (!files.has(name)) this.#seen.delete(name)
    return found
  }

  #isSettled(name: string, facts: { readonly size: number; readonly mtimeMs: number }, now: number): boolean {
    const before = this.#seen.get(name)
    if (before === undefined || before.size !== facts.size || before.mtimeMs !== facts.mtimeMs) {
      this.#seen.set(name, { ...facts, sinceMs: now })
      return this.#settledMs === 0
    }
    // by our own stop watch: neither the clock of the machine nor that of the writer is asked
    return now - before.sinceMs >= this.#settledMs
  }

  async #files(): Promise<ReadonlyMap<string, { readonly size: number; readonly mtimeMs: number }>> {
    const out = new Map<string, { readonly size: number; readonly mtimeMs: number }>()
    const walk = async (below: string): Promise<void> => {
      for (const entry of await readdir(join(this.#folder, below), { withFileTypes: true }).catch(() => [])) {
        const name = below === '' ? entry.name : `${below}/${entry.name}`
        if (entry.name.startsWith('.') || name === quarantine) continue
        if (entry.isDirectory()) await walk(name)
        else if (entry.isFile()) {
          const found = await stat(join(this.#folder, name)).catch(() => null)
          if (found !== null) out.set(name, { size: found.size, mtimeMs: found.mtimeMs })
        }
      }
    }
    await walk('')
    return out
  }

  /** Takes an image and its sidecar out of the inbox; null = another daemon has it. The image goes first: who has it, has its sidecar. */
  async claim(one: Arrived): Promise<Claimed | null> {
    const folder = join(this.#mine, randomBytes(6).toString('hex'))
    await mkdir(folder)
    await writeFile(join(folder, 'name'), one.name)
    const file = join(folder, 'image')
    try {
      await rename(one.path, file)
    } catch {
      await rm(folder, { recursive: true, force: true })
      return null
    }
    const sidecar = (await move(`${one.path}.prov.json`, join(folder, 'sidecar'))) ? join(folder, 'sidecar') : null
    await unlink(`${one.path}.done`).catch(() => undefined)
    return { ...one, file, sidecar, folder, tried: [], aside: null }
  }

  /** What daemons left behind that are no more: taken over by renaming the folder, so that one of several gets it. */
  async left(): Promise<readonly Claimed[]> {
    const out: Claimed[] = []
    for (const name of await readdir(this.#claims).catch(() => [])) {
      const path = join(this.#claims, name)
      if (path === this.#mine || !(await this.#isDead(name, path))) continue
      for (const one of await readdir(path).catch(() => [])) {
        const folder = join(this.#mine, one)
        if (!(await move(join(path, one), folder))) continue
        const claimed = await this.#reclaimed(folder)
        if (claimed !== null) out.push(claimed)
      }
      await rm(path, { recursive: true, force: true }).catch(() => undefined)
    }
    return out
  }

  async #isDead(name: string, path: string): Promise<boolean> {
    const [host = '', pid = ''] = name.split(/-(?=\d+-[0-9a-f]{8}$)/u)
    if (host === hostname().replaceAll(/[^\w.]/gu, '_')) return !isAlive(Number.parseInt(pid, 10))
    const found = await stat(path).catch(() => null)
    return found !== null && Date.now() - found.mtimeMs > silentMs
  }

  /** A claim that was broken off: before the image was moved there is nothing in it; before the sidecar was, that still lies in the inbox. */
  async #reclaimed(folder: string): Promise<Claimed | null> {
    const name = await readText(join(folder, 'name'))
    const file = join(folder, 'image')
    const found = await stat(file).catch(() => null)
    if (name === null || found === null) {
      await rm(folder, { recursive: true, force: true })
      return null
    }
    const path = join(this.#folder, name)
    const note = await readText(join(folder, 'aside'))
    const aside = note === null ? null : (JSON.parse(note) as Aside)
    const sidecar = join(folder, 'sidecar')
    // on its way to quarantine, the sidecar may be there already: what lies in the inbox now is another one's
    const hasSidecar = (await isThere(sidecar)) || (aside === null && (await move(`${path}.prov.json`, sidecar)))
    if (aside === null) await unlink(`${path}.done`).catch(() => undefined)
    const tried = (await readText(join(folder, 'tried')))?.split('\n').filter((line) => line !== '') ?? []
    return { name, path, size: found.size, hasSidecar, file, sidecar: hasSidecar ? sidecar : null, folder, tried, aside }
  }

  /** Writes down that a manifest is about to be made for an image. */
  async trying(one: Claimed, manifest: string): Promise<void> {
    await appendFile(join(one.folder, 'tried'), `${manifest}\n`)
  }

  /** The image is in the archive: its claim is gone, or kept in `done`. */
  async finish(one: Claimed, done: string | null): Promise<void> {
    if (done !== null) {
      const target = await freeName(join(done, one.name))
      // the image last: while it is in the claim, the next daemon goes on
      if (one.sidecar !== null) await move(one.sidecar, `${target}.prov.json`)
      await move(one.file, target)
    }
    await rm(one.folder, { recursive: true, force: true })
  }

  /**
   * The image cannot be taken: it goes to quarantine with its sidecar, and the reasons beside it. That is written down first: were a daemon killed after it
   * moved the sidecar, the next one would take the image in without it.
   */
  async quarantine(one: Claimed, reasons: readonly string[]): Promise<string> {
    const target = await freeName(join(this.#folder, quarantine, one.name))
    const text = `${new Date().toISOString()} ${one.name} was not taken into the archive:\n${reasons.map((reason) => `- ${reason}`).join('\n')}\n\nMend it and put it back into the inbox.\n`
    const aside: Aside = { target, reasons, text }
    await writeFile(join(one.folder, 'aside-part'), JSON.stringify(aside))
    await rename(join(one.folder, 'aside-part'), join(one.folder, 'aside'))
    return this.putAside(one, aside)
  }

  /** Moves an image to where it was to go; returns where it lies. */
  async putAside(one: Claimed, { target, text }: Aside): Promise<string> {
    // the reason first: a file in quarantine never lies there without it
    await writeFile(`${target}.reason.txt`, text)
    if (one.sidecar !== null) await move(one.sidecar, `${target}.prov.json`)
    await move(one.file, target)
    await syncFolder(dirname(target))
    await rm(one.folder, { recursive: true, force: true })
    return target
  }

  /** Puts a claimed image back, for another time. */
  async giveBack(one: Claimed): Promise<void> {
    if (one.sidecar !== null) await move(one.sidecar, `${one.path}.prov.json`)
    await move(one.file, one.path)
    await rm(one.folder, { recursive: true, force: true })
  }

  async close(): Promise<void> {
    await rm(this.#mine, { recursive: true, force: true })
  }
}

async function move(from: string, to: string): Promise<boolean> {
  try {
    await mkdir(dirname(to), { recursive: true })
    await rename(from, to)
    return true
  } catch {
    return false
  }
}

/** The path, or one beside it where that is taken. The name is held by the reason file, which is written next. */
async function freeName(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  for (let n = 1; ; n++) {
    const next = n === 1 ? path : path.replace(/(\.[^/]*)?$/u, (ending) => `-${n}${ending}`)
    if (!(await isThere(next)) && !(await isThere(`${next}.reason.txt`))) return next
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null)
}
