import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { TemplateParameter } from '../../../vo/templates/template.ts'
import { headline, sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { beside, readInputs, readRun } from './compare-runs.ts'
import type { Pair, RunFacts } from './compare-runs.ts'
import { useAddress } from './use-address.ts'
import { useLookup } from './use-lookup.ts'

const runParameter: TemplateParameter = {
  name: 'run',
  type: 'text',
  label: 'Run',
  lookup: "SELECT run, description FROM prov.run WHERE LOWER(run) LIKE '%' || LOWER({typed}) || '%' ORDER BY created_at DESC",
}

/** Two runs side by side: versions, configuration, what was done, what went in. */
export function ComparePage() {
  const { current } = useArchives()
  const [params, change] = useAddress()
  const [a, b] = [params.get('a') ?? '', params.get('b') ?? '']
  const isAll = params.get('all') === '1'
  const first = useRun(a)
  const second = useRun(b)
  const archive = params.get('archive')
  const failed = first.error ?? second.error
  const [left, right] = [first.data, second.data]
  const client = useQueryClient()
  const isBusy = first.isFetching || second.isFetching
  const isStopped = !isBusy && failed === null && ((a !== '' && left === undefined) || (b !== '' && right === undefined))
  return (
    <main id="main" tabIndex={-1} className="prov-library">
      <p className="crumb">
        <Link to={{ pathname: '/provenance', search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}` }}>Questions</Link>{' '}
        <span className="dim">› Compare</span>
      </p>
      <h1>How do these two runs differ?</h1>
      <div className="compare-runs">
        <RunField key={`a ${a}`} label="First run" value={a} onChange={(run) => change((p) => p.set('a', run), true)} />
        <RunField key={`b ${b}`} label="Second run" value={b} onChange={(run) => change((p) => p.set('b', run), true)} />
        <button
          type="button"
          disabled={a === '' && b === ''}
          onClick={() =>
            change((p) => {
              p.set('a', b)
              p.set('b', a)
            }, true)
          }
        >
          Swap
        </button>
        <label className="row nowrap">
          <input type="checkbox" checked={isAll} onChange={(e) => change((p) => (e.target.checked ? p.set('all', '1') : p.delete('all')))} />
          <span>Show also what is the same</span>
        </label>
      </div>
      {failed === null ? null : (
        <FailureBox
          title={headline(apiErrorOf(failed))}
          message={sentence(apiErrorOf(failed), Date.now())}
          onRetry={() => {
            void first.refetch()
            void second.refetch()
          }}
        />
      )}
      <Waiting running={isBusy} words="Reading the runs" onCancel={() => void client.cancelQueries({ queryKey: ['run', current.tap] })} />
      {isStopped ? (
        <Stopped
          onAgain={() => {
            void first.refetch()
            void second.refetch()
          }}
        />
      ) : null}
      {a === '' || b === '' ? <p className="empty">Choose two runs of {current.title}.</p> : null}
      {[left, right].map((run) =>
        run?.isKnown === false ? (
          <p key={run.run} className="note warn" role="alert">
            {current.title} knows no run called “{run.run}”.
          </p>
        ) : null,
      )}
      {left === undefined || right === undefined || !left.isKnown || !right.isKnown ? null : <Compared left={left} right={right} isAll={isAll} />}
    </main>
  )
}

/** What stands in the place of what the user stopped. */
function Stopped({ onAgain }: { readonly onAgain: () => void }) {
  return (
    <div className="empty">
      <p>You stopped it.</p>
      <button type="button" onClick={onAgain}>
        Ask again
      </button>
    </div>
  )
}

function useRun(run: string) {
  const { current } = useArchives()
  return useQuery({
    queryKey: ['run', current.tap, run],
    queryFn: ({ signal }) => readRun(current.tap, run, signal),
    enabled: run !== '',
    staleTime: 300_000,
  })
}

function RunField({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (run: string) => void }) {
  const [typed, setTyped] = useState(value)
  const [hasFocus, setFocus] = useState(false)
  const lookup = useLookup(runParameter, typed, hasFocus)
  const id = `run-${label.replace(' ', '-')}`
  const commit = (run: string): void => {
    setTyped(run)
    if (run.trim() !== value) onChange(run.trim())
  }
  return (
    <div className="field grow">
      <label htmlFor={id}>{label}</label>
      <Combobox
        id={id}
        label={`${label}: runs`}
        value={typed}
        onChange={setTyped}
        onChoose={commit}
        choices={lookup.choices}
        words={lookup.words}
        placeholder="type to look runs up"
        onFocus={() => setFocus(true)}
        onBlur={() => {
          setFocus(false)
          commit(typed)
        }}
        onKeyDown={(e) => e.key === 'Enter' && commit(typed)}
      />
    </div>
  )
}

function Compared({ left, right, isAll }: { readonly left: RunFacts; readonly right: RunFacts; readonly isAll: boolean }) {
  return (
    <>
      <Section title="The runs" pairs={beside(left.about, right.about)} isAll left={left} right={right} what="" />
      <Section title="Software versions" pairs={beside(left.packages, right.packages)} isAll={isAll} left={left} right={right} what="package" />
      <Section
        title="Configuration"
        pairs={beside(left.configuration, right.configuration)}
        isAll={isAll}
        left={left}
        right={right}
        what="parameter"
      />
      <Section title="What was done" pairs={beside(left.work, right.work)} isAll={isAll} left={left} right={right} what="count" />
      <Inputs left={left} right={right} isAll={isAll} />
    </>
  )
}

/** What went into the runs: it comes after the rest, which does not wait for it. */
function Inputs({ left, right, isAll }: { readonly left: RunFacts; readonly right: RunFacts; readonly isAll: boolean }) {
  const first = useInputs(left.run)
  const second = useInputs(right.run)
  const failed = first.error ?? second.error
  const client = useQueryClient()
  const { tap } = useArchives().current
  const again = (): void => {
    void first.refetch()
    void second.refetch()
  }
  if (failed !== null)
    return <FailureBox title={`Inputs used: ${headline(apiErrorOf(failed))}`} message={sentence(apiErrorOf(failed), Date.now())} onRetry={again} />
  if (first.isFetching || second.isFetching)
    return <Waiting running words="Counting the inputs" onCancel={() => void client.cancelQueries({ queryKey: ['run inputs', tap] })} />
  if (first.data === undefined || second.data === undefined) return <Stopped onAgain={again} />
  return <Section title="Inputs used" pairs={beside(first.data, second.data)} isAll={isAll} left={left} right={right} what="dataset type" />
}

function useInputs(run: string) {
  const { current } = useArchives()
  return useQuery({
    queryKey: ['run inputs', current.tap, run],
    queryFn: ({ signal }) => readInputs(current.tap, run, signal),
    staleTime: 300_000,
  })
}

function Section(props: {
  readonly title: string
  readonly pairs: readonly Pair[]
  readonly isAll: boolean
  readonly left: RunFacts
  readonly right: RunFacts
  readonly what: string
}) {
  const { title, pairs, isAll, left, right, what } = props
  const different = useMemo(() => pairs.filter((p) => p.state !== 'same'), [pairs])
  const shown = isAll ? pairs : different
  const same = pairs.length - different.length
  return (
    <section className="compare-part" aria-label={title}>
      <h2>
        {title}{' '}
        {what === '' ? null : (
          <span className="dim">
            {pairs.length === 0
              ? `no ${what} recorded`
              : different.length === 0
                ? `all ${same} the same`
                : `${different.length} differ, ${same} the same`}
          </span>
        )}
      </h2>
      {shown.length === 0 ? null : (
        <div className="compare-scroll" tabIndex={0} role="group" aria-label={`${title}, table`}>
          <table className="plain compare">
            <thead>
              <tr>
                <th scope="col">{what}</th>
                <th scope="col">{left.run}</th>
                <th scope="col">{right.run}</th>
                <th scope="col">Difference</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((p) => (
                <tr key={p.name} data-state={p.state}>
                  <th scope="row">{p.name}</th>
                  <td>{said(p.left)}</td>
                  <td>{said(p.right)}</td>
                  <td>{words[p.state]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const words: Readonly<Record<Pair['state'], string>> = {
  same: '= same',
  changed: '≠ changed',
  'only-left': '− only in the first',
  'only-right': '+ only in the second',
}

function said(value: string | null): ReactNode {
  return value === null ? <span className="dim">–</span> : value
}
