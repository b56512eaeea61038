import { useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { parseRegion, formatPos } from '../../../../vo/sky/region-text.ts'
import type { Region } from '../../../../vo/sky/region.ts'
import { skyPos } from '../../../../vo/sky/sky-pos.ts'
import { deg } from '../../../../vo/sky/units.ts'
import { useArchives } from '../../../api/archive-context.ts'
import { coverageCounts } from '../../../api/coverage.ts'
import { unwrap } from '../../../api/unwrap.ts'
import { useSky } from '../../../engine/sky/sky-context.ts'
import type { DrawShape, EngineState } from '../../../engine/sky/sky-engine.ts'
import { Sheet } from '../../../ui/sheet.tsx'

/** HEALPix order of the cells that show where there are images: some 0.5 deg. */
const coverageOrder = 7
const shapes: readonly DrawShape[] = ['circle', 'polygon', 'box']

/** The sky in a sheet, to draw the region of a field. Coordinates are rounded to 1e-5 deg. */
export function RegionPicker({
  label,
  value,
  onPick,
  onClose,
}: {
  readonly label: string
  readonly value: string
  readonly onPick: (region: string) => void
  readonly onClose: () => void
}) {
  const engine = useSky()
  const { config, current } = useArchives()
  const covered = useQuery({
    queryKey: ['picker-coverage', current.coverage],
    queryFn: ({ signal }) => unwrap(coverageCounts(current.coverage ?? '', coverageOrder, [], signal)),
    enabled: current.coverage !== undefined,
    staleTime: 300_000,
    structuralSharing: false,
  })
  const cells = covered.data ?? null
  useEffect(() => {
    engine.setCoverage(cells)
    return () => engine.setCoverage(null)
  }, [engine, cells])
  const host = useRef<HTMLDivElement>(null)
  const [shape, setShape] = useState<DrawShape>('circle')
  const [state, setState] = useState<EngineState>(engine.state())
  useEffect(() => engine.onState(setState), [engine])
  const isReady = state.at === 'ready'
  useLayoutEffect(() => (host.current === null ? undefined : engine.attach(host.current)), [engine])
  useEffect(() => {
    const region = parseRegion(value)
    engine.setRegion(region.ok ? region.value : null, false)
    const start = parseRegion(`circle ${config.start.position.split(/[\s,]+/u).join(' ')} ${config.start.radius}`)
    if (region.ok) engine.fit(region.value)
    else if (start.ok) engine.fit(start.value)
    return () => engine.setRegion(null, false)
  }, [engine, value, config])
  useEffect(() => {
    // what is drawn on lies above the map, so the map must be there first
    if (!isReady) return undefined
    const stop = new AbortController()
    void engine.draw(shape, stop.signal).then((region) => {
      if (!stop.signal.aborted && region !== null) onPick(formatPos(rounded(region)))
    })
    return () => stop.abort()
    // one drawing per shape
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [engine, shape, isReady])
  return (
    <Sheet title={`${label}: draw it`} onClose={onClose}>
      <div className="row">
        <div className="segments" role="group" aria-label="Shape">
          {shapes.map((s) => (
            <button key={s} type="button" aria-pressed={s === shape} onClick={() => setShape(s)}>
              {s}
            </button>
          ))}
        </div>
        <span className="dim">{shape === 'polygon' ? 'Click the corners; Enter closes.' : 'Press, drag, let go.'}</span>
      </div>
      <div ref={host} className="prov-pick-map" role="region" aria-label="Sky map" />
      {state.at === 'failed' ? (
        <p className="note warn" role="alert">
          {state.message}
        </p>
      ) : null}
      <p className="dim">
        {cells === null ? '' : 'Shaded: where the archive has images. '}Without a pointer: Tab to the map, move the cross by arrow keys, Space marks;
        or type the region, like “circle 150.1 2.2 0.5” (degrees).
      </p>
    </Sheet>
  )
}

function rounded(region: Region): Region {
  const r = (x: number): number => Number(x.toFixed(5))
  if (region.kind === 'circle') return { kind: 'circle', center: skyPos(r(region.center.ra), r(region.center.dec)), radius: deg(r(region.radius)) }
  if (region.kind === 'polygon') return { kind: 'polygon', vertices: region.vertices.map((v) => skyPos(r(v.ra), r(v.dec))) }
  return region
}
