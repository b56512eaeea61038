import { useQuery } from '@tanstack/react-query'
import { limitsQuery } from '../../api/own-images.ts'
import { sizeWords } from './words.ts'

/** What of the quota is used. Nothing where it cannot be told: the list beside it says why. */
export function Quota({ base, user }: { readonly base: string; readonly user: string }) {
  const { data } = useQuery(limitsQuery(base, user))
  if (data === undefined) return <p className="my-quota"> </p>
  if (data.quota === null) return <p className="my-quota dim">There is no quota here. One file may have {sizeWords(data.maxFileBytes)}.</p>
  const { bytes, usedBytes, leftBytes } = data.quota
  const isShort = leftBytes < bytes * 0.1
  return (
    <p className="my-quota">
      <meter aria-label="Quota used" min={0} max={bytes} high={bytes * 0.9} value={usedBytes} />
      <span>
        {sizeWords(usedBytes)} of {sizeWords(bytes)} used
      </span>
      <span className={isShort ? 'my-short' : 'dim'}>
        {isShort ? '▲ ' : ''}
        {sizeWords(leftBytes)} left; unfinished uploads count at their full length
      </span>
    </p>
  )
}
