import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { coverageCounts } from '../../api/coverage.ts'
import { sentence } from '../../api/api-error.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import type { ResultSet } from '../../engine/results/result-set.ts'
import { hidden } from '../../engine/sky/footprint-layer.ts'
import { useSky } from '../../engine/sky/sky-context.ts'
import { formatPos } from '../../../vo/sky/region-text.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { bands, isBand, rgba } from '../../ui/bands.tsx'
import { bandColumn } from './facets.ts'
import type { Looks } from './explore-url.ts'
import { viewText } from './explore-url.ts'
import { siaFilter } from './search-adql.ts'
import type { SearchForm } from './search-state.ts'
import type { HoverStore } from './hover-store.ts'

/** Wider than this (deg) the map shows density. */
export const densityFov = 12

const bandNames = Object.keys(bands)
/** The map is dark in both themes: the bands' dark colours, then that of other images. */
const colors = [...Object.values(bands).map((b) => b.dark), '#9fb4cc']

const palette = colors.map((c) => rgba(c, 0.95))
/** Above a density the footprints step back. */
const faint = colors.map((c) => rgba(c, 0.4))

/** Draws a result on the map: footprints in the colours of their bands, the region, selection and hover. */
export function useSkyResult(result: ResultSet | null, rows: Uint32Array, selection: readonly number[], hovers: HoverStore, isWide: boolean): void {
  const engine = useSky()
  const colorOfRow = useMemo(() => {
    if (result === null) return new Uint8Array(0)
    const colorOfRow = new Uint8Array(result.table.length).fill(hidden)
    const band = bandColumn(result.table)
    const texts = band?.kind === 'text' ? band.data : null
    for (const row of rows) {
      const name = texts?.[row] ?? null
      colorOfRow[row] = name !== null && isBand(name) ? bandNames.indexOf(name) : bandNames.length
    }
    return colorOfRow
  }, [result, rows])
  const shown = useRef<ResultSet | null>(null)
  useEffect(() => {
    const paint = { colorOfRow, palette: isWide ? faint : palette }
    if (shown.current === result && result !== null) engine.setPaint(paint)
    else {
      engine.setFootprints(result?.footprints ?? null, paint)
      shown.current = result
    }
  }, [engine, result, colorOfRow, isWide])
  useEffect(
    () => () => {
      // StrictMode and page changes: the next owner sets its own
      shown.current = null
      engine.setFootprints(null, { colorOfRow: new Uint8Array(0), palette })
      engine.setSelection([])
      engine.setHover(null)
      engine.setRegion(null, false)
      engine.setCoverage(null)
    },
    [engine],
  )
  useEffect(() => engine.setSelection(selection), [engine, selection])
  useEffect(() => hovers.subscribe(({ row }) => engine.setHover(row)), [engine, hovers])
}

/** The map looks where the address says, else at the searched region; moves by the user are written back. */
export function useSkyView(
  region: Region | null,
  truncated: boolean,
  looks: Looks,
  isEverywhere: boolean,
  onMoved: (view: string) => void,
): { readonly fov: number; readonly touch: () => void } {
  const engine = useSky()
  const [fov, setFov] = useState<number>(engine.view().fov)
  const touched = useRef(false)
  const written = useRef('')
  const regionText = region === null ? '' : formatPos(region)
  const wanted = looks.view === null ? '' : viewText(looks.view)
  useEffect(() => engine.setRegion(region, truncated), [engine, regionText, truncated]) // oxlint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    if (wanted !== '') {
      if (wanted !== written.current && looks.view !== null) engine.setView(looks.view)
      written.current = wanted
      return
    }
    written.current = ''
    touched.current = false
    if (region !== null) engine.fit(region)
    else if (isEverywhere) engine.setView({ fov: deg(150) })
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [engine, regionText, wanted, isEverywhere])
  useEffect(() => engine.setView({ projection: looks.projection }), [engine, looks.projection])
  const moved = useRef(onMoved)
  useEffect(() => {
    moved.current = onMoved
  })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const undo = engine.onView((view) => {
      setFov(Number(view.fov.toPrecision(3)))
      clearTimeout(timer)
      if (!touched.current) return
      timer = setTimeout(() => {
        written.current = viewText(view)
        moved.current(written.current)
      }, 400)
    })
    return () => {
      clearTimeout(timer)
      undo()
    }
  }, [engine])
  return { fov, touch: () => (touched.current = true) }
}

/** What the density says of itself; `again` asks once more where it failed. */
export interface Density {
  readonly words: string
  readonly again: (() => void) | null
}

/** Density of the archive's images at wide view, with the filters that /api/coverage knows. Null = none is drawn. */
export function useDensity(wanted: boolean, service: string | undefined, form: SearchForm | null): Density | null {
  const engine = useSky()
  const filter = useMemo(() => (form === null ? [] : siaFilter(form)), [form])
  const order = 6
  const on = wanted && service !== undefined
  const coverage = useQuery({
    queryKey: ['coverage', service, order, filter],
    queryFn: ({ signal }) => unwrap(coverageCounts(service ?? '', order, filter, signal)),
    enabled: on,
    staleTime: 300_000,
    structuralSharing: false,
  })
  const cells = on ? (coverage.data ?? null) : null
  useEffect(() => engine.setCoverage(cells), [engine, cells])
  if (!on) return null
  if (coverage.isFetching) return { words: 'counting images …', again: null }
  if (coverage.error !== null) {
    return { words: `The density is missing: ${sentence(apiErrorOf(coverage.error), Date.now())}`, again: () => void coverage.refetch() }
  }
  if (cells === null) return null
  return { words: `density of ${cells.images.toLocaleString('en')} images${form !== null && form.type !== '' ? ' of all types' : ''}`, again: null }
}
