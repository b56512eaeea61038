import { useParams, useSearchParams } from 'react-router'
import { useArchives } from '../api/archive-context.ts'
import { ImagePage } from '../features/image/image-page.tsx'

/** The image that the address names, in the archive that it names. */
export function ImageRoute() {
  const { id = '' } = useParams()
  const { current } = useArchives()
  const [params, setParams] = useSearchParams()
  const archive = params.get('archive')
  return (
    <ImagePage
      archive={current}
      did={id}
      mapHref={(at, fov) => {
        const query = new URLSearchParams({ ...(archive === null ? {} : { archive }), pos: `${at.ra.toFixed(5)} ${at.dec.toFixed(5)}`, r: '0', sel: id, view: `${at.ra.toFixed(5)},${at.dec.toFixed(5)},${Number(fov.toPrecision(4))}` })
        return `${import.meta.env.BASE_URL}?${query.toString()}`
      }}
      params={params}
      onParams={(next) => setParams(next, { replace: true })}
    />
  )
}
