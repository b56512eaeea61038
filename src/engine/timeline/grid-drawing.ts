import { gridInks } from './grid-classes.ts'
import type { GridCells } from './grid-classes.ts'
import { raftOf } from './lane-layout.ts'
import type { Night } from '../../api/night.ts'
import { cellAt, paintGrid } from './paint-grid.ts'
import { smallFont } from './paint-head.ts'
import { paintNoted } from './paint-noted.ts'
import { bandToken } from './palette.ts'
import type { Palette } from './palette.ts'
import { raster } from './raster.ts'
import type { Drawing, Surface } from './surface.ts'
import { moved, zoomed } from './time-window.ts'
import type { Span } from './time-window.ts'

/** A cell of the grid, or a whole visit (detector null). */
export interface GridPlace {
  readonly visit: number
  readonly detector: number | null
}

/** All that the grid is drawn from. */
export interface GridScene {
  readonly night: Night
  readonly cells: GridCells
  readonly palette: Palette
  /** Visits that are seen, from 0. */
  readonly columns: Span
  /** Place of the cursor of time among the visits; null = nowhere. */
  readonly at: number | null
  /** Visits that are being brushed. */
  readonly brush: Span | null
  readonly selected: GridPlace | null
  readonly hovered: GridPlace | null
  /** Cells that someone wrote a note about. */
  readonly noted: readonly GridPlace[]
}

export interface GridDrawing extends Drawing {
  show(scene: GridScene): void
  hit(x: number, y: number): GridPlace | null
  /** Whether a drag from here brushes visits. */
  isBrushable(x: number, y: number): boolean
  zoomRows(factor: number, y: number): void
  /** Moves the detectors by px. */
  scroll(dy: number): void
  reveal(detector: number): void
  /** Left edge and width of the cells, CSS px. */
  frame(): { readonly left: number; readonly width: number }
}

const head = 36

/** Room for the names at the left of a grid so wide, px. */
export function gridLeft(width: number): number {
  return width < 560 ? 40 : 60
}

