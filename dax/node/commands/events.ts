import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { importEvents, type EventsTaken, type NamedFile } from '../../archive/events/import-events.ts'
import { Fault } from '../../fault.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { complain, grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const eventsCommand: Command = {
  summary: 'take in what the telescope did: events, and lists of exposures',
  help: `dax events FILE… [--with-synthetic-processing] [--seed N] [--data DIR]

Takes files into the processing log, whose pages show observed order beside processed order. What a FILE is, its content tells:

  events     JSON: nextVisit and predictedSchedule (messages of the summit, decoded), endReadout, expectedSensors, file notifications of S3;
             one message, or a list of them. Kept in ap.event, with every clock in a column of its own (sndStamp TAI, efdStamp UTC, eventTime UTC)
  exposures  CSV of Rubin's ConsDB: exposure_id, obs_start_mjd, obs_end_mjd (TAI), s_ra, s_dec, sky_rotation, band …; real visits, in ap.visit

All files go in together, or none: what is wrong is named with its file, place and value. What is there already stays, so doing it again does no harm.

Options:
      --with-synthetic-processing
                       makes up attempts and deliveries for the visits of the lists that have none, since no real ones are public;
                       each is marked (synthetic = 1)
      --seed N         what they are made up by: the same number gives the same attempts (default: 1)
${dataHelp}

Examples:
  dax events nextVisit.json endReadout.json
  dax events exposures.csv --with-synthetic-processing --seed 7`,
  options: { ...dataOption, 'with-synthetic-processing': { type: 'boolean' }, seed: { type: 'string' } },
  files: { least: 1, most: Number.POSITIVE_INFINITY },
  async run(options, paths) {
    const asked = options['with-synthetic-processing'] === true
    const seed = textOption(options, 'seed')
    if (seed !== undefined && !/^\d{1,9}$/u.test(seed))
      throw new Fault('usage', `--seed is "${seed}"; a whole number below 1,000,000,000 expected`, ['seed'])
    if (seed !== undefined && !asked) throw new Fault('usage', '--seed goes with --with-synthetic-processing', ['seed'])
    const settings = settingsOf({ data: textOption(options, 'data') })
    const files: NamedFile[] = []
    for (const path of paths) files.push({ name: basename(path), bytes: await bytesOf(path) })
    const archive = await openArchive(settings)
    try {
      tell(await importEvents(archive.ports.db, files, { syntheticSeed: asked ? Number(seed ?? 1) : null }), asked)
    } finally {
      await archive.close()
    }
    return 0
  },
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new Fault('usage', code === 'ENOENT' ? `${path}: there is no such file` : `${path} cannot be read (${code ?? 'unknown failure'})`, ['FILE'])
  }
}

function tell({ files, synthetic }: EventsTaken, asked: boolean): void {
  for (const { name, kind, taken, known, notes } of files) {
    say(`${name}: ${grouped(taken)} ${taken === 1 ? kind.slice(0, -1) : kind} taken in${known === 0 ? '' : `, ${grouped(known)} there already`}.`)
    for (const note of notes) complain(`${name}: note: ${note}.`)
  }
  if (asked) say(`${grouped(synthetic)} synthetic attempts made up, and marked as such.`)
}
