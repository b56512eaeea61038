import { readFile } from 'node:fs/promises'
import { provJson } from '../../../vo/prov/prov-json.ts'
import { provN } from '../../../vo/prov/prov-n.ts'
import { lineage } from '../../archive/prov/lineage.ts'
import type { Direction } from '../../archive/prov/lineage-walk.ts'
import { readProvenance } from '../../archive/prov/read-sidecar.ts'
import { wordsOf } from '../../archive/prov/words-of.ts'
import { writeProvenance } from '../../archive/prov/write.ts'
import { Fault } from '../../fault.ts'
import { lineageDocument } from '../../services/lineage-document.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { complain, grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

const exportLimit = 100_000
const directions: Readonly<Record<string, readonly Direction[]>> = { back: ['back'], forth: ['forth'], both: ['back', 'forth'] }

export const provenanceCommand: Command = {
  summary: 'bring provenance in and out, as PROV-JSON or PROV-N',
  help: `dax provenance import FILE… [--data DIR]
dax provenance export --id ID [--depth N|ALL] [--direction back|forth|both] [--format json|n] [--data DIR]

import takes PROV-JSON and PROV-N documents: entities, activities, agents and their relations, and what Rubin records of quanta as attributes of the prefix skydax,
as export writes them; other relations of PROV and attributes of other prefixes are kept as they are said. A file goes in whole or not at all; what is wrong is named with its place and value. What the archive knows stays as it is, so
doing it again does no harm. Things that are named and not described become placeholders. What comes in is public.
export writes the public lineage of an image, dataset or activity to the standard output.

Options:
      --id ID            publisher DID, id of an entity, activity or agent, or UUID of a dataset
      --depth N          relations to follow from it (default: ALL)
      --direction WAY    back (what it was made from), forth (what came of it), both (default)
      --format FORMAT    json (PROV-JSON, the default) or n (PROV-N)
${dataHelp}

Examples:
  dax provenance import night1.prov.json
  dax provenance export --id 'ivo://skydax.local/archive?upload/m31' > m31.json`,
  options: { ...dataOption, id: { type: 'string' }, depth: { type: 'string' }, direction: { type: 'string' }, format: { type: 'string' } },
  files: { least: 1, most: Number.POSITIVE_INFINITY },
  async run(options, [what, ...files]) {
    if (what !== 'import' && what !== 'export') throw new Fault('usage', `"${what ?? ''}" is not known; import or export expected`, ['provenance'])
    const data = textOption(options, 'data')
    if (what === 'import') {
      if (files.length === 0) throw new Fault('usage', 'a file expected, none was given', ['FILE'])
      return importFiles(data, files)
    }
    if (files.length > 0) throw new Fault('usage', `export takes no files ("${files[0] ?? ''}")`, ['FILE'])
    const id = textOption(options, 'id')
    if (id === undefined) throw new Fault('usage', '--id expected: whose lineage is to be written', ['id'])
    const depth = textOption(options, 'depth') ?? 'ALL'
    if (!/^(?:all|[1-9]\d{0,5})$/iu.test(depth)) throw new Fault('usage', `--depth is "${depth}"; a whole number from 1 or ALL expected`, ['depth'])
    const way = directions[textOption(options, 'direction') ?? 'both']
    if (way === undefined)
      throw new Fault('usage', `--direction is "${textOption(options, 'direction') ?? ''}"; back, forth or both expected`, ['direction'])
    const format = textOption(options, 'format') ?? 'json'
    if (format !== 'json' && format !== 'n') throw new Fault('usage', `--format is "${format}"; json or n expected`, ['format'])
    return exportLineage(data, id, /^all$/iu.test(depth) ? Number.POSITIVE_INFINITY : Number(depth), way, format)
  },
}

async function importFiles(data: string | undefined, files: readonly string[]): Promise<number> {
  const archive = await openArchive(settingsOf({ data }))
  let taken = 0
  try {
    for (const path of files) {
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code ?? error.message})`,
      )
      const read = typeof bytes === 'string' ? { ok: false as const, problems: [bytes] } : readProvenance(new Uint8Array(bytes), null)
      if (!read.ok) {
        complain(`${path}: refused`)
        for (const problem of read.problems) complain(`    ${problem}`)
        continue
      }
      const { record, notes } = read.value
      await archive.ports.db.transaction((tx) => writeProvenance(tx, record, { owner: null, visibility: 'public' }))
      taken += 1
      say(
        `${path}: ${grouped(record.entities.length)} entities, ${grouped(record.activities.length)} activities, ${grouped(record.agents.length)} agents, ${grouped(record.relations.length + (record.further ?? []).length)} relations`,
      )
      for (const note of notes) say(`    ${note}`)
    }
  } finally {
    await archive.close()
  }
  return taken === files.length ? 0 : 1
}

async function exportLineage(data: string | undefined, id: string, depth: number, way: readonly Direction[], format: 'json' | 'n'): Promise<number> {
  const archive = await openArchive(settingsOf({ data }))
  try {
    const { told, words } = await archive.ports.db.transaction(async (tx) => {
      const told = await lineage(tx, [id], { depth, directions: way, limit: exportLimit, actualOnly: false, agents: true })
      return { told, words: await wordsOf(tx, told) }
    })
    if (told.unknown.length > 0) throw new Fault('notFound', `neither provenance nor the images of this archive know ${id.slice(0, 200)}`, ['id'])
    if (told.truncated) complain(`More than ${grouped(exportLimit)} things: the nearest are written. A smaller --depth asks for less.`)
    const document = lineageDocument(told, words)
    say(format === 'json' ? provJson(document) : provN(document).trimEnd())
    return 0
  } finally {
    await archive.close()
  }
}
