import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useSearchParams } from 'react-router'
import { headline } from '../../../api/api-error.ts'
import { apiErrorOf } from '../../../api/unwrap.ts'
import { useNightHere } from '../night-context.ts'
import { useSkyOrder } from '../play/use-play.ts'
import { attemptDetailsQuery, imagesQuery, mostSources, sourcesQuery } from './read-details.ts'

/** From a visit-detector to its images, lineage and sources. */
export function DetectorLinks({ visit, detector }: { readonly visit: bigint; readonly detector: number }) {
  const { archive, play } = useNightHere()
  const [params] = useSearchParams()
  const kept = params.get('archive')
  const images = useQuery(imagesQuery(archive, visit, detector))
  const details = useQuery(attemptDetailsQuery(archive, visit, detector))
  const sources = useQuery(sourcesQuery(archive, visit, detector))
  const [, setSky] = useSkyOrder()
  const region = images.data?.find((i) => i.region !== null)?.region ?? null
  useEffect(() => {
    play.setState({ region })
    return () => play.setState({ region: null })
  }, [region, play])
  const query = (extra: Readonly<Record<string, string>>): string => {
    const text = new URLSearchParams({ ...(kept === null ? {} : { archive: kept }), ...extra }).toString()
    return text === '' ? '' : `?${text}`
  }
  const quanta = (details.data ?? []).filter((d) => d.quantum !== null)
  const objects = (sources.data ?? []).filter((s) => s.object !== null)
  return (
    <>
      <h3>What became of it</h3>
      <ul className="links">
        {images.error === null ? null : <li className="dim">Images: {headline(apiErrorOf(images.error))}</li>}
        {images.data?.length === 0 ? <li className="dim">The archive holds no image of it.</li> : null}
        {(images.data ?? []).map((image) => (
          <li key={image.did}>
            <Link to={`/images/${encodeURIComponent(image.did)}${query({})}`}>{image.type}</Link>
          </li>
        ))}
        {quanta.map((d) => (
          <li key={d.attempt}>
            <Link to={`/provenance/lineage${query({ id: d.quantum ?? '' })}`}>Lineage of attempt {d.attempt}</Link>
          </li>
        ))}
        <li>
          <button type="button" className="quiet" onClick={() => setSky('processed')}>
            On the sky
          </button>
        </li>
      </ul>
      {sources.data === undefined || sources.data.length === 0 ? null : (
        <details className="sources">
          <summary>
            {sources.data.length === mostSources ? `The ${mostSources} strongest sources` : `${sources.data.length} sources`} of{' '}
            {new Set(objects.map((s) => s.object)).size} objects
          </summary>
          <ul className="links" aria-label="Objects of its sources">
            {objects.map((s) => (
              <li key={s.id}>
                <Link className="mono" to={`../objects/${s.object ?? ''}${query({})}`} title="Its sources in processing order beside observing order">
                  {s.object}
                </Link>
                <span className="dim">
                  {s.snr === null ? '' : ` S/N ${s.snr.toFixed(1)}`}
                  {s.order === null ? '' : `, processed ${s.order}.`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
