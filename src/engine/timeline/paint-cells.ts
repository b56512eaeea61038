import type { Cells } from './cells.ts'
import type { LaneView } from './paint-lanes.ts'
import { eachLine, fillLine } from './paint-thin.ts'
import type { Ink, Raster } from './raster.ts'

/** Paints cells that are seen, in rows too thin for patterns, over a line that lies `below`: what is alike is filled at once. */
export function paintCells(r: Raster, cells: Cells, view: LaneView, inks: readonly Ink[], below: Uint32Array | null = null): void {
  const { width, first, columns, ink } = cells
  const words = Uint32Array.from([0, ...inks.map(({ main }) => main)])
  const stretchAt = (x: number): number => Math.floor((view.from + x * view.perPx) / width) - first
  const [begin, end] = [Math.max(0, stretchAt(0)), Math.min(columns, stretchAt(r.width) + 1)]
  const edges = Int32Array.from({ length: Math.max(0, end - begin) + 1 }, (_, k) => {
    const x = Math.floor(((begin + k + first) * width - view.from) / view.perPx)
    return Math.min(r.width, Math.max(0, x))
  })
  eachLine(r, view, ink.length / columns, below, (start, row) => {
    const at = row * columns + begin
    for (let k = 0; k < end - begin;) {
      const mark = ink[at + k]!
      const left = k
      do k++
      while (k < end - begin && ink[at + k] === mark)
      if (mark > 0) fillLine(r.pixels, start + edges[left]!, start + edges[k]!, words[mark]!)
    }
  })
}
