import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '../../archive/db.ts'
import { migrate } from '../../archive/migrate.ts'
import { connectPg } from '../pg-db.ts'
import { startEmbedded } from '../pg/embedded-postgres.ts'

/** A fresh, migrated archive on a PostgreSQL server: the one of SKYDAX_TEST_DATABASE_URL (a new database is made in it), else the embedded one. `close` removes it. */
export async function testPostgres(): Promise<Db> {
  const url = process.env.SKYDAX_TEST_DATABASE_URL
  return url === undefined ? embedded() : onServer(url)
}

async function embedded(): Promise<Db> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-pg-'))
  // where root runs the tests, the server's user must be able to enter
  await chmod(folder, 0o755)
  const server = await startEmbedded(folder)
  const db = await connectPg(server.target)
  await migrate(db)
  return {
    ...db,
    async close() {
      await db.close()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function onServer(url: string): Promise<Db> {
  const name = `skydax_test_${randomBytes(6).toString('hex')}`
  const server = await connectPg({ url })
  await server.exec(`CREATE DATABASE ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  const db = await connectPg({ url: own.href })
  await migrate(db)
  return {
    ...db,
    async close() {
      await db.close()
      await server.exec(`DROP DATABASE ${name} WITH (FORCE)`)
      await server.close()
    },
  }
}
