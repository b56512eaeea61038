import { useContext, useState } from 'react'
import type { ReactNode } from 'react'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { deg } from '../../vo/sky/units.ts'
import { useArchives } from '../api/archive-context.ts'
import type { Config } from '../api/archive.ts'
import { aladinEngine } from '../engine/sky/aladin-engine.ts'
import { SkyContext } from '../engine/sky/sky-context.ts'
import type { SkyEngine } from '../engine/sky/sky-engine.ts'

const engines = new WeakMap<Config, SkyEngine>()

/** One engine per page: Aladin has no teardown, so it outlives every page that borrows it. */
function engineFor(config: Config): SkyEngine {
  let engine = engines.get(config)
  if (engine === undefined) {
    const base = config.baseMaps[0]?.url ?? ''
    engine = aladinEngine({
      baseMap: base === '' ? '' : new URL(base, document.baseURI).href,
      view: { center: skyPos(150.1, 2.2), fov: deg(60), projection: 'SIN' },
    })
    engines.set(config, engine)
  }
  return engine
}

export function SkyEngineProvider({ children }: { readonly children: ReactNode }) {
  const { config } = useArchives()
  const outer = useContext(SkyContext)
  const [make] = useState(() => outer ?? (() => engineFor(config)))
  return <SkyContext value={make}>{children}</SkyContext>
}
