import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { importFormats, importTable, type ImportFormat, type ImportReport } from '../../archive/import/import-table.ts'
import { Fault } from '../../fault.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { complain, grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

const shownProblems = 100

export const importCommand: Command = {
  summary: 'take in a table of metadata, without pixels (ObsCore and others)',
  help: `dax import TABLE [--format obscore|consdb|butler] [--per-detector] [--strict] [--data DIR]

Takes images that live elsewhere into the archive, by their description: they can be found and seen on the map, and their access_url leads to their
pixels. Rows that are right go in together; each row that is not is named with all that is wrong with it. Rows whose obs_publisher_did is there
already are left as they are, so doing it again does no harm. What TABLE is, its content tells:

  obscore  an ObsCore table: VOTable (any serialization), CSV or TSV with ObsCore's column names
  consdb   exposures of Rubin's ConsDB (CSV: exposure_id, obs_start_mjd, s_ra, s_dec, sky_rotation …); footprints are LSSTCam's outline
  butler   footprints of visits and detectors from a Rubin Butler export (JSON with decoded regions)

Options:
      --format FORMAT  what the table is, when its content does not tell
      --per-detector   consdb: one image per detector (189 an exposure) instead of one per exposure
      --strict         exit with 1 when any row was refused (default: only when none could be taken in)
${dataHelp}

Examples:
  dax import eso_obscore.xml
  dax import exposures.csv --per-detector`,
  options: { ...dataOption, format: { type: 'string' }, 'per-detector': { type: 'boolean' }, strict: { type: 'boolean' } },
  files: { least: 1, most: 1 },
  async run(options, [path = '']) {
    const format = textOption(options, 'format')
    if (format !== undefined && !importFormats.includes(format as ImportFormat))
      throw new Fault('usage', `--format is "${format}"; one of ${importFormats.join(', ')} expected`, ['format'])
    const settings = settingsOf({ data: textOption(options, 'data') })
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      throw new Fault(
        'usage',
        error.code === 'ENOENT' ? `${path}: there is no such file` : `${path} cannot be read (${error.code ?? error.message})`,
        ['TABLE'],
      )
    })
    const archive = await openArchive(settings)
    let report: ImportReport
    try {
      report = await importTable(archive.ports, new Uint8Array(bytes), {
        ...(format === undefined ? {} : { format: format as ImportFormat }),
        perDetector: options['per-detector'] === true,
        name: basename(path),
      })
    } finally {
      await archive.close()
    }
    tell(path, report)
    return report.taken + report.known === 0 || (options.strict === true && report.refused.length > 0) ? 1 : 0
  },
}

function tell(path: string, report: ImportReport): void {
  for (const note of report.notes) say(note)
  for (const { at, problems } of report.refused.slice(0, shownProblems)) complain(`${path}, ${at}: refused: ${problems.join('; ')}`)
  if (report.refused.length > shownProblems) complain(`… and ${grouped(report.refused.length - shownProblems)} rows more.`)
  say(
    `${path} (${report.format}): ${grouped(report.taken)} taken in, ${grouped(report.known)} there already, ${grouped(report.refused.length)} refused.`,
  )
}
