import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { codeVersion, schemaState } from '../../archive/migrate.ts'
import { backup } from '../backup.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import type { PgTarget } from '../pg-db.ts'
import { grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const migrateCommand: Command = {
  summary: 'make an empty archive, or bring one to the version of this dax',
  help: `dax migrate [--data DIR]

Makes the database ready where it is empty, and brings an older one to the version that this dax needs. All or nothing: a failure leaves the
database as it was. A database that holds something is backed up first, into DATA/backups. A newer database is left alone.

Options:
${dataHelp}

Examples:
  dax migrate
  DAX_DATABASE_URL=postgres://me@localhost/skydax dax migrate --data /srv/skydax`,
  options: dataOption,
  files: { least: 0, most: 0 },
  async run(options) {
    const settings = settingsOf({ data: textOption(options, 'data') })
    const archive = await openArchive(settings, { migrate: true, beforeMigration: (target, version) => backUp(target, settings.dataDir, version) })
    try {
      const state = await schemaState(archive.ports.db)
      say(`The database (${archive.database}) is at version ${codeVersion}, which this dax needs${state.at === 'current' ? '.' : ` (${state.at}).`}`)
    } finally {
      await archive.close()
    }
    return 0
  },
}

async function backUp(target: PgTarget, dataDir: string, version: number): Promise<void> {
  const folder = join(dataDir, 'backups')
  await mkdir(folder, { recursive: true })
  const path = join(folder, `version-${version}-${new Date().toISOString().replaceAll(/[:.]/gu, '-')}.gz`)
  const { rows } = await backup(target, path)
  say(`The database of version ${version} was backed up first: ${path} (${grouped(rows)} rows).`)
}
