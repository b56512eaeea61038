import { Suspense, lazy } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { useArchives } from '../api/archive-context.ts'
import { askAbout } from './ask-about.tsx'
import { ImagePage } from '../features/image/image-page.tsx'
import { Waiting } from '../ui/waiting.tsx'

const LineagePanel = lazy(async () => ({ default: (await import('../features/provenance/graph/lineage-panel.tsx')).LineagePanel }))

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
      lineage={
        <Suspense fallback={<Waiting running words="Loading" />}>
          <LineagePanel id={id} archive={archive} />
        </Suspense>
      }
      mapHref={({ ra, dec, fov }) => {
        const [at, width] = [`${ra.toFixed(5)},${dec.toFixed(5)}`, Number((1.6 * fov).toPrecision(4))]
        const query = new URLSearchParams({
          ...(archive === null ? {} : { archive }),
          pos: at.replace(',', ' '),
          r: '0.01',
          sel: id,
          view: `${at},${width}`,
        })
        return `${import.meta.env.BASE_URL}?${query.toString()}`
      }}
      askAbout={askAbout}
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
