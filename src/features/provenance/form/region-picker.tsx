import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { parseRegion, formatPos } from '../../../../vo/sky/region-text.ts'
import type { Region } from '../../../../vo/sky/region.ts'
import { skyPos } from '../../../../vo/sky/sky-pos.ts'
import { deg } from '../../../../vo/sky/units.ts'
import { useSky } from '../../../engine/sky/sky-context.ts'
import type { DrawShape, EngineState } from '../../../engine/sky/sky-engine.ts'
import { Sheet } from '../../../ui/sheet.tsx'

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
  const host = useRef<HTMLDivElement>(null)
  const [shape, setShape] = useState<DrawShape>('circle')
  const [state, setState] = useState<EngineState>(engine.state())
  useEffect(() => engine.onState(setState), [engine])
  const isReady = state.at === 'ready'
  useLayoutEffect(() => (host.current === null ? undefined : engine.attach(host.current)), [engine])
  useEffect(() => {
    const region = parseRegion(value)
    engine.setRegion(region.ok ? region.value : null, false)
    if (region.ok) engine.fit(region.value)
    return () => engine.setRegion(null, false)
  }, [engine, value])
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
      <p className="dim">Without a pointer: type the region, like “circle 150.1 2.2 0.5” (degrees).</p>
    </Sheet>
  )
}

function rounded(region: Region): Region {
  const r = (x: number): number => Number(x.toFixed(5))
  if (region.kind === 'circle') return { kind: 'circle', center: skyPos(r(region.center.ra), r(region.center.dec)), radius: deg(r(region.radius)) }
  if (region.kind === 'polygon') return { kind: 'polygon', vertices: region.vertices.map((v) => skyPos(r(v.ra), r(v.dec))) }
  return region
}
