import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { failureProps } from '../../api/api-error.ts'
import { factsOf } from '../../../vo/templates/ask.ts'
import type { Facts } from '../../../vo/templates/ask.ts'
import type { Archive } from '../../api/archive.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { saveBlob } from '../../platform/download.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { downloadBlob, progressWords } from '../../api/download-blob.ts'
import { imageRecord } from './image-record.ts'
import type { ImageRecord } from './image-record.ts'
import { PixelsSection } from './pixels-section.tsx'
import { SavingLine } from './saving-line.tsx'
import { DetailsPanel, HeaderPanel, LinksPanel } from './side-panels.tsx'
import { usePixels } from './use-pixels.ts'
import { useSaving } from './use-saving.ts'
import './image.css'

export interface ImagePageProps {
  readonly archive: Archive
  /** Publisher DID. */
  readonly did: string
  /** Where this image is shown on the sky map: an address within the page. */
  readonly mapHref: (record: { readonly ra: number; readonly dec: number; readonly fov: number; readonly did: string }) => string
  /** stretch, cuts, colours, invert, hdu, plane, tab: the address's parameters, and how to change them. */
  readonly params: URLSearchParams
  readonly onParams: (edit: (params: URLSearchParams) => void) => void
  /** What can be asked about the image, drawn beside what else can be done with it. */
  readonly askAbout: (facts: Facts) => ReactNode
  /** Where the image came from: what the tab Lineage shows. */
  readonly lineage: ReactNode
}

/** One image: pixels, readout, header, links, cut-out, download. */
export function ImagePage(props: ImagePageProps) {
  const { archive, did } = props
  const client = useQueryClient()
  const queryKey = ['image', archive.tap, did] as const
  const record = useQuery({ queryKey, queryFn: ({ signal }) => imageRecord(archive, did, signal), staleTime: 300_000 })
  const again = (): void => void record.refetch()
  if (record.data !== undefined && record.data !== null) return <Loaded key={did} {...props} record={record.data} onLinksAgain={again} />
  return (
    <main className="page" id="main" tabIndex={-1}>
      <h1 className="visually-hidden">Image</h1>
      {record.isFetching ? (
        <div role="status">
          <Waiting running words="Looking the image up" onCancel={() => void client.cancelQueries({ queryKey })} />
        </div>
      ) : record.error !== null ? (
        <FailureBox {...failureProps(apiErrorOf(record.error), Date.now())} title="The image cannot be looked up" onRetry={again} />
      ) : record.data === null ? (
        <FailureBox
          title="No such image"
          message={`${archive.title} knows no image with the identifier ${did}. It may have been removed, or belong to another archive: choose that one above.`}
          onRetry={again}
        />
      ) : (
        <p>
          Cancelled.{' '}
          <button type="button" onClick={again}>
            Look again
          </button>
        </p>
      )}
    </main>
  )
}

const tabs = ['details', 'header', 'links', 'lineage'] as const

function Loaded(props: ImagePageProps & { readonly record: ImageRecord; readonly onLinksAgain: () => void }) {
  const { archive, did, record, mapHref, params, onParams, onLinksAgain } = props
  const [get, number] = [(name: string): string | null => record.row.get(name) ?? null, (name: string): number => Number(record.row.get(name) ?? NaN)]
  const pixels = usePixels(record)
  const saving = useSaving()
  const tab = tabs.find((t) => t === params.get('tab')) ?? 'details'
  const [ra, dec, fov] = [number('s_ra'), number('s_dec'), number('s_fov')]
  const facts = [
    get('dataproduct_subtype') ?? get('dataproduct_type'),
    get('lsst_band') === null ? null : `band ${get('lsst_band')}`,
    get('lsst_visit') === null ? null : `visit ${get('lsst_visit')}`,
    get('lsst_detector') === null ? null : `detector ${get('lsst_detector')}`,
    get('facility_name'),
  ]
  const { state } = pixels
  const shown = state.at === 'ready' ? Number(params.get('hdu') ?? state.hdu) : 0
  const hdu = 'hdus' in state ? (state.hdus.find((h) => h.index === shown) ?? null) : null
  const download = (): void => {
    const url = record.fileUrl
    if (url === null) return
    const name = `${(get('obs_id') ?? 'image').replaceAll(/[^\w.-]+/gu, '_')}.fits`
    saving.run('The file was not saved', async (signal, say) => {
      const blob = await downloadBlob(url, signal, (got, of) => say(`Fetching ${progressWords(got, of)}`))
      saveBlob(name, blob)
      return `Saved ${name}, ${progressWords(blob.size, null)}.`
    })
  }
  const walkTabs = (by: number): void => {
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]!
    onParams((p) => p.set('tab', next))
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <main className="image-page" id="main" tabIndex={-1}>
      <header className="image-head">
        <div className="grow">
          <h1>{get('obs_title') ?? get('obs_id') ?? did}</h1>
          <p className="dim">{facts.filter((f) => f !== null).join(' · ')}</p>
        </div>
        {Number.isFinite(ra) && Number.isFinite(dec) ? (
          <a className="button" href={mapHref({ ra, dec, fov: Number.isFinite(fov) ? fov : 0.2, did })}>
            Show on the map
          </a>
        ) : null}
        {props.askAbout(factsOf(record.row))}
        {record.fileUrl === null ? null : (
          <button type="button" onClick={download} disabled={saving.state.at === 'running'}>
            Download FITS
          </button>
        )}
        <SavingLine saving={saving} />
      </header>
      <div className="image-body">
        <section className="image-main" aria-label="Pixels">
          <PixelsSection
            pixels={pixels}
            saving={saving}
            params={params}
            onParams={onParams}
            title={get('obs_title') ?? did}
            record={record}
            did={did}
            archive={archive}
            onLinksAgain={onLinksAgain}
          />
        </section>
        <aside className="image-side" aria-label="About the image">
          <div className="row" role="tablist" aria-label="About the image">
            {tabs.map((t) => (
              <button
                key={t}
                type="button"
                role="tab"
                id={`tab-${t}`}
                aria-selected={tab === t}
                aria-controls="image-tab"
                tabIndex={tab === t ? 0 : -1}
                onClick={() => onParams((p) => p.set('tab', t))}
                onKeyDown={(e) => (e.key === 'ArrowRight' ? walkTabs(1) : e.key === 'ArrowLeft' ? walkTabs(-1) : undefined)}
              >
                {t[0]!.toUpperCase() + t.slice(1)}
              </button>
            ))}
          </div>
          <div id="image-tab" role="tabpanel" aria-labelledby={`tab-${tab}`} className="image-tab" tabIndex={0}>
            {tab === 'header' ? (
              <HeaderPanel hdu={hdu} />
            ) : tab === 'links' ? (
              <LinksPanel record={record} />
            ) : tab === 'lineage' ? (
              props.lineage
            ) : (
              <DetailsPanel record={record} />
            )}
          </div>
        </aside>
      </div>
    </main>
  )
}
