import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../archive/migrate.ts'
import { ingestFile } from '../archive/ingest/take-in.ts'
import { smallFits } from '../archive/testing/small-fits.ts'
import { dbContract } from '../archive/testing/db-contract.ts'
import { firstStart } from './first-start.ts'
import { openArchive } from './open-archive.ts'
import { connectPg } from './pg-db.ts'
import { settingsOf } from './settings.ts'
import { debianPostgres, hasDebianPostgres } from './testing/debian-postgres.ts'

if (!hasDebianPostgres) console.log("skipped: a server of one's own is tested with Debian's PostgreSQL 15 (apt-get install postgresql-15)")

describe.skipIf(!hasDebianPostgres)("Debian's PostgreSQL 15 as a server of one's own", () => {
  let server: Awaited<ReturnType<typeof debianPostgres>>
  let folder: string
  const asAdmin = async (sql: string): Promise<void> => {
    const admin = await connectPg({ url: server.url('postgres', 'postgres') })
    for (const statement of sql.split(';')) await admin.query(statement)
    await admin.close()
  }
  const freshDatabase = async (): Promise<string> => {
    const name = `t${randomBytes(4).toString('hex')}`
    await asAdmin(`CREATE DATABASE ${name}`)
    return name
  }
  beforeAll(async () => {
    server = await debianPostgres()
    folder = await mkdtemp(join(tmpdir(), 'skydax-own-'))
  })
  afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('tells a user who may not do what is needed what a superuser must run, and then works', async () => {
    const name = await freshDatabase()
    await asAdmin('CREATE ROLE weak LOGIN')
    const attempt = async (): Promise<string> => {
      const db = await connectPg({ url: server.url('weak', name) })
      try {
        await migrate(db)
        return 'done'
      } catch (error) {
        return (error as Error).message
      } finally {
        await db.close()
      }
    }
    const statement = (text: string): string => /run: (.*);$/u.exec(text)?.[1] ?? expect.unreachable(text)
    const first = await attempt()
    expect(first).toMatch(/dax_user, and user "weak" may not create it/u)
    await asAdmin(statement(first))
    const second = await attempt()
    expect(second).toMatch(/User "weak" may not change database/u)
    await asAdmin(statement(second))
    expect(await attempt()).toBe('done')
  })

  it('is refused while it is empty, made ready by migrate, and then holds an archive', async () => {
    const url = server.url('postgres', await freshDatabase())
    const settings = settingsOf({ data: join(folder, 'a') }, { DAX_DATABASE_URL: url })
    await expect(openArchive(settings)).rejects.toThrow(/no archive yet\. Run "dax migrate"/u)
    await (await openArchive(settings, { migrate: true })).close()
    const archive = await openArchive(settings)
    expect(archive.database).toMatch(/^PostgreSQL 15\.\d+$/u)
    expect(await ingestFile(archive.ports, 'a.fits', smallFits({ ra: 1, dec: 2 }))).toMatchObject({ at: 'stored' })
    await archive.close()
  })

  it('is made ready where a command says that the archive is to be made in it', async () => {
    const url = server.url('postgres', await freshDatabase())
    const archive = await openArchive(settingsOf({ data: join(folder, 'made') }, { DAX_DATABASE_URL: url }), { makeEmpty: true })
    expect(await archive.ports.db.rows('SELECT 1 FROM dax.image')).toEqual([])
    await archive.close()
  })

  it('does not go with the store of another archive', async () => {
    const [one, two] = [server.url('postgres', await freshDatabase()), server.url('postgres', await freshDatabase())]
    await (await openArchive(settingsOf({ data: join(folder, 'b') }, { DAX_DATABASE_URL: one }), { migrate: true })).close()
    await expect(openArchive(settingsOf({ data: join(folder, 'b') }, { DAX_DATABASE_URL: two }), { migrate: true })).rejects.toThrow(
      /belongs to archive .* and the database is of archive/u,
    )
  })

  it('makes what a first start makes once, when two processes start at a time', async () => {
    const url = server.url('postgres', await freshDatabase())
    const dbs = await Promise.all([connectPg({ url }), connectPg({ url })])
    const steps: string[] = []
    await Promise.all(
      dbs.map((db) =>
        firstStart(db, async () => {
          steps.push('begins')
          await db.query('SELECT pg_sleep(0.2)')
          steps.push('ends')
        }),
      ),
    )
    expect(steps).toEqual(['begins', 'ends', 'begins', 'ends'])
    await Promise.all(dbs.map((db) => db.close()))
  })

  dbContract(
    "Debian's PostgreSQL 15",
    async () => {
      const db = await connectPg({ url: server.url('postgres', await freshDatabase()) })
      await migrate(db)
      return db
    },
    { cancels: true, pulls: true },
  )
})
