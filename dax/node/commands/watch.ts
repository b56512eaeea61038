import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Fault } from '../../fault.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { complain, grouped, say } from '../terminal.ts'
import { watchInbox, type Watched } from '../watch/watch.ts'
import { dataHelp, dataOption, textOption, type Command, type OptionValues } from './command.ts'

export const watchCommand: Command = {
  summary: 'take images out of a folder as they arrive (the ingestion daemon)',
  help: `dax watch INBOX [--settle SECONDS] [--parallel N] [--collection NAME] [--keep DIR] [--data DIR]

Takes FITS images out of INBOX until Ctrl-C, each with its sidecar IMAGE.prov.json where one lies beside it: those observed first go first. An image is taken
when it is complete: when IMAGE.done lies beside it, or when neither it nor its sidecar has changed for --settle seconds. Write elsewhere and rename, or write
the sidecar, then the image, then the marker. An image in the archive is served from the store, never from the inbox; it is removed from there.

What cannot be taken goes to INBOX/quarantine, with the reasons beside it in NAME.reason.txt. Several daemons, also of several machines, may share an inbox. Kill it
at any time: the next one goes on where it was. While the disk is full or the database away, files wait in the inbox.

Options:
      --settle SECONDS   how long a file must not have changed (default 5; 0 = take what is there)
      --look SECONDS     how often to look (default 1)
      --parallel N       files taken in at the same time (default 4)
      --collection NAME  collection of files whose header names none (default: upload)
      --private          only administrators see the images
      --store-only       keep the files and nothing more
      --keep DIR         move images that were taken there, instead of removing them
      --spare MB         wait while the disk of the store has less left (default 1000)
      --once             end when the inbox is empty
${dataHelp}

Examples:
  dax watch /data/inbox --data /srv/skydax
  dax watch /data/inbox --once --settle 0`,
  options: {
    ...dataOption,
    settle: { type: 'string' },
    look: { type: 'string' },
    parallel: { type: 'string' },
    collection: { type: 'string' },
    private: { type: 'boolean' },
    'store-only': { type: 'boolean' },
    keep: { type: 'string' },
    spare: { type: 'string' },
    once: { type: 'boolean' },
  },
  files: { least: 1, most: 1 },
  async run(options, [folder = '']) {
    const inbox = resolve(folder)
    if ((await stat(inbox).catch(() => null))?.isDirectory() !== true)
      throw new Fault('usage', `the inbox ${folder} is no folder; make it, and let the pipeline write there`, ['INBOX'])
    const collection = textOption(options, 'collection')
    const keep = textOption(options, 'keep')
    const leave = new AbortController()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => leave.abort())
    const settings = settingsOf({ data: textOption(options, 'data') })
    const archive = await openArchive(settings)
    const count = { stored: 0, known: 0, kept: 0, refused: 0 }
    const tell = ({ name, ended, quarantined }: Watched): void => {
      count[ended.at] += 1
      if (ended.at !== 'refused')
        say(
          `${name}: ${ended.at === 'kept' ? `kept, sha256 ${ended.sha256}` : `${ended.at === 'known' ? 'in the archive already, as' : 'taken in as'} ${ended.did}`}`,
        )
      else complain(`${name}: refused, now ${quarantined ?? ''}\n${ended.problems.map((problem) => `    ${problem}`).join('\n')}`)
    }
    try {
      const how = {
        inbox,
        settledMs: 1000 * numberOf(options, 'settle', 5),
        lookMs: 1000 * numberOf(options, 'look', 1),
        parallel: Math.max(1, numberOf(options, 'parallel', 4)),
        ...(collection === undefined ? {} : { collection }),
        visibility: options['private'] === true ? ('private' as const) : ('public' as const),
        storeOnly: options['store-only'] === true,
        done: keep === undefined ? null : resolve(keep),
        once: options['once'] === true,
        spareBytes: 1e6 * numberOf(options, 'spare', 1000),
        storeFolder: join(settings.dataDir, 'store'),
      }
      say(`Watching ${inbox}; stop with Ctrl-C.`)
      await watchInbox(archive.ports, how, tell, complain, leave.signal)
    } finally {
      await archive.close()
    }
    say(`${grouped(count.stored)} taken in, ${grouped(count.known)} there already, ${grouped(count.kept)} kept, ${grouped(count.refused)} refused.`)
    return 0
  },
}

function numberOf(options: OptionValues, name: string, fallback: number): number {
  const text = textOption(options, name)
  if (text === undefined) return fallback
  if (!/^\d{1,9}(?:\.\d+)?$/u.test(text)) throw new Fault('usage', `--${name} is "${text}"; a number expected`, [name])
  return Number(text)
}
