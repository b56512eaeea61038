import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fitsLimits } from '../../../vo/fits/limits.ts'
import { keptFiles } from '../../archive/ingest/kept.ts'
import { ingestFile, type Ingested, type IngestOptions } from '../../archive/ingest/take-in.ts'
import { Fault } from '../../fault.ts'
import { openArchive, type OpenArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { complain, grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const ingestCommand: Command = {
  summary: 'take image files (FITS) into the archive',
  help: `dax ingest FILE… [--collection NAME] [--store-only] [--strict] [--data DIR]
dax ingest --register [--collection NAME] [--strict] [--data DIR]

Takes FITS files into the archive: position and footprint from the WCS in their headers, time, band and instrument where the headers tell them.
gzip inside is fine. A folder stands for all FITS files in and below it. Each file is taken in whole or not at all, also when the power goes;
doing it again does no harm: a file that is there already is told so. A file that a search could not find (no WCS, a broken header) is refused
with all its reasons. Can run while "dax serve" does.

Where an image came from goes in with it, in the same transaction: the ingest itself, the butler's cards of the header (LSST BUTLER …), and the
sidecar FILE.prov.json where one lies beside the image (PROV-JSON; its schema: /api/provenance/sidecar.schema.json). An image whose sidecar is wrong
is refused with it.

Options:
      --collection NAME  collection of files whose headers name none (default: upload)
      --store-only       keep the files and nothing more: no metadata, no provenance, found by no search
      --register         take in what was kept with --store-only
      --strict           exit with 1 when any file was refused (default: only when none could be taken in)
${dataHelp}

Examples:
  dax ingest m31-*.fits.gz
  dax ingest --collection SN2026a night1/ night2/ --data /srv/skydax
  dax ingest --store-only night3/ && dax ingest --register`,
  options: {
    ...dataOption,
    collection: { type: 'string' },
    strict: { type: 'boolean' },
    'store-only': { type: 'boolean' },
    register: { type: 'boolean' },
  },
  files: { least: 1, most: Number.POSITIVE_INFINITY, unless: 'register' },
  async run(options, files) {
    const collection = textOption(options, 'collection')
    if (collection !== undefined && !/^[\w .:/+-]{1,64}$/u.test(collection))
      throw new Fault('usage', `--collection is "${collection}"; 1 to 64 letters, digits, spaces or . : / + - _ expected`, ['collection'])
    const [storeOnly, register] = [options['store-only'] === true, options.register === true]
    if (register && (files.length > 0 || storeOnly))
      throw new Fault('usage', '--register takes in what is kept already; it goes with neither files nor --store-only', ['register'])
    const own = { ...(collection === undefined ? {} : { collection }), storeOnly }
    const archive = await openArchive(settingsOf({ data: textOption(options, 'data') }))
    const count = { stored: 0, known: 0, kept: 0, refused: 0 }
    try {
      if (register)
        for await (const { name, input, options: known } of keptFiles(archive.ports)) {
          const ended = await ingestFile(archive.ports, name, input, { ...known, ...own })
          count[ended.at] += 1
          tell(name, ended)
        }
      for await (const path of allFiles(files)) {
        const ended = await ingestPath(archive, path, own)
        count[ended.at] += 1
        tell(path, ended)
      }
    } finally {
      await archive.close()
    }
    const kept = storeOnly ? `${grouped(count.kept)} kept, ` : ''
    say(`${kept}${grouped(count.stored)} taken in, ${grouped(count.known)} there already, ${grouped(count.refused)} refused.`)
    const nothing = count.stored + count.known + count.kept === 0 && !(register && count.refused === 0)
    return nothing || (options.strict === true && count.refused > 0) ? 1 : 0
  },
}

async function* allFiles(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found?.isDirectory() !== true) yield path
    else {
      const entries = await readdir(path, { recursive: true, withFileTypes: true })
      const names = entries.filter((entry) => entry.isFile() && /\.(?:fits?|fts|fz)(?:\.gz)?$/iu.test(entry.name))
      yield* names.map((entry) => join(entry.parentPath, entry.name)).sort()
    }
  }
}

async function ingestPath(archive: OpenArchive, path: string, options: IngestOptions): Promise<Ingested> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unreadable')
  if (typeof found === 'string') return refused(found === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${found})`)
  if (!found.isFile()) return refused('it is no ordinary file')
  if (found.size > fitsLimits.unzippedBytes)
    return refused(`it has ${grouped(found.size)} bytes; files up to ${grouped(fitsLimits.unzippedBytes)} can be taken in`)
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await readFile(path))
  } catch (error) {
    return refused(`the file cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`)
  }
  const sidecar = await readFile(`${path}.prov.json`).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? null : (error.code ?? error.message),
  )
  if (typeof sidecar === 'string') return refused(`its sidecar cannot be read (${sidecar})`)
  return ingestFile(archive.ports, basename(path), bytes, {
    ...options,
    ...(sidecar === null ? {} : { sidecar: new Uint8Array(sidecar) }),
  })
}

const refused = (problem: string): Ingested => ({ at: 'refused', problems: [problem] })

function tell(path: string, ended: Ingested): void {
  switch (ended.at) {
    case 'stored':
      say(`${path}: taken in as ${ended.did}`)
      for (const note of ended.notes) say(`    ${note}`)
      break
    case 'known':
      say(`${path}: in the archive already, as ${ended.did}`)
      break
    case 'kept':
      say(`${path}: kept, sha256 ${ended.sha256}`)
      break
    case 'refused':
      complain(`${path}: refused`)
      for (const problem of ended.problems) complain(`    ${problem}`)
  }
}
