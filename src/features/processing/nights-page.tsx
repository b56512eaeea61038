import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useSearchParams } from 'react-router'
import { headline, sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { dayText } from './day-obs.ts'
import { nightsQuery } from './night-source.ts'
import type { NightEntry } from './night-source.ts'

/** The nights of the log: what was observed, done, failed and owed. Without ?list the newest opens at once. */
export function NightsPage() {
  const { current } = useArchives()
  const [params] = useSearchParams()
  const nights = useQuery(nightsQuery(current))
  const archive = params.get('archive')
  const search = archive === null ? '' : `?archive=${encodeURIComponent(archive)}`
  const newest = nights.data?.[0]
  if (newest !== undefined && !params.has('list')) return <Navigate replace to={{ pathname: String(newest.dayObs), search }} />
  return (
    <main className="page" id="main" tabIndex={-1} aria-busy={nights.isFetching}>
      <h1>Nights</h1>
      <Waiting running={nights.isFetching} words="Reading the nights" />
      {nights.error === null ? null : <Failed error={nights.error} onRetry={() => void nights.refetch()} />}
      {nights.data === undefined ? null : nights.data.length === 0 ? <NoNight /> : <NightTable nights={nights.data} search={search} />}
    </main>
  )
}

function Failed({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const what = apiErrorOf(error)
  return <FailureBox title={headline(what)} message={sentence(what, Date.now())} onRetry={onRetry} />
}

function NoNight() {
  return (
    <p className="note">
      The processing log of this archive is empty. Once a pipeline reports what it observes and processes, its nights are listed here.
    </p>
  )
}

function NightTable({ nights, search }: { readonly nights: readonly NightEntry[]; readonly search: string }) {
  return (
    <table className="plain nights">
      <thead>
        <tr>
          <th scope="col">Night</th>
          <th scope="col">Visits</th>
          <th scope="col">Done</th>
          <th scope="col">Failed</th>
          <th scope="col">Owed</th>
        </tr>
      </thead>
      <tbody>
        {nights.map((night) => (
          <tr key={night.dayObs}>
            <td>
              <Link to={{ pathname: String(night.dayObs), search }}>{dayText(night.dayObs)}</Link>
            </td>
            <td>{night.visits.toLocaleString('en')}</td>
            <td>{night.done.toLocaleString('en')}</td>
            <td>{night.failed.toLocaleString('en')}</td>
            <td>{night.owed.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
