import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { archiveId } from '../../archive/migrate.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { oneTimePath } from '../../services/auth/one-time-link.ts'
import { keptPreviews } from '../../services/previews.ts'
import { authConfigOf } from '../auth-settings.ts'
import { ensureBaseMap, ensureDemoImages, loadRestBeside } from '../demo-archive.ts'
import { firstStart } from '../first-start.ts'
import { listen } from '../http-server.ts'
import { openArchive } from '../open-archive.ts'
import { projectRoot } from '../project.ts'
import { settingsOf } from '../settings.ts'
import { scheduleChecks } from '../schedule-checks.ts'
import { grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const serveCommand: Command = {
  summary: 'serve the archive: the app and the VO services on one port',
  help: `dax serve [--port N] [--host ADDRESS] [--data DIR] [--demo] [--no-app] [--anonymous-read-only]

Serves the archive until Ctrl-C: the app at /, TAP at /api/tap, and the other services beside it. Only this machine can reach it unless --host
says otherwise: then people must sign in to do more than read.

Options:
  -p, --port N         port to listen on (default 8700; 0 = any free one)
      --host ADDRESS   address to listen on (default 127.0.0.1; 0.0.0.0 = all networks)
      --public-url URL address that clients see, when a proxy stands before dax
      --anonymous-read-only
                       all may read what is public, and nobody can sign in but with a token
      --demo           load the demo survey first when the archive has no images yet; its provenance and the log
                       of its processing follow while it is served
      --no-app         services only
${dataHelp}

Examples:
  dax serve --demo
  dax serve --port 8080 --data /srv/skydax
  curl 'http://localhost:8700/api/tap/sync?LANG=ADQL&FORMAT=csv&QUERY=SELECT+TOP+3+*+FROM+ivoa.obscore'`,
  options: {
    ...dataOption,
    port: { type: 'string', short: 'p' },
    host: { type: 'string' },
    'public-url': { type: 'string' },
    demo: { type: 'boolean' },
    'no-app': { type: 'boolean' },
    'anonymous-read-only': { type: 'boolean' },
  },
  files: { least: 0, most: 0 },
  async run(options) {
    const port = portOf(textOption(options, 'port') ?? '8700')
    const host = textOption(options, 'host') ?? '127.0.0.1'
    const anonymousReadOnly = options['anonymous-read-only'] === true
    // refused before the archive is opened, which may take a while
    authConfigOf({ host, anonymousReadOnly, archiveId: '' })
    const settings = settingsOf({ data: textOption(options, 'data'), publicUrl: textOption(options, 'public-url') })
    const ended = endSignal()
    const archive = await openArchive(settings, { makeEmpty: options.demo === true })
    try {
      await firstStart(archive.ports.db, async () => {
        if (options.demo === true && (await imageCount(archive.ports.db)) === 0) await ensureDemoImages(archive, settings.dataDir, 'full')
        await ensureBaseMap(settings.dataDir)
      })
      const app = join(projectRoot, 'dist', 'app')
      const withApp = options['no-app'] !== true && existsSync(join(app, 'index.html'))
      const auth = authConfigOf({ host, anonymousReadOnly, archiveId: await archiveId(archive.ports.db) })
      const way: Pick<DaxPorts, 'fetch'> = auth.oidc === undefined ? {} : { fetch: (url, init) => fetch(url, init ?? {}) }
      const ports = { ...archive.ports, ...way, config: { ...archive.ports.config, auth } }
      const server = await listen(ports, { port, host, ...(withApp ? { app } : {}) })
      try {
        say(`Skydax ${settings.config.version}: ${grouped(await imageCount(archive.ports.db))} images in ${settings.dataDir}, ${archive.database}`)
        if (!withApp && options['no-app'] !== true) say('The app is not built (npm run build): services only.')
        const shown = settings.config.publicUrl ?? server.origin
        say(`Open ${shown}/   (TAP: ${shown}/api/tap; stop with Ctrl-C)`)
        if (auth.anonymous === 'local') say(`To sign in as the owner, once: ${shown}${await oneTimePath(ports)}`)
        const rest = await loadRestBeside(archive, settings.dataDir)
        const checks = scheduleChecks({ ...ports, ...(ports.drawn === undefined ? {} : { previews: keptPreviews(ports, ports.drawn) }) })
        await ended
        say('Stopping …')
        checks.stop()
        await rest?.stop()
      } finally {
        await server.close()
      }
    } finally {
      await archive.close()
    }
    return 0
  },
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/u.test(text) || Number(text) > 65_535) throw new Fault('usage', `--port is "${text}"; a number from 0 to 65535 expected`, ['port'])
  return Number(text)
}

async function imageCount(db: { rows<T>(sql: string): Promise<readonly T[]> }): Promise<number> {
  const [row] = await db.rows<{ n: bigint }>('SELECT count(*) AS n FROM dax.image')
  return Number(row?.n ?? 0)
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      resolve()
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, end).once(name, () => process.exit(130))
    }
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end)
  })
}
