import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useArchives } from '../../api/archive-context.ts'
import { useSky } from './sky-context.ts'
import type { EngineState, SkyEngine } from './sky-engine.ts'

export interface SkyHere {
  readonly engine: SkyEngine
  /** Where the map is to be. */
  readonly host: RefObject<HTMLDivElement | null>
  readonly state: EngineState
}

/** The sky map in an element of this page, with the base map only: whoever had it before gets it back by asking again. */
export function useSkyHere(): SkyHere {
  const engine = useSky()
  const { config } = useArchives()
  const host = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<EngineState>(engine.state())
  useLayoutEffect(() => (host.current === null ? undefined : engine.attach(host.current)), [engine])
  useEffect(() => engine.onState(setState), [engine])
  const base = config.baseMaps[0]?.url
  useEffect(() => {
    if (base !== undefined) engine.setBaseMap(new URL(base, document.baseURI).href)
    engine.setOverlayMap(null, 1)
  }, [engine, base])
  return { engine, host, state }
}
