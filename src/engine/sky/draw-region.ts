import { separation } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { drawCursor } from './draw-cursor.ts'
import type { DrawShape } from './sky-engine.ts'
import './draw-region.css'

/** What drawing needs of the map: a place above it to catch the pointer, and where a pixel is on the sky. */
export interface DrawSurface {
  readonly host: HTMLElement
  readonly toSky: (x: number, y: number) => SkyPos | null
  /** Shows the region as it would be now; null = nothing yet. */
  readonly preview: (region: Region | null) => void
}

type Pixel = readonly [number, number]

const labels: Readonly<Record<DrawShape, string>> = {
  circle: 'Drawing a circle. Arrow keys move the cross, Space marks the centre, then the edge; Escape gives up',
  box: 'Drawing a box. Arrow keys move the cross, Space marks a corner, then the other; Escape gives up',
  polygon: 'Drawing a polygon. Arrow keys move the cross, Space marks corners, Enter closes, Backspace takes one back, Escape gives up',
}

/**
 * Lets the user draw on the map: circle and box by press and drag, a polygon click by click (double click, Enter or a click on the first
 * corner closes it, Backspace takes one back). Without a pointer: arrow keys move a cross (Shift: finely), Space or Enter marks.
 * Escape or an abort gives null. The map cannot be moved meanwhile.
 */
export function drawOn(surface: DrawSurface, shape: DrawShape, signal: AbortSignal): Promise<Region | null> {
  return new Promise((resolve) => {
    const pane = document.createElement('div')
    pane.className = 'draw-pane'
    pane.tabIndex = 0
    pane.setAttribute('role', 'application')
    pane.setAttribute('aria-label', labels[shape])
    const cursor = drawCursor(pane, surface.toSky)
    const corners: SkyPos[] = []
    const pixels: Pixel[] = []
    /** Where circle or box began. */
    let pressed: Pixel | null = null

    const at = (event: PointerEvent): Pixel => {
      const box = pane.getBoundingClientRect()
      return [event.clientX - box.left, event.clientY - box.top]
    }
    const finish = (region: Region | null): void => {
      pane.remove()
      surface.preview(null)
      signal.removeEventListener('abort', abort)
      resolve(region)
    }
    const abort = (): void => finish(null)
    const polygon = (extra?: SkyPos): Region | null => {
      const vertices = extra === undefined ? [...corners] : [...corners, extra]
      return vertices.length < 3 ? null : { kind: 'polygon', vertices }
    }
    const spanned = (to: Pixel): Region | null => {
      if (pressed === null || Math.hypot(to[0] - pressed[0], to[1] - pressed[1]) < 3) return null
      if (shape === 'circle') {
        const [center, edge] = [surface.toSky(...pressed), surface.toSky(...to)]
        return center === null || edge === null ? null : { kind: 'circle', center, radius: separation(center, edge) }
      }
      // without width or height it would be a line
      if (Math.abs(to[0] - pressed[0]) < 1 || Math.abs(to[1] - pressed[1]) < 1) return null
      const around = [pressed, [to[0], pressed[1]], to, [pressed[0], to[1]]] as const
      const vertices = around.map(([x, y]) => surface.toSky(x, y))
      return vertices.some((v) => v === null) ? null : { kind: 'polygon', vertices: vertices as SkyPos[] }
    }
    const previewTo = (to: Pixel): void => {
      if (shape !== 'polygon') {
        if (pressed !== null) surface.preview(spanned(to))
        return
      }
      const sky = surface.toSky(...to)
      if (sky === null || corners.length === 0) return
      surface.preview(polygon(sky) ?? { kind: 'union', parts: corners.map((c) => ({ kind: 'point', at: c })) })
    }
    /** A corner more, or the end when it is the first one again. */
    const addCorner = (p: Pixel): void => {
      const [first] = pixels
      if (first !== undefined && pixels.length >= 3 && Math.hypot(p[0] - first[0], p[1] - first[1]) < 8) {
        finish(polygon())
        return
      }
      const sky = surface.toSky(...p)
      if (sky === null) return
      corners.push(sky)
      pixels.push(p)
      surface.preview(polygon())
    }
    /** Space: where the cross is, a corner; or the beginning of circle and box, then their end. */
    const mark = (): void => {
      const p = cursor.show()
      if (shape === 'polygon') {
        addCorner(p)
        cursor.say(`Corner ${corners.length}:`)
      } else if (pressed === null) {
        if (surface.toSky(...p) !== null) pressed = p
        cursor.say(shape === 'circle' ? 'Centre:' : 'Corner:')
      } else {
        const region = spanned(p)
        if (region !== null) finish(region)
      }
    }

    pane.addEventListener('pointerdown', (event) => {
      event.preventDefault()
      pane.focus()
      cursor.hide()
      const p = at(event)
      if (shape === 'polygon') addCorner(p)
      else {
        pressed = p
        pane.setPointerCapture(event.pointerId)
      }
    })
    // while the keys draw, a pointer that is only brushed changes nothing
    pane.addEventListener('pointermove', (event) => {
      if (cursor.at() === null) previewTo(at(event))
    })
    pane.addEventListener('pointerup', (event) => {
      if (shape === 'polygon' || pressed === null || cursor.at() !== null) return
      const region = spanned(at(event))
      pressed = null
      if (region !== null) finish(region)
    })
    pane.addEventListener('dblclick', () => {
      if (shape === 'polygon' && corners.length >= 3) finish(polygon())
    })
    pane.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') finish(null)
      else if (event.key === 'Enter' && shape === 'polygon' && corners.length >= 3) finish(polygon())
      else if (event.key === ' ' || event.key === 'Enter') mark()
      else if (event.key === 'Backspace') {
        pressed = null
        corners.pop()
        pixels.pop()
        surface.preview(polygon())
      } else if (cursor.move(event.key, event.shiftKey)) previewTo(cursor.show())
      else return
      event.preventDefault()
      event.stopPropagation()
    })
    if (signal.aborted) {
      resolve(null)
      return
    }
    signal.addEventListener('abort', abort)
    surface.host.append(pane)
    pane.focus()
  })
}
