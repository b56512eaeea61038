import { Link, useSearchParams } from 'react-router'
import { useNightHere } from '../night-context.ts'

/** From a night to another beside it. */
export function CompareLink() {
  const { night } = useNightHere()
  const archive = useSearchParams()[0].get('archive')
  const query = new URLSearchParams({
    ...(archive === null ? {} : { archive }),
    a: String(night.dayObs),
    b: String(night.dayObs),
    'run-a': 'reason:prompt',
  })
  return (
    <Link className="button" to={`../compare?${query.toString()}`}>
      Compare
    </Link>
  )
}
