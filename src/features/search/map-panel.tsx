import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { moveMap, zoomMap } from '../../engine/sky/map-keys.ts'
import { useSky } from '../../engine/sky/sky-context.ts'
import type { DrawShape, EngineState } from '../../engine/sky/sky-engine.ts'
import type { Looks } from './explore-url.ts'
import { MapReadout } from './map-readout.tsx'
import { MapTools } from './map-tools.tsx'
import type { Density } from './use-sky-result.ts'

export interface MapPanelProps {
  readonly looks: Looks
  readonly change: (edit: (p: URLSearchParams) => void, push?: boolean) => void
  /** What the density says of itself; null = none is drawn. */
  readonly density: Density | null
  readonly hasDensity: boolean
  readonly drawing: DrawShape | null
  readonly onStopDrawing: () => void
  /** The user moves the map: from now on the address follows it. */
  readonly onTouch: () => void
  /** Back to the searched region; null where there is none. */
  readonly onHome: (() => void) | null
  readonly baseMaps: readonly SkyLayer[]
  readonly overlays: readonly SkyLayer[]
  /** Rows come first: the overlay's tiles, which the service may have to draw, are asked for when the search is through. */
  readonly mayLoadOverlay: boolean
}

export interface SkyLayer {
  readonly title: string
  readonly url: string
}

const absolute = (url: string): string => new URL(url, document.baseURI).href

const hints: Readonly<Record<DrawShape, string>> = {
  circle: 'Press at the centre, drag, let go. Keys: arrows, Space at centre and edge. Esc gives up.',
  box: 'Press at a corner, drag, let go. Keys: arrows, Space at both corners. Esc gives up.',
  polygon: 'Click the corners; Enter or the first corner closes. Keys: arrows, Space at each corner. Esc gives up.',
}

/** The sky map's place on the page, with its tools. Arrow keys move it, + and − zoom, Enter lists the images at its centre. */
export function MapPanel(props: MapPanelProps) {
  const { looks, change, density, drawing, onStopDrawing, onTouch, onHome } = props
  const engine = useSky()
  const host = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<EngineState>(engine.state())
  useLayoutEffect(() => (host.current === null ? undefined : engine.attach(host.current)), [engine])
  useEffect(() => engine.onState(setState), [engine])
  const [baseProblem, setBaseProblem] = useState<string | null>(null)
  useEffect(() => engine.onBaseMap(setBaseProblem), [engine])
  useEffect(() => engine.setGrid(looks.grid), [engine, looks.grid])
  const base = props.baseMaps[looks.baseMap]?.url ?? props.baseMaps[0]?.url
  useEffect(() => {
    if (base !== undefined) engine.setBaseMap(absolute(base))
  }, [engine, base])
  const overlay = props.mayLoadOverlay ? (props.overlays[looks.overlay]?.url ?? null) : null
  useEffect(() => engine.setOverlayMap(overlay === null ? null : absolute(overlay), 1), [engine, overlay])

  const zoom = (factor: number): void => {
    onTouch()
    zoomMap(engine, factor)
  }
  const others = { Enter: () => engine.pickCenter(), ...(onHome === null ? {} : { Home: onHome }) }
  return (
    <section
      className="map"
      aria-label="Sky map"
      tabIndex={0}
      onKeyDown={(event) => moveMap(event, engine, others, onTouch)}
      onWheelCapture={onTouch}
      onPointerDownCapture={onTouch}
    >
      <div ref={host} className="map-host" />
      {state.at === 'failed' ? (
        <div className="map-problem note warn" role="alert">
          {state.message}
        </div>
      ) : null}
      {state.at === 'lost' ? <div className="map-problem note warn">The graphics card dropped the map; it comes back by itself.</div> : null}
      {baseProblem === null || state.at !== 'ready' ? null : (
        <div className="map-hint" role="status">
          The base map cannot be had: {baseProblem}. Footprints and search work without it.
        </div>
      )}
      {state.at === 'starting' ? <div className="map-hint">Opening the sky …</div> : null}
      {drawing === null ? null : (
        <div className="map-hint drawing" role="status">
          {hints[drawing]}{' '}
          <button type="button" onClick={onStopDrawing}>
            Stop
          </button>
        </div>
      )}
      {state.at === 'failed' ? null : (
        <>
          <MapTools
            looks={looks}
            change={change}
            hasDensity={props.hasDensity}
            zoom={zoom}
            onHome={onHome}
            baseMaps={props.baseMaps}
            overlays={props.overlays}
          />
          <MapReadout density={density} />
        </>
      )}
    </section>
  )
}
