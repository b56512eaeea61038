import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeContract } from '../store/testing/store-contract.ts'
import { openFileStore } from './file-store.ts'

let root: string
let count = 0
const fresh = (): string => join(root, String((count += 1)))
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'skydax-store-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

storeContract('on disk', () => openFileStore(fresh(), 'archive-1'))

describe('a store folder', () => {
  it('belongs to one archive and one layout, and says so to others', async () => {
    const folder = fresh()
    await openFileStore(folder, 'archive-1')
    await openFileStore(folder, 'archive-1')
    await expect(openFileStore(folder, 'archive-2')).rejects.toThrow(/belongs to archive archive-1.*archive-2/u)
    await writeFile(join(folder, 'FORMAT'), '{"format":2,"archive":"archive-1"}')
    await expect(openFileStore(folder, 'archive-1')).rejects.toThrow(/layout 2.*newer Skydax/u)
    await writeFile(join(folder, 'FORMAT'), '{"for')
    await expect(openFileStore(folder, 'archive-1')).rejects.toThrow(/damaged/u)
  })

  it('holds only whole files, and forgets what killed writers left', async () => {
    const folder = fresh()
    const store = await openFileStore(folder, 'a')
    await store.write('ab/cd', new Uint8Array([1, 2]))
    expect([...(await readFile(join(folder, 'ab', 'cd')))]).toEqual([1, 2])
    expect(await readdir(join(folder, 'tmp'))).toEqual([])
    await writeFile(join(folder, 'tmp', '999999999-dead'), 'half')
    await writeFile(join(folder, 'tmp', `${process.pid}-mine`), 'half')
    await openFileStore(folder, 'a')
    expect(await readdir(join(folder, 'tmp'))).toEqual([`${process.pid}-mine`])
  })
})
