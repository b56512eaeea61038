import { useEffect, useMemo, useState } from 'react'
import { layoutEngine, type Laid } from '../../../engine/graph/layout-engine.ts'
import { boxSize } from '../../../engine/graph/picture.ts'
import type { Drawn } from './collapse.ts'

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
  const lanes = lanesOf(drawn)
  return {
    widths: new Float32Array(count).fill(boxSize.width),
    heights: new Float32Array(count).fill(boxSize.height),
    sources: Uint32Array.from(drawn.links, (link) => link.from),
    targets: Uint32Array.from(drawn.links, (link) => link.to),
    times: Float64Array.from(drawn.boxes, (box) => box.time ?? NaN),
    lanes: Uint32Array.from(drawn.boxes, (box) => lanes.get(laneOf(box.title, box.isGroup)) ?? 0),
  }
}

/** '212 × calexp' and 'calexp' share a lane. */
function laneOf(title: string, isGroup: boolean): string {
  return isGroup ? title.replace(/^\d+ × /u, '') : title
}

/** Lanes from the one that begins earliest (in the mean) to the latest; without times in the order found. */
function lanesOf(drawn: Drawn): ReadonlyMap<string, number> {
  const found = new Map<string, { sum: number; n: number }>()
  for (const box of drawn.boxes) {
    const name = laneOf(box.title, box.isGroup)
    const lane = found.get(name) ?? { sum: 0, n: 0 }
    found.set(name, box.time === null ? lane : { sum: lane.sum + box.time, n: lane.n + 1 })
  }
  const mean = ({ sum, n }: { readonly sum: number; readonly n: number }): number => (n === 0 ? Number.MAX_VALUE : sum / n)
  return new Map([...found].sort(([, a], [, b]) => mean(a) - mean(b)).map(([name], i) => [name, i]))
}
