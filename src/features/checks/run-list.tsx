import type { CheckRun } from '../../../dax/contract/checks.ts'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { lookedWords, stateWords, sumOf, timeWords, whoWords } from './check-words.ts'

const columns: readonly GridColumn[] = [
  { key: 'started', title: 'Begun', width: 150, numeric: false },
  { key: 'who', title: 'By', width: 140, numeric: false },
  { key: 'state', title: 'State', width: 90, numeric: false },
  { key: 'deep', title: 'Every byte', width: 90, numeric: false },
  { key: 'took', title: 'Took', width: 80, numeric: true },
  { key: 'open', title: 'Open', width: 70, numeric: true },
  { key: 'repaired', title: 'Repaired', width: 80, numeric: true },
  { key: 'looked', title: 'Looked at', width: 520, numeric: false },
]

/** The newest hundred runs; Enter, or two presses, shows what one found. */
export function RunList(props: { readonly runs: readonly CheckRun[]; readonly shown: CheckRun | undefined; readonly onShow: (id: string) => void }) {
  const { runs, shown, onShow } = props
  if (runs.length === 0) return <p className="checks-none">No check was run yet.</p>
  return (
    <>
      <div className="checks-tools">
        <p className="dim">Select a run to see what it found. The newest 100 are kept.</p>
      </div>
      <div className="checks-table">
        <VirtualGrid
          label="Runs"
          columns={columns}
          count={runs.length}
          render={(row, column) => <RunCell run={runs[row]!} column={column} />}
          sort={null}
          onSort={() => undefined}
          isSelected={(row) => runs[row] === shown}
          onPick={(row) => onShow(runs[row]!.id)}
          onOpen={(row) => onShow(runs[row]!.id)}
        />
      </div>
    </>
  )
}

function RunCell({ run, column }: { readonly run: CheckRun; readonly column: string }) {
  switch (column) {
    case 'started':
      return timeWords(run.started)
    case 'who':
      return whoWords(run.who)
    case 'state':
      return <span title={run.message ?? undefined}>{stateWords[run.state]}</span>
    case 'deep':
      return run.deep ? 'yes' : 'no'
    case 'took':
      return run.ended === null ? '' : `${((Date.parse(run.ended) - Date.parse(run.started)) / 1000).toFixed(1)} s`
    case 'open':
    case 'repaired': {
      const n = sumOf(column === 'open' ? run.findings : run.repaired)
      return <span className={column === 'open' && n > 0 ? 'check-bad' : undefined}>{n.toLocaleString('en')}</span>
    }
    default:
      return run.state === 'done' ? lookedWords(run.looked) : (run.message ?? '')
  }
}
