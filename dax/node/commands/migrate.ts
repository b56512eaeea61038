import { codeVersion, schemaState } from '../../archive/migrate.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const migrateCommand: Command = {
  summary: 'make an empty archive, or bring one to the version of this dax',
  help: `dax migrate [--data DIR]

Makes the database ready where it is empty, and brings an older one to the version that this dax needs. All or nothing: a failure leaves the
database as it was. Back it up first when it holds something you cannot make again. A newer database is left alone.

Options:
${dataHelp}

Examples:
  dax migrate
  DAX_DATABASE_URL=postgres://me@localhost/skydax dax migrate --data /srv/skydax`,
  options: dataOption,
  files: { least: 0, most: 0 },
  async run(options) {
    const archive = await openArchive(settingsOf({ data: textOption(options, 'data') }), { migrate: true })
    try {
      const state = await schemaState(archive.ports.db)
      say(`The database (${archive.database}) is at version ${codeVersion}, which this dax needs${state.at === 'current' ? '.' : ` (${state.at}).`}`)
    } finally {
      await archive.close()
    }
    return 0
  },
}
