import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { spoolContract } from '../store/testing/spool-contract.ts'
import { openFileSpool } from './file-spool.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skydax-spool-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

spoolContract('as files', () => openFileSpool(folder))
