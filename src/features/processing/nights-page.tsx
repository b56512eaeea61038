import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useSearchParams } from 'react-router'
import type { NightSummary } from '../../../dax/contract/processing.ts'
import { headline, sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import { nightsQuery, processingService } from '../../api/processing.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { dayText } from './day-obs.ts'
import { NoLog } from './no-log.tsx'
import { wordsOfSynthetic } from './synthetic-words.ts'

/** The nights of the log: what was observed, done, failed and owed. Without ?list the newest opens at once. */
export function NightsPage() {
  const { current } = useArchives()
  const service = processingService(current)
  return service === null ? <NoLog title={current.title} /> : <Nights service={service} />
}

function Nights({ service }: { readonly service: string }) {
  const [params] = useSearchParams()
  const nights = useQuery(nightsQuery(service))
  const archive = params.get('archive')
  const search = archive === null ? '' : `?archive=${encodeURIComponent(archive)}`
  const newest = nights.data?.[0]
  if (newest !== undefined && !params.has('list')) return <Navigate replace to={{ pathname: String(newest.day_obs), search }} />
  const error = nights.error === null ? null : apiErrorOf(nights.error)
  return (
    <main className="page" id="main" tabIndex={-1} aria-busy={nights.isFetching}>
      <h1>Nights</h1>
      <Waiting running={nights.isFetching} words="Reading the nights" />
      {error === null ? null : <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void nights.refetch()} />}
      {nights.data === undefined ? null : nights.data.length === 0 ? <NoNight /> : <NightTable nights={nights.data} search={search} />}
    </main>
  )
}

function NoNight() {
  return (
    <p className="note">
      The processing log of this archive is empty. Once a pipeline reports what it observes and processes, its nights are listed here.
    </p>
  )
}

const counts = ['visits', 'detectors', 'done', 'failed', 'waiting', 'owed'] as const
const titles = { visits: 'Visits', detectors: 'Detector-visits', done: 'Done', failed: 'Failed', waiting: 'Waiting', owed: 'Owed' } as const

function NightTable({ nights, search }: { readonly nights: readonly NightSummary[]; readonly search: string }) {
  return (
    <table className="plain nights">
      <thead>
        <tr>
          <th scope="col">Night</th>
          {counts.map((key) => (
            <th key={key} scope="col">
              {titles[key]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {nights.map((night) => (
          <tr key={night.day_obs}>
            <td>
              <Link to={{ pathname: String(night.day_obs), search }}>{dayText(night.day_obs)}</Link>
              <span className="dim"> {wordsOfSynthetic(night.synthetic_visits, night.synthetic_attempts)}</span>
            </td>
            {counts.map((key) => (
              <td key={key} className={key === 'failed' && night.failed > 0 ? 'bad-words' : undefined}>
                {night[key].toLocaleString('en')}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
