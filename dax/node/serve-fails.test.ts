import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../archive/migrate.ts'
import { baseMapStamp } from './base-map.ts'
import { connectPg } from './pg-db.ts'
import { startEmbedded, type EmbeddedServer } from './pg/embedded-postgres.ts'
import { builtEntry } from './testing/built-entry.ts'
import { freePort } from './testing/free-port.ts'

/** What dax asks of its database as soon as it listens. */
const firstQuestion = 'SELECT count(*) AS n FROM dax.image'

describe('a service whose start fails after it listens', () => {
  let folder: string
  let program: string
  let postgres: EmbeddedServer
  const children: ChildProcess[] = []
  beforeAll(async () => {
    program = await builtEntry('dax/node/cli.ts')
    folder = await mkdtemp(join(tmpdir(), 'skydax-late-'))
    // where root runs the tests, the server's user must be able to enter
    await chmod(folder, 0o755)
    // a map takes seconds to draw
    const map = join(folder, 'data', 'hips', 'base')
    await mkdir(map, { recursive: true })
    await writeFile(baseMapStamp(map), '')
    postgres = await startEmbedded(folder)
    const db = await connectPg(postgres.target)
    await migrate(db)
    await db.close()
  })
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
    await rm(dirname(program), { recursive: true, force: true })
  })

  /** Serves the database at an address until the process ends by itself; gives its end and what it said. */
  async function served(database: number, port: number): Promise<{ readonly code: number | null; readonly said: string }> {
    const child = spawn(process.execPath, [program, 'serve', '--no-app', '--port', String(port), '--data', join(folder, 'data')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DAX_DATABASE_URL: `postgres://${postgres.target.user}@127.0.0.1:${database}/${postgres.target.database}` },
    })
    children.push(child)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()))
    return { code: await new Promise((resolve) => child.once('exit', resolve)), said }
  }

  /** The database at an address of its own; where there is a `cut`, it hears of the first question, after which nothing is passed on and nobody is let in. */
  async function address(cut?: () => Promise<void>): Promise<{ readonly port: number; readonly server: Server }> {
    const open = new Set<Socket>()
    let isCut = false
    const server = createServer((client) => {
      const behind = connect(join(postgres.target.socketDir, `.s.PGSQL.${postgres.target.port}`))
      for (const socket of [client, behind]) open.add(socket.on('error', () => undefined))
      if (isCut) return void [client, behind].forEach((socket) => socket.destroy())
      behind.pipe(client)
      client.on('data', (bytes: Buffer) => {
        if (cut === undefined || isCut || !bytes.includes(firstQuestion)) return void behind.write(bytes)
        isCut = true
        void cut().then(() => open.forEach((socket) => socket.destroy()))
      })
      client.on('close', () => behind.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { port: (server.address() as AddressInfo).port, server }
  }

  const takes = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('connect', () => socket.destroy()).on('error', () => resolve(false))
    })

  it('ends with a sentence and leaves the port, where the database goes away in that moment', { timeout: 120_000 }, async () => {
    const port = await freePort()
    let wasOpen = false
    const { port: database, server } = await address(async () => void (wasOpen = await takes(port)))
    const { code, said } = await served(database, port)
    expect({ wasOpen, code, isOpen: await takes(port) }).toEqual({ wasOpen: true, code: 1, isOpen: false })
    expect(said).toMatch(/^dax serve: \S.* \S/mu)
    expect(said).not.toMatch(/ {4}at |SELECT/u)
    server.close()
  })

  it('ends so where the database turns out not to be what it said', { timeout: 120_000 }, async () => {
    const port = await freePort()
    const db = await connectPg(postgres.target)
    await db.exec('ALTER TABLE dax.image RENAME TO image_of_another')
    const { port: database, server } = await address()
    const { code, said } = await served(database, port)
    expect({ code, isOpen: await takes(port) }).toEqual({ code: 1, isOpen: false })
    expect(said).toMatch(/^dax serve: \S.* \S/mu)
    expect(said).not.toMatch(/ {4}at |SELECT/u)
    await db.exec('ALTER TABLE dax.image_of_another RENAME TO image')
    await db.close()
    server.close()
  })
})
