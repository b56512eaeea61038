import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { CheckFinding, ChecksAnswer, CheckRun } from '../../../dax/contract/checks.ts'
import { failureProps } from '../../api/api-error.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { useSelection } from '../../ui/use-selection.ts'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { isKind, kindWords, lookedWords, sumOf, timeWords, whoWords } from './check-words.ts'
import { FindingDetails } from './finding-details.tsx'
import { findingsQuery, useAllPages } from './use-checks.ts'

const columns: readonly GridColumn[] = [
  { key: 'state', title: 'State', width: 96, numeric: false },
  { key: 'kind', title: 'Kind', width: 210, numeric: false },
  { key: 'subject', title: 'What', width: 320, numeric: false },
  { key: 'message', title: 'What is wrong', width: 900, numeric: false },
]

const keyOf = ({ no }: CheckFinding): string => String(no)

/** What a run found, as a table: sorted, of one kind or all, one or many selected to be repaired. */
export function Findings(props: {
  readonly checks: string
  readonly user: string
  readonly answer: ChecksAnswer
  readonly run: CheckRun
  /** The run is an older one; absent for the newest. */
  readonly onNewest?: () => void
}) {
  const { checks, user, answer, run, onNewest } = props
  const text = useSearchParams()[0].get('kind')
  const kind = isKind(text) ? text : null
  const count = (counts: Readonly<Record<string, number>>): number => (kind === null ? sumOf(counts) : (counts[kind] ?? 0))
  const [open, repaired] = [count(run.findings), count(run.repaired)]
  const query = useInfiniteQuery(findingsQuery(checks, user, run.id, kind, `${open} ${repaired}`))
  useAllPages(query)
  const { rows, sort, onSort } = useSorted(query.data?.pages)
  const selection = useSelection(rows, keyOf)
  const error = query.error === null ? null : apiErrorOf(query.error)
  const all = open + repaired
  return (
    <>
      <div className="checks-tools">
        <p role="status">{statusWords(run, kind === null ? null : kindWords[kind].title, open, repaired)}</p>
        {onNewest === undefined ? null : (
          <button type="button" onClick={onNewest}>
            Show the newest run
          </button>
        )}
        <Waiting running={query.isFetching} words="Reading the findings" />
      </div>
      {error === null ? null : <FailureBox {...failureProps(error, Date.now())} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && rows.length < all && !query.hasNextPage && !query.isFetching ? (
        <p className="note warn slim">These are the first {rows.length.toLocaleString('en')} of them. Choose a kind on the left to see fewer.</p>
      ) : null}
      {all === 0 ? (
        <Nothing
          run={run}
          kind={kind === null ? null : kindWords[kind].title}
          isPartial={kind !== null && kindWords[kind].deep === 'only' && !run.deep}
        />
      ) : (
        <div className="checks-table">
          <VirtualGrid
            label="Findings"
            columns={columns}
            count={rows.length}
            render={(row, column) => <Cell finding={rows[row]!} column={column} />}
            sort={sort}
            onSort={onSort}
            isSelected={selection.has}
            onPick={selection.pick}
            onPickAll={selection.all}
            onOpen={(row) => {
              if (!selection.has(row)) selection.pick(row, false, false)
              // after the details are there
              setTimeout(() => document.getElementById('finding')?.focus())
            }}
          />
        </div>
      )}
      {all === 0 ? null : (
        <FindingDetails
          checks={checks}
          run={run.id}
          answer={answer}
          findings={selection.items}
          onSelectAll={selection.all}
          onClear={selection.clear}
        />
      )}
    </>
  )
}

function Cell({ finding, column }: { readonly finding: CheckFinding; readonly column: string }) {
  switch (column) {
    case 'state':
      return finding.repaired === null ? (
        <span className="check-bad">
          <span aria-hidden="true">▲</span> open
        </span>
      ) : (
        <span className="check-good" title={timeWords(finding.repaired)}>
          <span aria-hidden="true">✓</span> repaired
        </span>
      )
    case 'kind':
      return kindWords[finding.kind].title
    case 'subject':
      return (
        <span className="mono" title={finding.subject}>
          {finding.subject}
        </span>
      )
    default:
      return <span title={finding.message}>{finding.message}</span>
  }
}

function Nothing({ run, kind, isPartial }: { readonly run: CheckRun; readonly kind: string | null; readonly isPartial: boolean }) {
  if (run.state === 'running') return <p className="checks-none">Nothing found so far.</p>
  if (run.state !== 'done') return <p className="checks-none">{run.message ?? 'It did not come to its end.'} Nothing had been found by then.</p>
  if (isPartial) return <p className="checks-none">This run did not look at it: “Check every byte” does.</p>
  return (
    <div className="checks-none">
      <p className="check-good">
        <span aria-hidden="true">✓ </span>
        {kind === null ? 'All is well' : `${kind}: nothing is wrong`}
      </p>
      <p className="dim">Looked at {lookedWords(run.looked)}.</p>
      {run.deep ? null : <p className="dim">Sizes were compared, bytes were not: “Check every byte” does that too.</p>}
    </div>
  )
}

/** 'Run of 2026-11-28 12:04 UTC by root: 3 open, 2 repaired' */
function statusWords(run: CheckRun, kind: string | null, open: number, repaired: number): string {
  const n = (x: number): string => x.toLocaleString('en')
  const how = run.state === 'done' ? '' : run.state === 'running' ? ', still running' : `, ${run.state}`
  return `Run of ${timeWords(run.started)} by ${whoWords(run.who)}${run.deep ? ', every byte' : ''}${how}. ${kind === null ? '' : `${kind}: `}${n(open)} open, ${n(repaired)} repaired`
}

/** All that is loaded, in the order asked for: up, down, as found. */
function useSorted(pages: readonly { readonly findings: readonly CheckFinding[] }[] | undefined) {
  const [sort, setSort] = useState<{ readonly column: string; readonly descending: boolean } | null>(null)
  const rows = useMemo(() => {
    const found = (pages ?? []).flatMap(({ findings }) => findings)
    if (sort === null) return found
    const value = (one: CheckFinding): string =>
      sort.column === 'state'
        ? (one.repaired ?? '')
        : sort.column === 'kind'
          ? kindWords[one.kind].title
          : sort.column === 'subject'
            ? one.subject
            : one.message
    const way = sort.descending ? -1 : 1
    return found.toSorted((a, b) => way * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0))
  }, [pages, sort])
  const onSort = useCallback(
    (column: string) =>
      setSort((before) => (before?.column !== column ? { column, descending: false } : before.descending ? null : { column, descending: true })),
    [],
  )
  return { rows, sort, onSort }
}