export function gridDrawing(): GridDrawing {
  let scene: GridScene | null = null
  let size = { width: 0, height: 0 }
  let rows: Span | null = null
  let image: ImageData | null = null

  const left = (): number => gridLeft(size.width)
  const rowsOf = (s: GridScene): Span => rows ?? { from: 0, to: s.cells.detectors }
  const xOf = (s: GridScene, column: number): number => left() + ((column - s.columns.from) / (s.columns.to - s.columns.from)) * (size.width - left())
  const yOf = (s: GridScene, row: number): number => head + ((row - rowsOf(s).from) / (rowsOf(s).to - rowsOf(s).from)) * (size.height - head)

  const paintAll = ({ base: c, scale, width, height }: Surface, scene: GridScene): void => {
    c.setTransform(scale, 0, 0, scale, 0, 0)
    c.fillStyle = scene.palette.css['--panel']
    c.fillRect(0, 0, width, height)
    const [w, h] = [Math.round((width - left()) * scale), Math.round((height - head) * scale)]
    if (w <= 0 || h <= 0) return
    if (image === null || image.width !== w || image.height !== h) image = new ImageData(w, h)
    paintGrid(
      raster(w, h, new Uint32Array(image.data.buffer)),
      scene.cells,
      { columns: scene.columns, rows: rowsOf(scene) },
      gridInks(scene.palette, scene.cells.classes),
      Math.round(scale),
    )
    c.putImageData(image, Math.round(left() * scale), Math.round(head * scale))
    paintVisitHead(c, scene)
    paintRafts(c, scene)
  }

  /** Number and band of the visits above the cells. */
  const paintVisitHead = (c: CanvasRenderingContext2D, s: GridScene): void => {
    const { css } = s.palette
    const { visits: v, dicts } = s.night
    c.font = smallFont
    c.textBaseline = 'middle'
    c.textAlign = 'left'
    c.fillStyle = css['--dim']
    c.fillText('visit', 6, 11)
    c.fillText('band', 6, 27)
    c.textAlign = 'center'
    let free = -Infinity
    for (let k = Math.max(0, Math.floor(s.columns.from)); k < Math.min(v.n, s.columns.to); k++) {
      const [x0, x1] = [Math.max(left(), xOf(s, k)), xOf(s, k + 1)]
      const band = dicts.band[v.band[k]!] ?? ''
      c.fillStyle = css[bandToken(band)]
      c.fillRect(x0, 22, Math.max(1, x1 - x0 - (x1 - x0 > 6 ? 1 : 0)), 10)
      if (x1 - x0 > 14) {
        c.fillStyle = css['--panel']
        c.fillRect((x0 + x1) / 2 - 5, 22, 10, 10)
        c.fillStyle = css['--text']
        c.fillText(band, (x0 + x1) / 2, 27)
      }
      const x = (x0 + x1) / 2
      if (x < free || x > size.width - 12) continue
      free = x + 46
      c.fillStyle = css['--dim']
      c.fillText(String(v.seq[k]), x, 11)
    }
  }

  const paintRafts = (c: CanvasRenderingContext2D, s: GridScene): void => {
    const { css } = s.palette
    c.textAlign = 'right'
    c.textBaseline = 'middle'
    const isClose = yOf(s, 1) - yOf(s, 0) >= 12
    const step = isClose ? 1 : 9
    for (let d = 0; d < s.cells.detectors; d += step) {
      const [y0, y1] = [yOf(s, d), yOf(s, Math.min(s.cells.detectors, d + step))]
      if (y1 < head || y0 > size.height) continue
      if (d % 9 === 0 && y0 >= head) {
        c.fillStyle = css['--text']
        c.globalAlpha = 0.22
        c.fillRect(0, Math.round(y0), isClose ? size.width : left(), 1)
        c.globalAlpha = 1
      }
      const y = (y0 + y1) / 2
      c.fillStyle = css['--dim']
      if (y > head + 5 && (y1 - y0 >= 11 || d % 27 === 0)) c.fillText(isClose ? `${raftOf(d)} ${d}` : raftOf(d), left() - 5, y, left() - 8)
    }
  }

  const paintOver = ({ over: c }: Surface): boolean => {
    if (scene === null) return false
    const { at, brush, hovered, selected, noted } = scene
    if (hovered === null && selected === null && noted.length === 0 && at === null && brush === null) return false
    const { css } = scene.palette
    c.save()
    c.beginPath()
    c.rect(left(), 0, size.width, size.height)
    c.clip()
    for (const [place, isSelected] of [
      [scene.hovered, false],
      [scene.selected, true],
    ] as const) {
      if (place === null) continue
      const [x0, x1] = [xOf(scene, place.visit), xOf(scene, place.visit + 1)]
      c.fillStyle = c.strokeStyle = css['--accent']
      c.globalAlpha = isSelected ? 0.16 : 0.08
      c.fillRect(x0, head, Math.max(1, x1 - x0), size.height - head)
      if (place.detector !== null)
        c.fillRect(left(), yOf(scene, place.detector), size.width, Math.max(1, yOf(scene, place.detector + 1) - yOf(scene, place.detector)))
      c.globalAlpha = 1
      c.lineWidth = isSelected ? 2 : 1
      const [y0, y1] = place.detector === null ? [head, size.height] : [yOf(scene, place.detector), yOf(scene, place.detector + 1)]
      c.strokeRect(x0 - 1.5, y0 - 1.5, Math.max(5, x1 - x0 + 2), Math.max(5, y1 - y0 + 2))
    }
    for (const { visit, detector } of scene.noted) {
      const [x, y] = [xOf(scene, visit), detector === null ? head : yOf(scene, detector)]
      if (x >= left() && x < size.width && y >= head) paintNoted(c, css, x, y)
    }
    c.fillStyle = css['--accent']
    if (scene.brush !== null) {
      const x0 = xOf(scene, scene.brush.from)
      c.globalAlpha = 0.2
      c.fillRect(x0, 0, xOf(scene, scene.brush.to) - x0, size.height)
      c.globalAlpha = 1
    }
    if (scene.at !== null) c.fillRect(Math.round(xOf(scene, scene.at)), 0, 1.5, size.height)
    c.restore()
    return true
  }

  return {
    paintBase(surface) {
      size = { width: surface.width, height: surface.height }
      if (scene === null) return 'nothing'
      paintAll(surface, scene)
      return 'exact'
    },
    paintOver,
    show(next) {
      if (next.cells.detectors !== scene?.cells.detectors) rows = null
      scene = next
    },
    hit(x, y) {
      if (scene === null || x < left()) return null
      const share = (x - left()) / (size.width - left())
      const cell = cellAt(scene.cells, { columns: scene.columns, rows: rowsOf(scene) }, share, Math.max(0, (y - head) / (size.height - head)))
      return cell === null ? null : y < head ? { visit: cell.visit, detector: null } : cell
    },
    isBrushable: (_x, y) => y < head,
    zoomRows(factor, y) {
      if (scene === null) return
      const now = rowsOf(scene)
      const about = now.from + ((Math.max(head, y) - head) / Math.max(1, size.height - head)) * (now.to - now.from)
      rows = zoomed(now, factor, about, { from: 0, to: scene.cells.detectors }, 4)
    },
    scroll(dy) {
      if (scene === null) return
      const now = rowsOf(scene)
      rows = moved(now, (dy / Math.max(1, size.height - head)) * (now.to - now.from), { from: 0, to: scene.cells.detectors })
    },
    reveal(detector) {
      if (scene === null) return
      const now = rowsOf(scene)
      if (detector >= now.from && detector + 1 <= now.to) return
      rows = moved(now, detector + 0.5 - (now.from + now.to) / 2, { from: 0, to: scene.cells.detectors })
    },
    frame: () => ({ left: left(), width: size.width }),
  }
}
