import { useQuery } from '@tanstack/react-query'
import type { RepairAnswer } from '../../../dax/contract/checks.ts'
import { failureProps } from '../../api/api-error.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { isKind, kindWords, repairWords, timeWords, whoWords } from './check-words.ts'
import { isRepair } from './is-repair.ts'
import { repairsQuery } from './use-checks.ts'

const columns: readonly GridColumn[] = [
  { key: 'at', title: 'When', width: 150, numeric: false },
  { key: 'who', title: 'By', width: 130, numeric: false },
  { key: 'outcome', title: 'Outcome', width: 96, numeric: false },
  { key: 'repair', title: 'Repair', width: 170, numeric: false },
  { key: 'kind', title: 'Of', width: 180, numeric: false },
  { key: 'subject', title: 'What', width: 330, numeric: false },
  { key: 'message', title: 'What was done', width: 600, numeric: false },
]

/** Every repair that was tried, newest first: by whom, of what, and what came of it. */
export function RepairLog({ checks, user }: { readonly checks: string; readonly user: string }) {
  const query = useQuery(repairsQuery(checks, user))
  const rows = query.data?.repairs ?? []
  const error = query.error === null ? null : apiErrorOf(query.error)
  return (
    <>
      <div className="checks-tools">
        <p role="status">
          {query.data === undefined ? '' : `${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'repair' : 'repairs'}, newest first`}
        </p>
        <Waiting running={query.isFetching} words="Reading the repairs" />
      </div>
      {error === null ? null : <FailureBox {...failureProps(error, Date.now())} onRetry={() => void query.refetch()} />}
      {rows.length === 0 ? (
        error !== null || query.data === undefined ? null : (
          <p className="checks-none">Nothing was repaired yet.</p>
        )
      ) : (
        <div className="checks-table">
          <VirtualGrid
            label="Repairs"
            columns={columns}
            count={rows.length}
            render={(row, column) => <RepairCell one={rows[row]!} column={column} />}
            sort={null}
            onSort={() => undefined}
            isSelected={() => false}
            onPick={() => undefined}
            onOpen={() => undefined}
          />
        </div>
      )}
    </>
  )
}

function RepairCell({ one, column }: { readonly one: RepairAnswer; readonly column: string }) {
  const kind = isKind(one.kind) ? one.kind : null
  switch (column) {
    case 'at':
      return timeWords(one.at)
    case 'who':
      return whoWords(one.who)
    case 'outcome':
      return one.outcome === 'done' ? (
        <span className="check-good">
          <span aria-hidden="true">✓</span> done
        </span>
      ) : (
        <span className="check-bad">
          <span aria-hidden="true">▲</span> failed
        </span>
      )
    case 'repair':
      return kind !== null && isRepair(one.repair) ? repairWords(one.repair, kind).verb : one.repair
    case 'kind':
      return kind === null ? one.kind : kindWords[kind].title
    case 'subject':
      return (
        <span className="mono" title={one.subject}>
          {one.subject}
        </span>
      )
    default:
      return <span title={one.message}>{one.message}</span>
  }
}
