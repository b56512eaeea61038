import { createReadStream } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { insertEnded } from '../../archive/ingest/ingest-rows.ts'
import { removeStaleManifest } from '../../archive/ingest/stale-manifest.ts'
import { ingestFile, type Ingested, type IngestPorts } from '../../archive/ingest/take-in.ts'
import type { IngestInput } from '../../archive/ingest/input.ts'
import { DbError } from '../../archive/db.ts'
import type { IngestPhase } from '../../contract/ingests.ts'
import { Fault } from '../../fault.ts'
import { aliveMs, Inbox, type Arrived, type Claimed } from './inbox.ts'
import { observingTime } from './observing-time.ts'

export interface WatchOptions {
  readonly inbox: string
  /** A file is complete when it has not changed for so long. */
  readonly settledMs: number
  /** How often the inbox is looked at. */
  readonly lookMs: number
  /** Files that are taken in at the same time. */
  readonly parallel: number
  readonly collection?: string
  readonly visibility: 'public' | 'private'
  readonly storeOnly: boolean
  /** Where images go that were taken in; null = they are removed, the archive has them. */
  readonly done: string | null
  /** End when the inbox is empty. */
  readonly once: boolean
  /** Free bytes that the disk of the store keeps. */
  readonly spareBytes: number
  readonly storeFolder: string
}

/** What became of one file. */
export interface Watched {
  readonly name: string
  readonly ended: Ingested
  /** Where it lies, when it was refused. */
  readonly quarantined?: string
}

/**
 * Takes images out of an inbox until the signal: complete ones only, those that were observed first go first. No more are claimed than can be taken in at a time, none while disk
 * or database are in trouble: the rest waits in the inbox. Files of daemons that died are finished. Yields what became of each file.
 */
export async function watchInbox(
  ports: IngestPorts,
  options: WatchOptions,
  tell: (watched: Watched) => void,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const inbox = new Inbox(options.inbox, options.settledMs)
  await inbox.open()
  const alive = setInterval(() => void inbox.alive(), aliveMs)
  let trouble = 0
  /** Of files that wait, so that a header is looked at once. */
  const times = new Map<string, number | null>()
  try {
    while (!signal.aborted) {
      const left = await inbox.left()
      const waiting = left.length > 0 ? [] : await inOrder(await inbox.complete(), times)
      if (left.length === 0 && waiting.length === 0 && options.once && !(await inbox.isBusy())) return
      try {
        await enoughRoom(options)
        await takeAll(left, waiting)
        trouble = 0
      } catch (error) {
        if (!isPassing(error)) throw error
        trouble = Math.min(trouble + 1, 6)
        log(`${(error as Error).message} The inbox waits ${2 ** trouble} s.`)
      }
      await sleep(trouble > 0 ? 1000 * 2 ** trouble : waiting.length > 0 ? 0 : options.lookMs, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    clearInterval(alive)
    await inbox.close()
  }

  /** A batch at most, then the inbox is looked at again: what was observed earlier and came late goes before the rest. */
  async function takeAll(left: readonly Claimed[], waiting: readonly Arrived[]): Promise<void> {
    const queue: (Claimed | Arrived)[] = [...left, ...waiting.slice(0, options.parallel * 8)]
    const failures: unknown[] = []
    const lane = async (): Promise<void> => {
      for (let one = queue.shift(); one !== undefined && !signal.aborted && failures.length === 0; one = queue.shift()) {
        const claimed = 'file' in one ? one : await inbox.claim(one)
        times.delete(one.name)
        if (claimed !== null)
          try {
            await takeOne(claimed)
          } catch (error) {
            failures.push(error)
          }
      }
    }
    await Promise.all(Array.from({ length: options.parallel }, lane))
    for (const one of queue) if ('file' in one) await inbox.giveBack(one)
    if (failures.length > 0) throw failures[0]
  }

  async function takeOne(claimed: Claimed): Promise<void> {
    if (claimed.aside !== null) {
      const ended: Ingested = { at: 'refused', problems: claimed.aside.reasons }
      return tell({ name: claimed.name, ended, quarantined: await inbox.putAside(claimed, claimed.aside) })
    }
    let ended: Ingested
    try {
      ended = await ingestClaimed(claimed)
      for (const manifest of claimed.tried) await removeStaleManifest(ports, manifest)
    } catch (error) {
      await inbox.giveBack(claimed)
      throw error
    }
    if (ended.at === 'refused') tell({ name: claimed.name, ended, quarantined: await inbox.quarantine(claimed, ended.problems) })
    else {
      await inbox.finish(claimed, options.done)
      tell({ name: claimed.name, ended })
    }
  }

  async function ingestClaimed(claimed: Claimed): Promise<Ingested> {
    const sidecar = claimed.sidecar === null ? undefined : new Uint8Array(await readFile(claimed.sidecar))
    let phase: IngestPhase = 'received'
    const { visibility, collection } = options
    const record = { id: crypto.randomUUID(), source: 'watch' as const, name: claimed.name, size: claimed.size, settings: { visibility } }
    const ended = await ingestFile(ports, basename(claimed.name), fileInput(claimed), {
      visibility,
      ...(collection === undefined ? {} : { collection }),
      ...(sidecar === undefined ? {} : { sidecar }),
      ...(options.storeOnly ? { storeOnly: true } : {}),
      onManifest: (manifest) => inbox.trying(claimed, manifest),
      onPhase: (reached) => void (phase = reached),
      withIt: async (tx, done) => {
        const { at, sha256 } = done
        const image = at === 'kept' ? {} : { did: done.did, imageId: done.imageId }
        const notes = at === 'stored' ? { notes: done.notes } : {}
        await insertEnded(tx, { ...record, state: 'done', outcome: at, sha256, phase: at === 'kept' ? 'stored' : 'searchable', ...image, ...notes })
      },
    })
    if (ended.at === 'refused') await insertEnded(ports.db, { ...record, state: 'refused', phase, problems: ended.problems })
    return ended
  }
}

function fileInput({ file, size }: Claimed): IngestInput {
  return { size, read: async () => Readable.toWeb(createReadStream(file, { highWaterMark: 262_144 })) as ReadableStream<Uint8Array> }
}

/** Those that were observed first; then those that do not tell, by name. */
async function inOrder(arrived: readonly Arrived[], times: Map<string, number | null>): Promise<readonly Arrived[]> {
  for (const { name, path } of arrived) if (!times.has(name)) times.set(name, await observingTime(path))
  const at = (one: Arrived): number => times.get(one.name) ?? Number.POSITIVE_INFINITY
  return arrived.toSorted((a, b) => (at(a) === at(b) ? (a.name < b.name ? -1 : 1) : at(a) - at(b)))
}

async function enoughRoom(options: WatchOptions): Promise<void> {
  const { bavail, bsize } = await statfs(options.storeFolder)
  if (bavail * bsize < options.spareBytes)
    throw new Fault(
      'transient',
      `The disk of the store has ${Math.floor((bavail * bsize) / 1e6)} MB left, and ${Math.floor(options.spareBytes / 1e6)} MB are to be kept free.`,
    )
}

function isPassing(error: unknown): boolean {
  return (
    (error instanceof Fault && (error.kind === 'transient' || error.kind === 'fatal')) || (error instanceof DbError && error.kind === 'connection')
  )
}
