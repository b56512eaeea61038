import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import type { Facts } from '../../../vo/templates/ask.ts'
import { useArchives } from '../../api/archive-context.ts'
import { useSky } from '../../engine/sky/sky-context.ts'
import type { DrawShape, SkyHit } from '../../engine/sky/sky-engine.ts'
import { presentParams } from '../../platform/address.ts'
import { useMedia } from '../../platform/media.ts'
import { readSetting, writeSetting } from '../../platform/storage.ts'
import { Split } from '../../ui/split.tsx'
import { columnNamed } from './facets.ts'
import { FacetPanel } from './facet-panel.tsx'
import { looksOf, maxSelectionInUrl } from './explore-url.ts'
import { createHoverStore } from './hover-store.ts'
import { MapPanel } from './map-panel.tsx'
import { PickList } from './pick-list.tsx'
import { ResultsPanel } from './results-panel.tsx'
import { SearchForm } from './search-form.tsx'
import { formFor, formOf, isEmpty, withForm } from './search-state.ts'
import type { SearchForm as Form } from './search-state.ts'
import { useForecast } from './use-forecast.ts'
import { useRows } from './use-rows.ts'
import { useSearch } from './use-search.ts'
import { densityFov, useDensity, useSkyResult, useSkyView } from './use-sky-result.ts'
import '../../ui/split.css'
import '../../ui/results.css'
import '../../ui/virtual-grid.css'
import './search.css'

const sharesSchema = z.object({ side: z.number(), map: z.number() })
type Edit = (params: URLSearchParams) => void

export interface ExplorePageProps {
  /** What can be asked about one image, drawn beside what else can be done with it. */
  readonly askAbout?: (facts: Facts) => ReactNode
}

