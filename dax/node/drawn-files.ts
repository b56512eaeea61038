import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { entryBytes, type DrawnCache } from '../drawing/drawn-cache.ts'
import type { LogEvent } from '../ports.ts'
import { isAlive } from './pg/lock.ts'

/** Length of the SHA-256 that stands before the bytes of each file. */
const digestLength = 32
/** How stale a file's time of last use may be. */
const touchMs = 60_000

interface Entry {
  readonly size: number
  usedMs: number
}

/**
 * A cache in files below `folder`, of at most `limit` bytes, that survives a restart: the time of each file is when it was last asked for. Nothing is
 * fsynced: each file begins with the digest of the rest, and one that does not match (a power cut, a bad disk) counts as not there. Trouble with
 * the disk is logged, never thrown.
 */
export async function openDrawnFiles(folder: string, limit: number, log: (event: LogEvent) => void): Promise<DrawnCache> {
  const kept = new Map<string, Entry>()
  let size = 0
  let counter = 0
  let complained = false
  const pathOf = (tag: string): string => join(folder, tag.slice(0, 2), tag.slice(2))
  const complain = (error: unknown): void => {
    if (complained) return
    complained = true
    log({ level: 'warn', event: 'drawn pictures are not kept', folder, error: String(error) })
  }
  const add = (tag: string, entry: Entry): void => {
    size += entry.size - (kept.get(tag)?.size ?? 0)
    kept.delete(tag)
    kept.set(tag, entry)
  }
  const forget = async (tag: string): Promise<void> => {
    size -= kept.get(tag)?.size ?? 0
    kept.delete(tag)
    await rm(pathOf(tag), { force: true })
  }
  const shrink = async (): Promise<void> => {
    for (const tag of kept.keys()) {
      if (size <= limit) break
      await forget(tag)
    }
  }
  try {
    for (const [tag, entry] of await found(folder)) add(tag, entry)
    await shrink()
  } catch (error) {
    complain(error)
  }
  return {
    async get(tag) {
      const entry = kept.get(tag)
      if (entry === undefined) return null
      try {
        const file = await readFile(pathOf(tag))
        const bytes = file.subarray(digestLength)
        if (!createHash('sha256').update(bytes).digest().equals(file.subarray(0, digestLength))) throw new Error('damaged')
        const nowMs = Date.now()
        if (kept.get(tag) === entry) add(tag, entry)
        if (nowMs - entry.usedMs > touchMs) {
          entry.usedMs = nowMs
          await utimes(pathOf(tag), new Date(nowMs), new Date(nowMs))
        }
        return new Uint8Array(bytes)
      } catch {
        await forget(tag).catch(() => undefined)
        return null
      }
    },
    async put(tag, bytes) {
      const cost = costOf(bytes.length + digestLength)
      if (cost > limit) return
      const part = join(folder, `part-${process.pid}-${counter++}`)
      try {
        await mkdir(join(folder, tag.slice(0, 2)), { recursive: true })
        await writeFile(part, Buffer.concat([createHash('sha256').update(bytes).digest(), bytes]))
        await rename(part, pathOf(tag))
        add(tag, { size: cost, usedMs: Date.now() })
        await shrink()
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined)
        complain(error)
      }
    },
  }
}

function costOf(length: number): number {
  return length - digestLength + entryBytes
}

/** What earlier runs left, the longest unused first. Parts of writers that are no more are removed. */
async function found(folder: string): Promise<readonly (readonly [tag: string, entry: Entry])[]> {
  await mkdir(folder, { recursive: true })
  const entries: [string, Entry][] = []
  for (const name of await readdir(folder)) {
    const writer = /^part-(\d+)-/u.exec(name)?.[1]
    if (writer !== undefined && (Number(writer) === process.pid || !isAlive(Number(writer)))) await rm(join(folder, name), { force: true })
    if (!/^[0-9a-f]{2}$/u.test(name)) continue
    for (const rest of await readdir(join(folder, name))) {
      const file = await stat(join(folder, name, rest)).catch(() => null)
      if (file?.isFile() === true) entries.push([name + rest, { size: costOf(file.size), usedMs: file.mtimeMs }])
    }
  }
  return entries.sort(([, a], [, b]) => a.usedMs - b.usedMs)
}
