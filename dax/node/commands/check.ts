import { checkFindings, logRepair } from '../../archive/checks/check-rows.ts'
import { repairFinding } from '../../archive/checks/repair.ts'
import { beginCheck, runCheck } from '../../archive/checks/run-check.ts'
import { repairKinds, type CheckFinding, type RepairKind } from '../../contract/checks.ts'
import { Fault } from '../../fault.ts'
import { keptPreviews } from '../../services/previews.ts'
import { openArchive } from '../open-archive.ts'
import { fileReader } from '../file-store.ts'
import { settingsOf } from '../settings.ts'
import { complain, grouped, say } from '../terminal.ts'
import { dataHelp, dataOption, textOption, type Command } from './command.ts'

export const checkCommand: Command = {
  summary: 'compare the archive with itself: files, images, provenance, deliveries, index; and repair',
  help: `dax check [--deep] [--json] [--repair HOW] [--replica DIR] [--data DIR]

Looks for files that are missing, damaged or known to nobody, images without provenance and provenance without images, deliveries that were promised and are not
there, a catalogue without its images, an index of footprints that is out of date, ingests that stand still. Can run while dax serves; changes nothing by itself.

Options:
      --deep          read every byte of the store and make every cell of the index and every preview that is
                      kept anew (slow)
      --json          one JSON object a finding, and the run at the end
      --repair HOW    repair each finding for which HOW fits: ${repairKinds.join(', ')}; or "safe": from-replica,
                      register, regenerate and retry, which throw nothing away. May be given as a list, separated by commas
      --replica DIR   a copy of the store (DATA/store) to restore files from (default: DAX_REPLICA)
${dataHelp}

Exit codes: 0 nothing is wrong (any more); 3 something is; 1 the check failed; 2 the command line is wrong.

Examples:
  dax check
  dax check --deep --repair safe --replica /mnt/copy/store`,
  options: { ...dataOption, deep: { type: 'boolean' }, json: { type: 'boolean' }, repair: { type: 'string' }, replica: { type: 'string' } },
  files: { least: 0, most: 0 },
  async run(options) {
    const repairs = repairsOf(textOption(options, 'repair'))
    const asJson = options['json'] === true
    const archive = await openArchive(settingsOf({ data: textOption(options, 'data') }))
    try {
      const replica = textOption(options, 'replica')
      const { drawn } = archive.ports
      const ports = {
        ...archive.ports,
        ...(replica === undefined ? {} : { replica: fileReader(replica) }),
        ...(drawn === undefined ? {} : { previews: keptPreviews(archive.ports, drawn) }),
      }
      const run = await beginCheck(ports.db, { deep: options['deep'] === true, who: null })
      await runCheck(ports, run, { deep: options['deep'] === true, who: null })
      let open = 0
      let repaired = 0
      for (let after = 0; ;) {
        const findings = await checkFindings(ports.db, { run, after, last: 1000 })
        for (const finding of findings.slice(0, 1000)) {
          after = finding.no
          const how = repairs.find((one) => finding.repairs.includes(one))
          const done = how === undefined ? null : await repair(ports, run, finding, how)
          if (asJson) say(JSON.stringify({ ...finding, ...(done === null ? {} : { repair: how, done }) }))
          else tell(finding, how, done)
          if (done?.ok === true) repaired += 1
          else open += 1
        }
        if (findings.length <= 1000) break
      }
      const [looked] = await ports.db.rows<{ looked: string }>('SELECT looked::text AS looked FROM dax.check_run WHERE run_id = $1', [run])
      const seen = JSON.parse(looked?.looked ?? '{}') as Record<string, number>
      if (asJson) say(JSON.stringify({ run, looked: seen, open, repaired }))
      else {
        const what = Object.entries(seen).map(([name, n]) => `${grouped(n)} ${name}`)
        say(
          `Looked at ${what.join(', ')}: ${open === 0 ? 'nothing is wrong' : `${grouped(open)} finding${open === 1 ? '' : 's'}`}${repaired > 0 ? `, ${grouped(repaired)} repaired` : ''}.`,
        )
      }
      return open > 0 ? 3 : 0
    } finally {
      await archive.close()
    }
  },
}

type Done = { readonly ok: boolean; readonly message: string }

async function repair(ports: Parameters<typeof repairFinding>[0], run: string, finding: CheckFinding, how: RepairKind): Promise<Done> {
  try {
    const message = await repairFinding(ports, finding, how, null)
    await logRepair(ports.db, { who: null, run, finding, repair: how, outcome: 'done', message })
    return { ok: true, message }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    await logRepair(ports.db, { who: null, run, finding, repair: how, outcome: 'failed', message: error.message })
    return { ok: false, message: error.message }
  }
}

function tell(finding: CheckFinding, how: RepairKind | undefined, done: Done | null): void {
  complain(
    `${finding.kind}: ${finding.message}${finding.repairs.length > 0 && how === undefined ? ` (--repair ${finding.repairs.join(' or ')})` : ''}`,
  )
  if (done !== null) complain(`    ${how ?? ''}: ${done.ok ? 'repaired' : 'not repaired'}: ${done.message}`)
}

function repairsOf(text: string | undefined): readonly RepairKind[] {
  if (text === undefined) return []
  return text.split(',').flatMap((one): readonly RepairKind[] => {
    if (one === 'safe') return ['from-replica', 'register', 'regenerate', 'retry']
    if (!(repairKinds as readonly string[]).includes(one))
      throw new Fault('usage', `--repair is "${one}"; safe, ${repairKinds.join(', ')} expected`, ['repair'])
    return [one as RepairKind]
  })
}
