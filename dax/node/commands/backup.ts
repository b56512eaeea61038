import { resolve } from 'node:path'
import { backup, restore } from '../backup.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const backupCommand: Command = {
  summary: 'write the whole database into a file, while dax serves',
  help: `dax backup FILE [--data DIR]

Writes the whole database into FILE (gzip), as it stands at one moment. dax may go on serving and taking images in. FILE appears when it is whole. The store is
backed up by copying its folder (rsync -a DATA/store/ COPY/): its files never change once they are there.

Options:
${dataHelp}

Examples:
  dax backup /mnt/backup/skydax-$(date +%F).gz`,
  options: dataOption,
  files: { least: 1, most: 1 },
  async run(options, [file = '']) {
    const archive = await openArchive(settingsOf({ data: textOption(options, 'data') }))
    try {
      const { tables, rows } = await backup(archive.target, resolve(file))
      say(`${file}: ${grouped(rows)} rows of ${tables} tables.`)
    } finally {
      await archive.close()
    }
    return 0
  },
}

export const restoreCommand: Command = {
  summary: 'put a backup in the place of what the database holds, all or nothing',
  help: `dax restore FILE [--data DIR]

Puts what FILE (of "dax backup") holds in the place of what the database holds, all or nothing. dax may go on serving: it shows the old archive until the end, then
the new one. Then run "dax check": what came in after the backup lies in the store, and can be registered (dax check --repair register).

Options:
${dataHelp}

Examples:
  dax restore /mnt/backup/skydax-2026-03-20.gz`,
  options: dataOption,
  files: { least: 1, most: 1 },
  async run(options, [file = '']) {
    const archive = await openArchive(settingsOf({ data: textOption(options, 'data') }), { adoptStore: true })
    try {
      const { tables, rows } = await restore(archive.target, resolve(file))
      say(`${file}: ${grouped(rows)} rows of ${tables} tables are restored.`)
    } finally {
      await archive.close()
    }
    return 0
  },
}
