import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Facts } from '../../../vo/templates/ask.ts'
import { headline, sentence } from '../../api/api-error.ts'
import { useArchives } from '../../api/archive-context.ts'
import type { Archive } from '../../api/archive.ts'
import { nightQuery, processingService } from '../../api/processing.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { presentParams } from '../../platform/address.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { dayObsOf, dayText } from './day-obs.ts'
import { EmptyNight } from './empty-night.tsx'
import { viewOfAddress } from './night-address.ts'
import type { NightHere } from './night-context.ts'
import { letsAllPass } from './night-filter.ts'
import type { LaneKind } from './night-view.ts'
import { NoLog } from './no-log.tsx'
import { ShownNight } from './shown-night.tsx'
import { useNightEngine } from './use-night-engine.ts'

export interface NightPageProps {
  /** As the address writes it. */
  readonly dayObs: string
  readonly askAbout: ((facts: Facts) => ReactNode) | null
}

/** One night: its drawings, what is asked of it, and what is selected. */
export function NightPage({ dayObs, askAbout }: NightPageProps) {
  const { current } = useArchives()
  const day = dayObsOf(dayObs)
  if (day === null) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1>No such night</h1>
        <p className="note">{JSON.stringify(dayObs.slice(0, 40))} is not a night: it is written as its day at UTC−12 h, like 20260317.</p>
        <p>
          <Link to="../?list">All nights</Link>
        </p>
      </main>
    )
  }
  const service = processingService(current)
  return service === null ? (
    <NoLog title={current.title} />
  ) : (
    <Asked key={service} archive={current} service={service} dayObs={day} askAbout={askAbout} />
  )
}

/** ms until a night of which nothing is known is asked for again. */
const lookAgain = 30_000

/** Whether a night was not read because the log knows nothing of it. A 404 that does not name the night is no word of the log, but of something on the way to it. */
function isUnknown(failure: Error | null, dayObs: number): boolean {
  const error = failure === null ? null : apiErrorOf(failure)
  return error?.kind === 'http' && error.status === 404 && error.message.includes(String(dayObs))
}

function Asked(props: { readonly archive: Archive; readonly service: string; readonly dayObs: number; readonly askAbout: NightHere['askAbout'] }) {
  const { archive, service, dayObs, askAbout } = props
  const query = useQuery({ ...nightQuery(service, dayObs), refetchInterval: ({ state }) => (isUnknown(state.error, dayObs) ? lookAgain : false) })
  const [ahead] = useState(lanesOfAddress)
  const worked = useNightEngine(query.data ?? null, ahead)
  if (query.data !== undefined)
    return worked === null ? <Working dayObs={dayObs} /> : <ShownNight archive={archive} worked={worked} askAbout={askAbout} />
  if (isUnknown(query.error, dayObs)) return <EmptyNight service={service} dayObs={dayObs} />
  const error = query.error === null ? null : apiErrorOf(query.error)
  return (
    <main className="page" id="main" tabIndex={-1} aria-busy={query.isFetching}>
      <h1>Night {dayText(dayObs)}</h1>
      <Waiting running={query.isFetching} words="Reading the night" />
      {error === null ? null : <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void query.refetch()} />}
    </main>
  )
}

/** The lanes that the address shows; null where it shows another drawing, or a filter will leave some attempts out. */
function lanesOfAddress(): LaneKind | null {
  const { view, tab } = viewOfAddress(presentParams())
  return tab === 'lanes' && letsAllPass(view.filter) ? view.lanesBy : null
}

function Working({ dayObs }: { readonly dayObs: number }) {
  return (
    <main className="page" id="main" tabIndex={-1} aria-busy="true">
      <h1>Night {dayText(dayObs)}</h1>
      <Waiting running words="Working out the night" />
    </main>
  )
}
