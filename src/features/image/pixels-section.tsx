import { useEffect, useMemo, useRef, useState } from 'react'
import { formatDec, formatRa } from '../../../vo/sky/angle.ts'
import type { Archive } from '../../api/archive.ts'
import type { Drawn, HduInfo, Look, Probe } from '../../engine/pixels/pixel-messages.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { useElapsed, Waiting } from '../../ui/waiting.tsx'
import { middleThird, saveCutout } from './cut-out.ts'
import type { PixelRect } from './cut-out.ts'
import { CutOutTools } from './cut-out-tools.tsx'
import type { ImageRecord } from './image-record.ts'
import { lookOf } from './look.ts'
import { LookTools } from './look-tools.tsx'
import { PixelView } from './pixel-view.tsx'
import type { Pixels, PixelState } from './use-pixels.ts'
import type { Saving } from './use-saving.ts'

export interface PixelsSectionProps {
  readonly pixels: Pixels
  readonly saving: Saving
  readonly params: URLSearchParams
  readonly onParams: (edit: (params: URLSearchParams) => void) => void
  readonly title: string
  readonly record: ImageRecord
  readonly did: string
  readonly archive: Archive
  readonly onLinksAgain: () => void
}

/** The picture with its tools, its readout, and the cut-out marked on it. */
export function PixelsSection({ pixels, saving, params, onParams, title, record, did, archive, onLinksAgain }: PixelsSectionProps) {
  const { state } = pixels
  const look = useMemo(() => lookOf(params), [params])
  const hdus = 'hdus' in state ? state.hdus : []
  const hduIndex = params.has('hdu') ? Number(params.get('hdu')) : state.at === 'ready' ? state.hdu : 0
  const plane = Math.max(0, Number(params.get('plane') ?? 0) || 0)
  const { drawn, problem } = useDrawn(state, hduIndex, plane, look)
  const { probe, point } = useProbe(state)
  const [marking, setMarking] = useState(false)
  const [mark, setMark] = useState<PixelRect | null>(null)
  const hdu = hdus.find((h) => h.index === hduIndex) ?? null
  const [width = 1, height = 1] = hdu?.axes ?? []
  const cutUrl = record.links.services.find((s) => s.standardId?.toLowerCase().includes('soda#sync') ?? false)?.accessUrl ?? archive.cutout ?? null
  const mayCut = cutUrl !== null && state.at === 'ready' && hdu?.noWcs === null

  const detailOf = useMemo(() => {
    if (state.at !== 'ready' || drawn === null || drawn.factor === 1) return null
    const { engine } = state
    // a block at the edge may reach beyond the image
    return (x0: number, y0: number, x1: number, y1: number) => engine.detail(look, x0, y0, Math.min(x1, width), Math.min(y1, height))
  }, [state, drawn, look, width, height])

  const cut = (): void => {
    if (state.at !== 'ready' || mark === null || cutUrl === null) return
    const { engine } = state
    const name = `${(record.row.get('obs_id') ?? 'image').replaceAll(/[^\w.-]+/gu, '_')}-cutout.fits`
    saving.run('The cut-out was not saved', (signal, say) => saveCutout(engine, mark, cutUrl, did, name, signal, say))
  }
  return (
    <>
      <div className="row image-tools" role="toolbar" aria-label="How the pixels are drawn">
        <LookTools
          look={look}
          cutsText={params.get('cuts') ?? '99.5'}
          drawn={drawn}
          hdus={hdus}
          hdu={hduIndex}
          plane={plane}
          choose={(name) => (value) => onParams((p) => p.set(name, value))}
        />
        {mayCut ? (
          <button
            type="button"
            aria-pressed={marking}
            onClick={() => {
              setMarking(!marking)
              setMark(marking ? null : middleThird(width, height))
            }}
          >
            Mark a cut-out
          </button>
        ) : null}
      </div>
      {mark === null || !mayCut ? null : (
        <CutOutTools mark={mark} width={width} height={height} isBusy={saving.state.at === 'running'} onMark={setMark} onSave={cut} />
      )}
      <div className="image-frame">
        {problem !== '' ? (
          <div className="image-empty">
            <FailureBox title="This HDU cannot be drawn" message={problem} />
          </div>
        ) : drawn !== null && state.at === 'ready' ? (
          <PixelView drawn={drawn} label={title} marking={marking} mark={mark} onMark={setMark} detailOf={detailOf} onPoint={point} />
        ) : (
          <NoPicture pixels={pixels} record={record} onLinksAgain={onLinksAgain} />
        )}
      </div>
      <div className="image-readout mono">
        {probe === null ? <SizeLine hdu={hdu} drawn={drawn} /> : <ProbeLine probe={probe} unit={hdu?.unit ?? ''} />}
      </div>
    </>
  )
}

