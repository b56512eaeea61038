import { watchCommand } from '../commands/watch.ts'
import { listen } from '../http-server.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'

/** What the driver of faults starts and kills: "server DATA PORT" says where it listens, and hears by how much its clock is to be wrong; "watch INBOX DATA" watches. */
const [what = '', first = '', second = ''] = process.argv.slice(2)
if (what === 'watch') process.exitCode = await watchCommand.run({ data: second, settle: '0.2', look: '0.1', spare: '0' }, [first])
else {
  let aheadMs = 0
  process.on('message', (ms) => (aheadMs = Number(ms)))
  const archive = await openArchive(settingsOf({ data: first }), { log: () => undefined })
  const server = await listen({ ...archive.ports, clock: { now: () => new Date(Date.now() + aheadMs) } }, { port: Number(second) })
  process.stdout.write(`listening ${server.origin}\n`)
}
