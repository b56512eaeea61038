import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { entryBytes } from '../drawing/drawn-cache.ts'
import { drawnCacheContract } from '../drawing/testing/drawn-cache-contract.ts'
import type { LogEvent } from '../ports.ts'
import { openDrawnFiles } from './drawn-files.ts'

const root = await mkdtemp(join(tmpdir(), 'skydax-drawn-'))
afterAll(() => rm(root, { recursive: true, force: true }))
let folders = 0
const newFolder = (): string => join(root, String(folders++))
const quiet = (): void => undefined
const tag = (n: number): string => n.toString(16).padStart(40, '0')
const open = (folder: string, limit = 1e6, log: (event: LogEvent) => void = quiet) => openDrawnFiles(folder, limit, log)

drawnCacheContract('in files', (limit) => openDrawnFiles(newFolder(), limit, quiet))

describe('a cache in files', () => {
  it('survives a restart, and a smaller limit leaves the rest', async () => {
    const folder = newFolder()
    const first = await open(folder)
    for (const n of [1, 2, 3]) await first.put(tag(n), new Uint8Array(1000).fill(n))
    const second = await open(folder)
    expect(await second.get(tag(2))).toEqual(new Uint8Array(1000).fill(2))
    const third = await open(folder, 2 * (1000 + entryBytes))
    const kept = await Promise.all([1, 2, 3].map((n) => third.get(tag(n))))
    expect(kept.filter((one) => one !== null)).toHaveLength(2)
  })

  it('takes a damaged file for none', async () => {
    const folder = newFolder()
    const cache = await open(folder)
    await cache.put(tag(1), Uint8Array.of(1, 2, 3))
    const path = join(folder, tag(1).slice(0, 2), tag(1).slice(2))
    const bytes = await readFile(path)
    bytes[bytes.length - 1] = 9
    await writeFile(path, bytes)
    expect(await cache.get(tag(1))).toBeNull()
    await cache.put(tag(2), Uint8Array.of(1, 2, 3))
    await writeFile(join(folder, tag(2).slice(0, 2), tag(2).slice(2)), '')
    expect(await (await open(folder)).get(tag(2))).toBeNull()
  })

  it('removes what a killed writer left, and files that somebody deleted are none', async () => {
    const folder = newFolder()
    const cache = await open(folder)
    await cache.put(tag(1), Uint8Array.of(1))
    await writeFile(join(folder, 'part-999999999-0'), 'half')
    await open(folder)
    expect((await readdir(folder)).some((name) => name.startsWith('part-'))).toBe(false)
    await rm(join(folder, tag(1).slice(0, 2)), { recursive: true })
    expect(await cache.get(tag(1))).toBeNull()
  })

  it('says once that it cannot write, and goes on without', async () => {
    const file = join(root, 'a-file')
    await writeFile(file, '')
    const logged: LogEvent[] = []
    const cache = await open(join(file, 'below'), 1e6, (event) => void logged.push(event))
    await cache.put(tag(1), Uint8Array.of(1))
    expect(await cache.get(tag(1))).toBeNull()
    expect(logged).toHaveLength(1)
  })
})
