import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { formatDec, formatRa } from '../../../vo/sky/angle.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { colourMaps } from '../../../vo/fits/colour-map.ts'
import type { ColourMap } from '../../../vo/fits/colour-map.ts'
import { stretches } from '../../../vo/fits/render.ts'
import type { Stretch } from '../../../vo/fits/render.ts'
import { ApiFailure } from '../../api/api-error.ts'
import type { Archive } from '../../api/archive.ts'
import { sodaCutout } from '../../api/soda.ts'
import { pixelEngine } from '../../engine/pixels/pixel-engine.ts'
import type { PixelEngine } from '../../engine/pixels/pixel-engine.ts'
import type { Drawn, HduInfo, Look, Probe } from '../../engine/pixels/pixel-messages.ts'
import { saveBlob } from '../../platform/download.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { downloadBytes } from './download-bytes.ts'
import { imageRecord } from './image-record.ts'
import type { ImageRecord } from './image-record.ts'
import { PixelView } from './pixel-view.tsx'
import type { PixelRect } from './pixel-view.tsx'
import './image.css'
import { DetailsPanel, HeaderPanel, LinksPanel } from './side-panels.tsx'

export interface ImagePageProps {
  readonly archive: Archive
  /** Publisher DID. */
  readonly did: string
  /** Where this image is shown on the sky map: an address within the page. */
  readonly mapHref: (record: { readonly ra: number; readonly dec: number; readonly fov: number; readonly did: string }) => string
  /** stretch, cuts, colours, invert, hdu, plane, tab: the address's parameters, and how to change them. */
  readonly params: URLSearchParams
  readonly onParams: (edit: (params: URLSearchParams) => void) => void
}

/** Files larger than this are not fetched without asking, bytes. */
const askAbove = 200e6

/** One image: pixels, readout, header, links, cut-out, download. */
export function ImagePage({ archive, did, mapHref, params, onParams }: ImagePageProps) {
  const record = useQuery({
    queryKey: ['image', archive.tap, did],
    queryFn: ({ signal }) => imageRecord(archive, did, signal),
    staleTime: 300_000,
    retry: (count, error) => count < 1 && !(error instanceof ApiFailure),
  })
  if (record.isPending) {
    return (
      <div className="page" role="status">
        Looking the image up …
      </div>
    )
  }
  if (record.error !== null) {
    return (
      <div className="page">
        <FailureBox title="The image cannot be looked up" message={record.error.message}>
          <button type="button" onClick={() => void record.refetch()}>
            Try again
          </button>
        </FailureBox>
      </div>
    )
  }
  if (record.data === null) {
    return (
      <div className="page">
        <FailureBox
          title="No such image"
          message={`${archive.title} knows no image with the identifier ${did}. It may have been removed, or belong to another archive.`}
        />
      </div>
    )
  }
  return <Loaded key={did} archive={archive} did={did} record={record.data} mapHref={mapHref} params={params} onParams={onParams} />
}

function Loaded({ archive, did, record, mapHref, params, onParams }: ImagePageProps & { readonly record: ImageRecord }) {
  const [get, number] = [(name: string): string | null => record.row.get(name) ?? null, (name: string): number => Number(record.row.get(name) ?? NaN)]
  const pixels = usePixels(record)
  const tab = params.get('tab') ?? 'details'
  const [ra, dec, fov] = [number('s_ra'), number('s_dec'), number('s_fov')]
  const facts = [
    get('dataproduct_subtype') ?? get('dataproduct_type'),
    get('lsst_band') === null ? null : `band ${get('lsst_band')}`,
    get('lsst_visit') === null ? null : `visit ${get('lsst_visit')}`,
    get('lsst_detector') === null ? null : `detector ${get('lsst_detector')}`,
    get('facility_name'),
  ]
  const hdu = pixels.hdus?.find((h) => h.index === pixels.hdu) ?? null
  return (
    <div className="image-page">
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
        {record.fileUrl === null ? null : (
          <button type="button" onClick={() => void pixels.save()} disabled={pixels.state === 'loading'}>
            Download FITS
          </button>
        )}
      </header>
      <div className="image-body">
        <section className="image-main" aria-label="Pixels">
          <Pixels pixels={pixels} params={params} onParams={onParams} title={get('obs_title') ?? did} record={record} did={did} archive={archive} />
        </section>
        <aside className="image-side" aria-label="About the image">
          <div className="row" role="tablist" aria-label="About the image">
            {['details', 'header', 'links'].map((t) => (
              <button
                key={t}
                type="button"
                role="tab"
                id={`tab-${t}`}
                aria-selected={tab === t}
                aria-controls="image-tab"
                onClick={() => onParams((p) => p.set('tab', t))}
              >
                {t[0]!.toUpperCase() + t.slice(1)}
              </button>
            ))}
          </div>
          <div id="image-tab" role="tabpanel" aria-labelledby={`tab-${tab}`} className="image-tab" tabIndex={0}>
            {tab === 'header' ? <HeaderPanel hdu={hdu} /> : tab === 'links' ? <LinksPanel record={record} /> : <DetailsPanel record={record} />}
          </div>
        </aside>
      </div>
    </div>
  )
}