/** What stands in the picture's place: why there is none, or how far it is. */
function NoPicture({ pixels, record, onLinksAgain }: Pick<PixelsSectionProps, 'pixels' | 'record' | 'onLinksAgain'>) {
  const { state } = pixels
  if (record.linksFailure !== null) {
    return (
      <div className="image-empty">
        <FailureBox {...record.linksFailure} title="The file’s address cannot be had" onRetry={onLinksAgain} />
      </div>
    )
  }
  if (record.fileUrl === null) return <p className="image-empty">This archive gives no file for the image: only its metadata are known.</p>
  switch (state.at) {
    case 'failed':
      return (
        <div className="image-empty">
          <FailureBox title="The pixels cannot be shown" message={state.message} retryAtMs={state.retryAtMs} onRetry={pixels.load} />
        </div>
      )
    case 'asking':
      return (
        <div className="image-empty">
          <Preview record={record} afterS={0} />
          <p>{state.message}</p>
          <button type="button" className="primary" onClick={pixels.load}>
            Load the pixels
          </button>
        </div>
      )
    case 'none':
    case 'loading':
    case 'ready':
      return (
        <div className="image-empty" role="status">
          <Preview record={record} afterS={1} />
          <Waiting running words={state.at === 'loading' ? state.progress : 'Drawing'} onCancel={pixels.stop} />
        </div>
      )
  }
}

/**
 * The archive's small picture of the image, where it has one that a browser shows, until the pixels are there. It is asked for once the wait has
 * gone on for `afterS` seconds: an archive that makes it on demand would be held up by it else.
 */
function Preview({ record, afterS }: { readonly record: ImageRecord; readonly afterS: number }) {
  const [isBroken, setIsBroken] = useState(false)
  const waited = useElapsed(true)
  const link = record.links.links.find((l) => l.semantics === '#preview' && /^image\/(?:png|jpeg|gif|webp)\b/u.test(l.contentType ?? ''))
  if (typeof link?.accessUrl !== 'string' || isBroken || waited < afterS) return null
  return <img className="image-preview" src={link.accessUrl} alt="Preview" onError={() => setIsBroken(true)} />
}

function useDrawn(state: PixelState, hdu: number, plane: number, look: Look): { readonly drawn: Drawn | null; readonly problem: string } {
  const [drawn, setDrawn] = useState<Drawn | null>(null)
  const [problem, setProblem] = useState('')
  const engine = state.at === 'ready' ? state.engine : null
  const key = JSON.stringify([hdu, plane, look])
  useEffect(() => {
    if (engine === null) {
      setDrawn(null)
      setProblem('')
      return undefined
    }
    let current = true
    engine.draw(hdu, plane, look).then(
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
  }, [engine, key])
  return { drawn, problem }
}

/** What is under the pointer; one question at a time, the last one wins. */
function useProbe(state: PixelState): { readonly probe: Probe | null; readonly point: (at: readonly [number, number] | null) => void } {
  const [probe, setProbe] = useState<Probe | null>(null)
  const asked = useRef<{ busy: boolean; next: readonly [number, number] | null }>({ busy: false, next: null })
  const engine = state.at === 'ready' ? state.engine : null
  useEffect(() => {
    asked.current = { busy: false, next: null }
    setProbe(null)
  }, [engine])
  const point = (at: readonly [number, number] | null): void => {
    const mine = asked.current
    mine.next = at
    if (at === null) setProbe(null)
    if (engine === null || at === null || mine.busy) return
    mine.busy = true
    void engine
      .probe(at[0], at[1])
      .then(
        (p) => mine.next !== null && setProbe(p),
        () => undefined,
      )
      .finally(() => {
        mine.busy = false
        if (mine.next !== null && mine.next !== at) point(mine.next)
      })
  }
  return { probe, point }
}

function SizeLine({ hdu, drawn }: { readonly hdu: HduInfo | null; readonly drawn: Drawn | null }) {
  if (hdu === null) return null
  const size = `${hdu.axes.join(' × ')} pixels`
  const sky = hdu.noWcs === null ? '' : ` · no sky coordinates: ${hdu.noWcs}`
  const means = drawn !== null && drawn.factor > 1 ? ` · drawn from means of ${drawn.factor} × ${drawn.factor}` : ''
  return <span className="dim">{size + sky + means}</span>
}

function ProbeLine({ probe, unit }: { readonly probe: Probe; readonly unit: string }) {
  return (
    <span>
      x {probe.x.toFixed(1)} y {probe.y.toFixed(1)} · {probe.value === null ? 'no value' : Number(probe.value.toPrecision(6))} {unit}
      {probe.sky === null ? '' : ` · ${formatRa(probe.sky.ra, 2)} ${formatDec(probe.sky.dec, 1)}`}
    </span>
  )
}