/** Explore: form, map and table of one search. Everything a colleague should see is in the address. */
export function ExplorePage({ askAbout }: ExplorePageProps) {
  const { current, config } = useArchives()
  const engine = useSky()
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const change = useCallback(
    (edit: Edit, push = false) => {
      const next = presentParams()
      edit(next)
      setParams(next, { replace: !push })
    },
    [setParams],
  )
  const asked = useAsked(params)
  const looks = useMemo(() => looksOf(params), [params])
  const [typed, setTyped] = useState<Form>(asked)
  useEffect(() => setTyped(asked), [asked])
  const [hovers] = useState(createHoverStore)
  const setHover = useCallback((row: number | null) => hovers.setState({ row }), [hovers])
  const [hit, setHit] = useState<SkyHit | null>(null)
  const [focusRow, setFocusRow] = useState<number | null>(null)
  const [drawing, setDrawing] = useState<DrawShape | null>(null)

  const search = useSearch(asked, looks.maxRows)
  const forecast = useForecast(search.offer, typed, asked)
  const table = search.result?.table ?? null
  const overlays = useMemo(() => (config.overlays ?? []).filter((o) => o.archive === undefined || o.archive === current.id), [config, current.id])
  const [hasAnswer, setHasAnswer] = useState(false)
  useEffect(() => setHasAnswer((before) => before || !search.isBusy), [search.isBusy])
  const shown = useRows(table, params, looks)
  const move = useSkyView(search.region, table?.overflow === true && !search.isStale, looks, asksForAll(asked, params), (view) =>
    change((p) => p.set('view', view)),
  )
  const isWide = looks.density && current.coverage !== undefined && move.fov > densityFov
  const density = useDensity(isWide, current.coverage, asked)
  useSkyResult(search.result, shown.rows, shown.selection, hovers, isWide)
  useEffect(() => engine.onHover((over) => setHover(over?.rows.at(-1) ?? null)), [engine, setHover])
  useEffect(() => engine.onPick((picked) => setHit(picked.rows.length === 0 ? null : picked)), [engine])
  useEffect(() => setHit(null), [search.result])

  const idOf = (row: number): string | null => {
    const dids = table === null ? null : columnNamed(table, 'obs_publisher_did')
    return dids?.kind === 'text' ? (dids.data[row] ?? null) : null
  }
  const select = (row: number, additive: boolean): void => {
    const id = idOf(row)
    if (id === null) return
    change((p) => {
      const before = looksOf(p).selection
      const next = new Set(additive ? before : [])
      if (before.has(id) && (additive || before.size === 1)) next.delete(id)
      else next.add(id)
      if (next.size === 0) p.delete('sel')
      else p.set('sel', [...next].slice(-maxSelectionInUrl).join('~'))
    })
  }
  const open = (row: number): void => {
    const id = idOf(row)
    if (id === null) return
    const archive = params.get('archive')
    void navigate({ pathname: `/images/${encodeURIComponent(id)}`, search: archive === null ? '' : `?archive=${encodeURIComponent(archive)}` })
  }
  const submit = (form: Form): void =>
    change((p) => {
      const next = withForm(p, form)
      for (const key of [...p.keys()]) p.delete(key)
      for (const [key, value] of next) if (!key.startsWith('f.') && !['sel', 'view', 'all'].includes(key)) p.set(key, value)
      if (isEmpty(form)) p.set('all', '1')
    }, true)
  const draw = useDraw(drawing, setDrawing, (region) => submit({ ...typed, ...formFor(region) }))

  const values = (column: string): readonly string[] => shown.facets.find((f) => f.column === column)?.values.map((v) => v.value) ?? []
  const shares = useMemo(() => {
    const kept = sharesSchema.safeParse(readSetting('explore.shares'))
    return kept.success ? kept.data : { side: 0.21, map: 0.6 }
  }, [])
  const [pane, setPane] = useState<'search' | 'map' | 'results'>('map')
  const narrow = useMedia('(max-width: 860px)')

  const side = (
    <div className="side">
      <SearchForm
        key={JSON.stringify(asked)}
        initial={asked}
        imageTypes={current.imageTypes ?? values('dataproduct_type')}
        instruments={values('instrument_name')}
        problem={search.problem ?? forecast.problem}
        forecast={forecast.words}
        drawing={drawing}
        onChange={setTyped}
        onSearch={(form) => {
          // the same search again means: ask again
          if (JSON.stringify(form) === JSON.stringify(asked) && (search.error !== null || search.problem !== null)) search.again()
          else submit(form)
          if (narrow) setPane('results')
        }}
        onDraw={(shape) => {
          draw(shape)
          if (narrow) setPane('map')
        }}
      />
      <FacetPanel
        length={table?.length ?? 0}
        facets={shown.facets}
        picks={shown.picks}
        onPick={(column, value) =>
          change((p) => {
            const next = new Set(shown.picks.get(column) ?? [])
            if (!next.delete(value)) next.add(value)
            if (next.size === 0) p.delete(`f.${column}`)
            else p.set(`f.${column}`, [...next].join('~'))
          })
        }
        onClear={() => change((p) => [...p.keys()].filter((k) => k.startsWith('f.')).forEach((k) => p.delete(k)))}
      />
      {search.offer !== null && search.offer.lacks.length > 0 ? (
        <details className="lacks">
          <summary>What this archive lacks</summary>
          <ul>
            {search.offer.lacks.map((l) => (
              <li key={l}>{l}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  )
  const map = (
    <div className="map-frame">
      <MapPanel
        looks={looks}
        change={change}
        density={density}
        hasDensity={current.coverage !== undefined}
        drawing={drawing}
        onStopDrawing={() => setDrawing(null)}
        onTouch={move.touch}
        onHome={search.region === null ? null : () => (params.has('view') ? change((p) => p.delete('view')) : engine.fit(search.region!))}
        baseMaps={config.baseMaps}
        overlays={overlays}
        mayLoadOverlay={hasAnswer}
      />
      {hit !== null && table !== null ? (
        <PickList
          hit={hit}
          table={table}
          onHover={setHover}
          onPick={(row) => {
            select(row, false)
            setFocusRow(shown.place[row] ?? null)
          }}
          onOpen={open}
          onClose={() => setHit(null)}
          askAbout={askAbout}
        />
      ) : null}
    </div>
  )
  const results = (
    <ResultsPanel
      search={search}
      shown={shown}
      looks={looks}
      change={change}
      hovers={hovers}
      focusRow={focusRow}
      onHover={setHover}
      onSelect={select}
      onOpen={open}
      tap={current.tap}
      askAbout={askAbout}
    />
  )
  return (
    <main id="main" tabIndex={-1} className={narrow ? `explore narrow show-${pane}` : 'explore'}>
      <h1 className="visually-hidden">Explore</h1>
      {narrow ? (
        <>
          <div className="panes" role="group" aria-label="What to show">
            {(['search', 'map', 'results'] as const).map((p) => (
              <button key={p} type="button" aria-pressed={pane === p} onClick={() => setPane(p)}>
                {p === 'search' ? 'Search' : p === 'map' ? 'Map' : 'Table'}
              </button>
            ))}
          </div>
          {side}
          {map}
          {results}
        </>
      ) : (
        <Split
          label="Width of the search panel"
          direction="row"
          initial={shares.side}
          least={248}
          most={460}
          onChange={(x) => writeSetting('explore.shares', { ...shares, side: x })}
          first={side}
          second={
            <Split
              label="Height of the map"
              direction="column"
              initial={shares.map}
              least={140}
              onChange={(x) => writeSetting('explore.shares', { ...shares, map: x })}
              first={map}
              second={results}
            />
          }
        />
      )}
    </main>
  )
}

/** A search of the whole sky: nothing but filters, or nothing at all. */
function asksForAll(form: Form, params: URLSearchParams): boolean {
  return form.position === '' && form.id === '' && (params.has('all') || !isEmpty(form))
}

/** What the address asks for; a bare address asks for the first search of config.json, so that there is something to look at. */
function useAsked(params: URLSearchParams): Form {
  const { config, current } = useArchives()
  const text = JSON.stringify(formOf(params))
  const all = params.has('all')
  return useMemo(() => {
    const form = JSON.parse(text) as Form
    if (!isEmpty(form) || all || current.id !== config.start.archive) return form
    const { position, radius, band = '', type = '', time = '' } = config.start
    return { ...form, position, radius, band, type, time }
  }, [text, all, config, current])
}

/** Drawing a region: one at a time; the same button again, or Escape, gives up. */
function useDraw(
  drawing: DrawShape | null,
  setDrawing: (shape: DrawShape | null) => void,
  onDrawn: (region: Parameters<typeof formFor>[0]) => void,
): (shape: DrawShape) => void {
  const engine = useSky()
  useEffect(() => {
    if (drawing === null) return undefined
    const stop = new AbortController()
    void engine.draw(drawing, stop.signal).then((region) => {
      if (stop.signal.aborted) return
      setDrawing(null)
      if (region !== null) onDrawn(region)
    })
    return () => stop.abort()
    // one drawing per shape: what happens at its end is read when it ends
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [engine, drawing])
  return (shape) => setDrawing(drawing === shape ? null : shape)
}
