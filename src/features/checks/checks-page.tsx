import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import { scopes as scopeWords } from '../../../dax/contract/auth.ts'
import type { ChecksAnswer, CheckRun } from '../../../dax/contract/checks.ts'
import { failureProps } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { askToSignIn, session } from '../../api/session.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Tabs, tabId } from '../../ui/tabs.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { Findings } from './findings.tsx'
import { KindList } from './kind-list.tsx'
import { RepairLog } from './repair-log.tsx'
import { RunBar } from './run-bar.tsx'
import { RunList } from './run-list.tsx'
import { checksQuery, useCheckOrders } from './use-checks.ts'
import '../../ui/tabs.css'
import '../../ui/virtual-grid.css'
import './checks.css'

const scope = 'exec:admin'

/** Whether data and metadata agree: what checks found, what was repaired, and what can be. For administrators; others are told what they lack. */
export function ChecksPage() {
  const { current } = useArchives()
  const who = useStore(session, (state) => state.who)
  const { checks } = current
  if (checks === undefined)
    return (
      <Plain>
        <p className="note">{current.title} offers no checks of consistency. Choose another archive, or run “dax check” where it is kept.</p>
      </Plain>
    )
  if (who === null || !who.scopes.includes(scope)) return <NotAllowed checks={checks} who={who} />
  return <Checks checks={checks} user={who.username} />
}

function Plain({ children }: { readonly children: ReactNode }) {
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>Checks</h1>
      {children}
    </main>
  )
}

function NotAllowed({
  checks,
  who,
}: {
  readonly checks: string
  readonly who: { readonly username: string; readonly scopes: readonly string[] } | null
}) {
  return (
    <Plain>
      <section className="note" aria-label="Who may see this">
        <p>
          <strong>Checks are for administrators.</strong> They need the scope <span className="mono">{scope}</span> ({scopeWords[scope].toLowerCase()}
          ).
        </p>
        <p className="dim">
          {who === null
            ? 'You are not signed in.'
            : `You are signed in as ${who.username}, with ${who.scopes.length === 0 ? 'no scopes' : who.scopes.join(', ')}. Ask an administrator of the archive, or sign in with a token that has it.`}
        </p>
        <div className="row">
          <button type="button" className="primary" onClick={() => void askToSignIn(checks, null)}>
            {who === null ? 'Sign in' : 'Sign in as somebody else'}
          </button>
        </div>
      </section>
    </Plain>
  )
}

type View = 'findings' | 'repairs' | 'runs'
const views: readonly { readonly value: View; readonly name: string }[] = [
  { value: 'findings', name: 'Findings' },
  { value: 'repairs', name: 'Repairs' },
  { value: 'runs', name: 'Runs' },
]

function Checks({ checks, user }: { readonly checks: string; readonly user: string }) {
  const query = useQuery(checksQuery(checks, user))
  const orders = useCheckOrders(checks)
  if (query.data === undefined) {
    const error = query.error === null ? null : apiErrorOf(query.error)
    return (
      <Plain>
        <Waiting running={query.isFetching} words="Reading the checks" />
        {error === null || query.isFetching ? null : <FailureBox {...failureProps(error, Date.now())} onRetry={() => void query.refetch()} />}
      </Plain>
    )
  }
  const error = query.error === null ? null : apiErrorOf(query.error)
  return (
    <main className="checks" id="main" tabIndex={-1}>
      <RunBar answer={query.data} orders={orders} />
      {error === null ? null : <FailureBox {...failureProps(error, Date.now())} onRetry={() => void query.refetch()} />}
      {orders.problem === null ? null : <FailureBox {...failureProps(orders.problem, Date.now())} />}
      <Body checks={checks} user={user} answer={query.data} />
    </main>
  )
}

function Body({ checks, user, answer }: { readonly checks: string; readonly user: string; readonly answer: ChecksAnswer }) {
  const panel = useId()
  const [params, setParams] = useSearchParams()
  const shown = params.get('show')
  const view: View = shown === 'repairs' || shown === 'runs' ? shown : 'findings'
  const run = answer.runs.find(({ id }) => id === params.get('run')) ?? answer.runs[0]
  const change = (key: string, value: string | null): void =>
    setParams((before) => {
      const next = new URLSearchParams(before)
      if (value === null) next.delete(key)
      else next.set(key, value)
      if (key === 'run') next.delete('show')
      return next
    })
  return (
    <div className="checks-body">
      <KindList runs={answer.runs} run={run} kind={params.get('kind')} onKind={(kind) => change('kind', kind)} />
      <div className="checks-side">
        <Tabs label="What is shown" panelId={panel} tabs={views} value={view} onChange={(to) => change('show', to === 'findings' ? null : to)} />
        <div id={panel} role="tabpanel" aria-labelledby={tabId(panel, view)} className="checks-panel">
          {view === 'findings' ? (
            <FindingsOf checks={checks} user={user} answer={answer} run={run} onNewest={() => change('run', null)} />
          ) : view === 'repairs' ? (
            <RepairLog checks={checks} user={user} />
          ) : (
            <RunList runs={answer.runs} shown={run} onShow={(id) => change('run', id === answer.runs[0]?.id ? null : id)} />
          )}
        </div>
      </div>
    </div>
  )
}

function FindingsOf(props: {
  readonly checks: string
  readonly user: string
  readonly answer: ChecksAnswer
  readonly run: CheckRun | undefined
  readonly onNewest: () => void
}) {
  const { checks, user, answer, run, onNewest } = props
  if (run === undefined)
    return <p className="checks-none">Nothing was checked yet. “Check now” looks at everything but the bytes of the files; it changes nothing.</p>
  return <Findings key={run.id} checks={checks} user={user} answer={answer} run={run} {...(run === answer.runs[0] ? {} : { onNewest })} />
}
