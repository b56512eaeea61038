import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { nightsQuery } from '../../api/processing.ts'
import { dayText } from './day-obs.ts'

/** A night of which the log holds nothing: what that means, and the nights beside it. */
export function EmptyNight({ service, dayObs }: { readonly service: string; readonly dayObs: number }) {
  const archive = useSearchParams()[0].get('archive')
  const search = archive === null ? '' : `archive=${encodeURIComponent(archive)}`
  const nights = useQuery(nightsQuery(service)).data ?? []
  // newest first
  const before = nights.find((night) => night.day_obs < dayObs)
  const after = nights.findLast((night) => night.day_obs > dayObs)
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1>Night {dayText(dayObs)}</h1>
      <p className="note" role="status">
        The log of processing holds nothing of this night: nothing was observed, or nobody has reported it yet. It is looked for again every half a
        minute.
      </p>
      <p className="row">
        {[before, after].map((night) =>
          night === undefined ? null : (
            <Link key={night.day_obs} to={{ pathname: `../${night.day_obs}`, search }}>
              {night === before ? 'The night before' : 'The next night'}: {dayText(night.day_obs)}
            </Link>
          ),
        )}
        <Link to={{ pathname: '..', search: `list${search === '' ? '' : `&${search}`}` }}>All nights</Link>
      </p>
    </main>
  )
}
