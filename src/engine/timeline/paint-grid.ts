import type { GridCells } from './grid-classes.ts'
import { fillRect } from './raster.ts'
import type { Ink, Raster } from './raster.ts'
import type { Span } from './time-window.ts'

/** Cells that are seen: columns are visits, rows detectors, both from 0, fractions included. */
export interface GridWindow {
  readonly columns: Span
  readonly rows: Span
}

/** Paints the cells that are seen. Where several fall on one pixel the worst of them shows; large ones have patterns and gaps. */
export function paintGrid(r: Raster, cells: GridCells, view: GridWindow, inks: readonly Ink[], unit = 1): void {
  const perX = (view.columns.to - view.columns.from) / r.width
  const perY = (view.rows.to - view.rows.from) / r.height
  r.pixels.fill(inks[0]!.second)
  if (1 / perX >= 4 * unit && 1 / perY >= 4 * unit) paintLarge(r, cells, view, perX, perY, inks, unit)
  else paintSmall(r, cells, view, perX, perY, inks)
}

function paintLarge(
  r: Raster,
  cells: GridCells,
  { columns, rows }: GridWindow,
  perX: number,
  perY: number,
  inks: readonly Ink[],
  unit: number,
): void {
  const gap = 1 / perX >= 7 * unit && 1 / perY >= 7 * unit ? unit : 0
  for (let d = Math.max(0, Math.floor(rows.from)); d < Math.min(cells.detectors, rows.to); d++) {
    const [y0, y1] = [Math.round((d - rows.from) / perY), Math.round((d + 1 - rows.from) / perY)]
    for (let v = Math.max(0, Math.floor(columns.from)); v < Math.min(cells.visits, columns.to); v++) {
      const x0 = Math.round((v - columns.from) / perX)
      fillRect(r, x0, y0, Math.round((v + 1 - columns.from) / perX) - gap, y1 - gap, inks[cells.ofCell[v * cells.detectors + d]!]!, unit)
    }
  }
}

function paintSmall(r: Raster, cells: GridCells, { columns, rows }: GridWindow, perX: number, perY: number, inks: readonly Ink[]): void {
  const edges = Int32Array.from({ length: r.width + 1 }, (_, x) => Math.floor(columns.from + x * perX))
  let painted: readonly [number, number] | null = null
  for (let y = 0; y < r.height; y++) {
    const d0 = Math.floor(rows.from + y * perY)
    const d1 = Math.max(d0 + 1, Math.floor(rows.from + (y + 1) * perY))
    const at = y * r.width
    // the same detectors as the line above
    if (painted !== null && painted[0] === d0 && painted[1] === d1) {
      r.pixels.copyWithin(at, at - r.width, at)
      continue
    }
    painted = [d0, d1]
    for (let x = 0; x < r.width; x++) {
      const v0 = edges[x]!
      const worst = worstIn(cells, v0, Math.max(v0 + 1, edges[x + 1]!), d0, d1)
      if (worst >= 0) r.pixels[at + x] = inks[worst]!.main
    }
  }
}

/** The worst class of a block of cells; −1 where it lies outside. */
function worstIn(cells: GridCells, v0: number, v1: number, d0: number, d1: number): number {
  let worst = -1
  for (let v = Math.max(0, v0); v < Math.min(cells.visits, v1); v++)
    for (let d = Math.max(0, d0); d < Math.min(cells.detectors, d1); d++) {
      const c = cells.ofCell[v * cells.detectors + d]!
      if (c > worst) worst = c
    }
  return worst
}

/** The cell at a place of the window, as shares of its width and height; null outside. */
export function cellAt(cells: GridCells, view: GridWindow, x: number, y: number): { readonly visit: number; readonly detector: number } | null {
  const visit = Math.floor(view.columns.from + x * (view.columns.to - view.columns.from))
  const detector = Math.floor(view.rows.from + y * (view.rows.to - view.rows.from))
  return visit < 0 || visit >= cells.visits || detector < 0 || detector >= cells.detectors ? null : { visit, detector }
}