interface PixelState {
  readonly state: 'none' | 'asking' | 'loading' | 'ready' | 'failed'
  readonly message: string
  readonly progress: string
  readonly hdus: readonly HduInfo[] | null
  readonly hdu: number
  readonly engine: PixelEngine | null
  readonly load: () => void
  readonly stop: () => void
  readonly save: () => Promise<void>
}

/** Fetches and opens the file; the worker lives as long as the page shows this image. */
function usePixels(record: ImageRecord): PixelState {
  const [state, setState] = useState<Pick<PixelState, 'state' | 'message' | 'progress' | 'hdus' | 'hdu'>>({
    state: 'none',
    message: '',
    progress: '',
    hdus: null,
    hdu: 0,
  })
  const [engine, setEngine] = useState<PixelEngine | null>(null)
  const stop = useRef<AbortController | null>(null)
  const url = record.fileUrl
  const size = record.links.links.find((l) => l.semantics === '#this')?.contentLength ?? Number(record.row.get('access_estsize') ?? 0) * 1000

  async function load(): Promise<void> {
    if (url === null) return
    stop.current?.abort()
    const controller = new AbortController()
    stop.current = controller
    const made = pixelEngine()
    setState((s) => ({ ...s, state: 'loading', progress: 'Asking for the file …' }))
    try {
      const bytes = await downloadBytes(url, controller.signal, (got, of) =>
        setState((s) => ({ ...s, progress: `${(got / 1e6).toFixed(1)} MB${of === null ? '' : ` of ${(of / 1e6).toFixed(1)} MB`}` })),
      )
      const hdus = await made.open(bytes)
      const first = hdus.find((h) => h.axes.length >= 2)
      if (controller.signal.aborted) throw new DOMException('closed', 'AbortError')
      setEngine(made)
      setState(
        first === undefined
          ? {
              state: 'failed',
              message: 'The file holds no image (no HDU with two axes); its header is in the panel.',
              progress: '',
              hdus,
              hdu: hdus[0]?.index ?? 0,
            }
          : { state: 'ready', message: '', progress: '', hdus, hdu: first.index },
      )
    } catch (error) {
      made.close()
      if (controller.signal.aborted) setState((s) => ({ ...s, state: 'asking', progress: '', message: 'Stopped.' }))
      else setState((s) => ({ ...s, state: 'failed', progress: '', message: error instanceof Error ? error.message : String(error) }))
    }
  }

  useEffect(() => {
    if (url === null) return undefined
    if (size > askAbove) setState((s) => ({ ...s, state: 'asking', message: `The file has ${(size / 1e6).toFixed(0)} MB.` }))
    else void load()
    return () => stop.current?.abort()
    // one load per file
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [url])
  useEffect(() => () => engine?.close(), [engine])

  return {
    ...state,
    engine,
    load: () => void load(),
    stop: () => stop.current?.abort(),
    async save() {
      if (url === null) return
      const bytes = await downloadBytes(url, new AbortController().signal, () => undefined)
      saveBlob(`${(record.row.get('obs_id') ?? 'image').replace(/[^\w.-]+/gu, '_')}.fits`, new Blob([bytes], { type: 'application/fits' }))
    },
  }
}

interface PixelsProps {
  readonly pixels: PixelState
  readonly params: URLSearchParams
  readonly onParams: ImagePageProps['onParams']
  readonly title: string
  readonly record: ImageRecord
  readonly did: string
  readonly archive: Archive
}

function lookOf(params: URLSearchParams): Look {
  const stretch = params.get('stretch') ?? 'asinh'
  const colours = params.get('colours') ?? 'gray'
  const cuts = params.get('cuts') ?? '99.5'
  const pair = /^(-?[\d.e+-]+),(-?[\d.e+-]+)$/iu.exec(cuts)
  const percent = Number(cuts)
  return {
    stretch: (stretches as readonly string[]).includes(stretch) ? (stretch as Stretch) : 'asinh',
    colours: (colourMaps as readonly string[]).includes(colours) ? (colours as ColourMap) : 'gray',
    cuts:
      pair !== null && Number(pair[1]) < Number(pair[2])
        ? { low: Number(pair[1]), high: Number(pair[2]) }
        : cuts !== 'zscale' && percent > 50 && percent <= 100
          ? { percent }
          : 'zscale',
    invert: params.get('invert') === '1',
  }
}

function Pixels({ pixels, params, onParams, title, record, did, archive }: PixelsProps) {
  const look = useMemo(() => lookOf(params), [params])
  const hduIndex = params.has('hdu') ? Number(params.get('hdu')) : pixels.hdu
  const plane = Math.max(0, Number(params.get('plane') ?? 0) || 0)
  const [drawn, setDrawn] = useState<Drawn | null>(null)
  const [problem, setProblem] = useState('')
  const [probe, setProbe] = useState<Probe | null>(null)
  const [marking, setMarking] = useState(false)
  const [mark, setMark] = useState<PixelRect | null>(null)
  const [cutting, setCutting] = useState('')
  const { engine } = pixels
  const key = JSON.stringify([hduIndex, plane, look])

  useEffect(() => {
    if (engine === null || pixels.state !== 'ready') return undefined
    let current = true
    engine.draw(hduIndex, plane, look).then(
      (picture) => {
        if (!current) return
        setDrawn(picture)
        setProblem('')
      },
      (error: unknown) => {
        if (current) setProblem(error instanceof Error ? error.message : String(error))
      },
    )
    return () => {
      current = false
    }
    // the key holds everything that the picture depends on
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [engine, pixels.state, key])

  const busy = useRef(false)
  const point = (at: readonly [number, number] | null): void => {
    if (engine === null || at === null) {
      setProbe(null)
      return
    }
    if (busy.current) return
    busy.current = true
    void engine.probe(at[0], at[1]).then(
      (p) => {
        busy.current = false
        setProbe(p)
      },
      () => (busy.current = false),
    )
  }
  const hdu = pixels.hdus?.find((h) => h.index === hduIndex) ?? null
  const soda = record.links.services.find((s) => s.standardId?.toLowerCase().includes('soda#sync') ?? false)
  const cutUrl = soda?.accessUrl ?? archive.cutout ?? null

  async function cut(): Promise<void> {
    if (engine === null || mark === null || cutUrl === null) return
    setCutting('Cutting …')
    const corners = await Promise.all(
      (
        [
          [mark.x0, mark.y0],
          [mark.x1, mark.y0],
          [mark.x1, mark.y1],
          [mark.x0, mark.y1],
        ] as const
      ).map(([x, y]) => engine.probe(x, y)),
    )
    const vertices = corners.map((c) => c.sky).filter((p): p is SkyPos => p !== null)
    if (vertices.length < 4) {
      setCutting('The marked part has no sky coordinates.')
      return
    }
    const answer = await sodaCutout(cutUrl, did, { kind: 'polygon', vertices })
    if (!answer.ok) {
      setCutting(new ApiFailure(answer.error).message)
      return
    }
    saveBlob('cutout.fits', await answer.value.blob())
    setCutting('The cut-out is saved.')
  }

  let body: ReactNode
  if (record.fileUrl === null) body = <p className="image-empty">This archive gives no file for the image: only its metadata are known.</p>
  else if (pixels.state === 'failed') {
    body = (
      <div className="image-empty">
        <FailureBox title="The pixels cannot be shown" message={pixels.message}>
          <button type="button" onClick={pixels.load}>
            Try again
          </button>
          <a className="button" href={record.fileUrl}>
            Download the file
          </a>
        </FailureBox>
      </div>
    )
  } else if (pixels.state === 'asking') {
    body = (
      <div className="image-empty">
        <p>{pixels.message}</p>
        <button type="button" className="primary" onClick={pixels.load}>
          Load the pixels
        </button>
      </div>
    )
  } else if (drawn === null || pixels.state === 'loading') {
    body = (
      <div className="image-empty" role="status">
        <span className="spinner" aria-hidden="true" /> {pixels.progress === '' ? 'Drawing …' : pixels.progress}
        {pixels.state === 'loading' ? (
          <button type="button" onClick={pixels.stop}>
            Cancel
          </button>
        ) : null}
      </div>
    )
  } else body = <PixelView drawn={drawn} label={title} marking={marking} mark={mark} onMark={setMark} onPoint={point} />

  const choose = (name: string) => (value: string) => onParams((p) => p.set(name, value))
  const images = pixels.hdus?.filter((h) => h.axes.length >= 2) ?? []
  const planes = hdu === null ? 1 : hdu.axes.slice(2).reduce((n, a) => n * a, 1)
  const cutsText = params.get('cuts') ?? '99.5'
  return (
    <>
      <div className="row image-tools" role="toolbar" aria-label="How the pixels are drawn">
        {images.length > 1 ? (
          <Choice
            label="HDU"
            value={String(hduIndex)}
            options={images.map((h) => [String(h.index), `${h.index} ${h.name}`])}
            onChange={choose('hdu')}
          />
        ) : null}
        {planes > 1 ? (
          <label className="row">
            Plane{' '}
            <input type="number" min={0} max={planes - 1} value={plane} style={{ width: 72 }} onChange={(e) => choose('plane')(e.target.value)} /> of{' '}
            {planes}
          </label>
        ) : null}
        <Choice label="Stretch" value={look.stretch} options={stretches.map((s) => [s, s])} onChange={choose('stretch')} />
        <Choice
          label="Cuts"
          value={['zscale', '90', '99', '99.5', '99.9', '100'].includes(cutsText) ? cutsText : 'own'}
          options={[
            ['zscale', 'zscale'],
            ['90', '90 %'],
            ['99', '99 %'],
            ['99.5', '99.5 %'],
            ['99.9', '99.9 %'],
            ['100', 'min–max'],
            ['own', 'own'],
          ]}
          onChange={(v) => choose('cuts')(v === 'own' && drawn !== null ? `${drawn.cuts.low},${drawn.cuts.high}` : v)}
        />
        {drawn === null ? null : (
          <>
            <NumberBox label="Low" value={drawn.cuts.low} onSet={(low) => choose('cuts')(`${low},${drawn.cuts.high}`)} />
            <NumberBox label="High" value={drawn.cuts.high} onSet={(high) => choose('cuts')(`${drawn.cuts.low},${high}`)} />
          </>
        )}
        <Choice label="Colours" value={look.colours} options={colourMaps.map((c) => [c, c])} onChange={choose('colours')} />
        <button type="button" aria-pressed={look.invert} onClick={() => choose('invert')(look.invert ? '0' : '1')}>
          Invert
        </button>
        {cutUrl === null || (hdu?.noWcs ?? null) !== null ? null : (
          <button type="button" aria-pressed={marking} onClick={() => setMarking(!marking)}>
            Mark a cut-out
          </button>
        )}
        {mark === null ? null : (
          <button type="button" className="primary" onClick={() => void cut()}>
            Save the cut-out
          </button>
        )}
        <span aria-live="polite" className="dim">
          {cutting}
        </span>
      </div>
      <div className="image-frame">{problem === '' ? body : <FailureBox title="This HDU cannot be drawn" message={problem} />}</div>
      <div className="image-readout mono">
        {probe === null ? (
          <span className="dim">
            {hdu === null
              ? ''
              : `${hdu.axes.join(' × ')} pixels${hdu.noWcs === null ? '' : ` · no sky coordinates: ${hdu.noWcs}`}${drawn !== null && drawn.factor > 1 ? ` · drawn from means of ${drawn.factor} × ${drawn.factor}` : ''}`}
          </span>
        ) : (
          <span>
            x {probe.x.toFixed(1)} y {probe.y.toFixed(1)} · {probe.value === null ? 'no value' : Number(probe.value.toPrecision(6))} {hdu?.unit ?? ''}
            {probe.sky === null ? '' : ` · ${formatRa(probe.sky.ra, 2)} ${formatDec(probe.sky.dec, 1)}`}
          </span>
        )}
      </div>
    </>
  )
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onChange: (value: string) => void
}) {
  return (
    <label className="row" style={{ gap: 4, flexWrap: 'nowrap' }}>
      <span className="dim">{label}</span>
      <select value={value} style={{ width: 'auto' }} onChange={(e) => onChange(e.target.value)}>
        {options.map(([v, words]) => (
          <option key={v} value={v}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A number that takes effect when it is left or Enter is pressed. */
function NumberBox({ label, value, onSet }: { readonly label: string; readonly value: number; readonly onSet: (value: number) => void }) {
  const shown = String(Number(value.toPrecision(5)))
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const commit = (): void => {
    const next = Number(text)
    if (text.trim() !== '' && Number.isFinite(next) && text !== shown) onSet(next)
    else setText(shown)
  }
  return (
    <label className="row" style={{ gap: 4, flexWrap: 'nowrap' }}>
      <span className="dim">{label}</span>
      <input
        value={text}
        inputMode="decimal"
        style={{ width: 86 }}
        onChange={(e) => setText(e.target.value)}
        onBlur={commit}
        onKeyDown={(e) => e.key === 'Enter' && commit()}
      />
    </label>
  )
}
