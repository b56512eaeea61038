import { listen } from '../http-server.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'

/** Serves the archive of a folder until it is killed, and says where: serve-cli.ts DATA PORT. */
const archive = await openArchive(settingsOf({ data: process.argv[2] }), { migrate: true })
const server = await listen(archive.ports, { port: Number(process.argv[3] ?? 0) })
process.stdout.write(`${server.origin}\n`)
