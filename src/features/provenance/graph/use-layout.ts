import { useEffect, useMemo, useState } from 'react'
import { layoutEngine, type Laid } from '../../../engine/graph/layout-engine.ts'
import { boxSize } from '../../../engine/graph/picture.ts'
import type { Drawn } from './collapse.ts'
import { laneOf, lanesOf } from './lanes.ts'

/** What is drawn, with the layout that was made for it; while a new one is made the last one stays. */
export interface LaidOut {
  readonly drawn: Drawn
  readonly laid: Laid
}

/** Lays out in a worker that lives as long as the component. */
export function useLayout(drawn: Drawn, by: 'rank' | 'time'): { readonly laidOut: LaidOut | null; readonly failure: string | null } {
  const [engine, setEngine] = useState<ReturnType<typeof layoutEngine> | null>(null)
  const [laidOut, setLaidOut] = useState<LaidOut | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const shape = useMemo(() => shapeOf(drawn), [drawn])
  useEffect(() => {
    const made = layoutEngine()
    setEngine(made)
    return () => made.close()
  }, [])
  useEffect(() => {
    if (engine === null || shape.widths.length === 0) return
    engine.layout(shape, by).then(
      (laid) => {
        setFailure(null)
        setLaidOut({ drawn, laid })
      },
      (error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) setFailure(error instanceof Error ? error.message : String(error))
      },
    )
  }, [engine, shape, by, drawn])
  return { laidOut, failure }
}

function shapeOf(drawn: Drawn) {
  const count = drawn.boxes.length
  const lanes = lanesOf(drawn.boxes)
  return {
    widths: new Float32Array(count).fill(boxSize.width),
    heights: new Float32Array(count).fill(boxSize.height),
    sources: Uint32Array.from(drawn.links, (link) => link.from),
    targets: Uint32Array.from(drawn.links, (link) => link.to),
    times: Float64Array.from(drawn.boxes, (box) => box.time ?? NaN),
    lanes: Uint32Array.from(drawn.boxes, (box) => lanes.get(laneOf(box)) ?? 0),
  }
}
