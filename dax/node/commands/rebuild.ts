import { rebuildDatabase } from '../../archive/ingest/rebuild.ts'
import { demosOf } from '../demo-record.ts'
import { ensureDemo } from '../demo-archive.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { complain, grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const rebuildCommand: Command = {
  summary: 'make the database anew from the store alone',
  help: `dax rebuild [--data DIR]

Fills an empty database from the store: files, images with their index, provenance, history and tombstones, row for row; the demo survey where the archive had it. For the day on
which the database is lost: move what is left of it away (DATA/pg), then run this. It may be stopped and begun again. What only the database knew is not in the store:
users, tokens, templates, jobs, imported tables. A backup (dax backup) has these.

Options:
${dataHelp}

Examples:
  mv skydax-data/pg /tmp/lost && dax rebuild`,
  options: dataOption,
  files: { least: 0, most: 0 },
  async run(options) {
    const settings = settingsOf({ data: textOption(options, 'data') })
    const archive = await openArchive(settings, { adoptStore: true })
    try {
      const demos = await demosOf(archive.ports.store)
      const others = demos.map(({ first, size }) => ({ first, load: () => ensureDemo(archive, settings.dataDir, size) }))
      const done = await rebuildDatabase(archive.ports, others)
      for (const problem of done.problems) complain(problem)
      say(
        `${grouped(done.images)} images, ${grouped(done.kept)} kept files and ${grouped(done.tombstones)} tombstones from the store${demos.map(({ size }) => `, and the demo survey (${size})`).join('')}.`,
      )
      return done.problems.length > 0 ? 1 : 0
    } finally {
      await archive.close()
    }
  },
}
