import { startEmbedded } from '../pg/embedded-postgres.ts'

/** Uses the server of a data folder until it is killed; says so when it runs. */
await startEmbedded(process.argv[2] ?? '')
process.stdout.write('running\n')
setInterval(() => undefined, 60_000)
