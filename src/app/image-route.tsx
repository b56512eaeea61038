import { useParams, useSearchParams } from 'react-router'
import { useArchives } from '../api/archive-context.ts'
import { ImagePage } from '../features/image/image-page.tsx'

/** /images/:did: joins the image page to the archive that the address names, and to the sky map. */
export function ImageRoute() {
  const { did = '' } = useParams()
  const { current } = useArchives()
  const [params, setParams] = useSearchParams()
  const archive = params.get('archive')
  return (
    <ImagePage
      archive={current}
      did={did}
      mapHref={({ ra, dec, fov }) => {
        const to = new URLSearchParams({ pos: `${ra} ${dec}`, r: String(Math.max(0.01, fov / 2).toFixed(4)), sel: did })
        if (archive !== null) to.set('archive', archive)
        return `${import.meta.env.BASE_URL}?${to}`
      }}
      params={params}
      onParams={(edit) =>
        setParams(
          (before) => {
            const next = new URLSearchParams(before)
            edit(next)
            return next
          },
          { replace: true },
        )
      }
    />
  )
}
