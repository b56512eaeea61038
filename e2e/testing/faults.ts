import { chmod, cp, mkdir, open, rm, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Db } from '../../dax/archive/db.ts'
import { connectPg } from '../../dax/node/pg-db.ts'
import { startEmbedded } from '../../dax/node/pg/embedded-postgres.ts'
import { nameOfContent } from '../../dax/store/store.ts'
import { dataFolder } from './sign-in.ts'

/** Damage done to the archive under test, behind its back. */

const pathOf = async (sha256: string): Promise<string> => join(await dataFolder(), 'store', nameOfContent(sha256))

/** A copy of the store as it is now, for the replica that the server knows. */
export async function copyToReplica(): Promise<void> {
  const data = await dataFolder()
  await rm(join(data, 'replica'), { recursive: true, force: true })
  await cp(join(data, 'store'), join(data, 'replica'), { recursive: true })
}

/** Puts a file where the store would make the folder for such a content: none can be stored. Returns the undo. */
export async function blockContent(sha256: string): Promise<() => Promise<void>> {
  const folder = dirname(await pathOf(sha256))
  await mkdir(dirname(folder), { recursive: true })
  await writeFile(folder, '')
  return () => rm(folder)
}

export async function removeFile(sha256: string): Promise<void> {
  await unlink(await pathOf(sha256))
}

/** Changes one byte of the pixels; size and header stay. */
export async function flipByte(sha256: string): Promise<void> {
  const path = await pathOf(sha256)
  await chmod(path, 0o644)
  const file = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, 3000)
  byte[0] = byte[0]! ^ 0xff
  await file.write(byte, 0, 1, 3000)
  await file.close()
}

export async function removeManifest(sha256: string, imageId: string): Promise<void> {
  await unlink(`${await pathOf(sha256)}-i${imageId}`)
}

/** A file in the store that nobody knows; returns its name there. */
export async function putOrphan(digit: string): Promise<string> {
  const sha256 = digit.repeat(64)
  const path = await pathOf(sha256)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, 'nobody knows me')
  return nameOfContent(sha256)
}

/** Does something with the database of the archive. */
export async function withDatabase<T>(run: (db: Db) => Promise<T>): Promise<T> {
  const server = await startEmbedded(await dataFolder())
  try {
    const db = await connectPg(server.target)
    try {
      return await run(db)
    } finally {
      await db.close()
    }
  } finally {
    await server.stop()
  }
}

/** Statements on the database of the archive. */
export const tamper = (...statements: readonly string[]): Promise<void> =>
  withDatabase(async (db) => {
    for (const statement of statements) await db.exec(statement)
  })
