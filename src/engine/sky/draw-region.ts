import { separation } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { Region } from '../../../vo/sky/region.ts'
import type { DrawShape } from './sky-engine.ts'

/** What drawing needs of the map: a place above it to catch the pointer, and where a pixel is on the sky. */
export interface DrawSurface {
  readonly host: HTMLElement
  readonly toSky: (x: number, y: number) => SkyPos | null
  /** Shows the region as it would be now; null = nothing yet. */
  readonly preview: (region: Region | null) => void
}

/**
 * Lets the user draw on the map: circle and box by press and drag, a polygon click by click (double click, Enter or a click on the first
 * corner closes it, Backspace takes one back). Escape or an abort gives null. The map cannot be moved meanwhile.
 */
export function drawOn(surface: DrawSurface, shape: DrawShape, signal: AbortSignal): Promise<Region | null> {
  return new Promise((resolve) => {
    const pane = document.createElement('div')
    pane.style.cssText = 'position:absolute;inset:0;cursor:crosshair;touch-action:none;outline:none'
    pane.tabIndex = 0
    pane.setAttribute('role', 'application')
    pane.setAttribute('aria-label', shape === 'polygon' ? 'Click the corners; Enter closes, Escape gives up' : 'Press and drag; Escape gives up')
    const corners: SkyPos[] = []
    const pixels: [number, number][] = []
    let pressed: [number, number] | null = null

    const at = (event: PointerEvent): [number, number] => {
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
    const dragged = (to: [number, number]): Region | null => {
      if (pressed === null || Math.hypot(to[0] - pressed[0], to[1] - pressed[1]) < 3) return null
      if (shape === 'circle') {
        const [center, edge] = [surface.toSky(...pressed), surface.toSky(...to)]
        return center === null || edge === null ? null : { kind: 'circle', center, radius: separation(center, edge) }
      }
      const around = [pressed, [to[0], pressed[1]], to, [pressed[0], to[1]]] as const
      const vertices = around.map(([x, y]) => surface.toSky(x, y))
      return vertices.some((v) => v === null) ? null : { kind: 'polygon', vertices: vertices as SkyPos[] }
    }

    pane.addEventListener('pointerdown', (event) => {
      event.preventDefault()
      pane.focus()
      const p = at(event)
      if (shape !== 'polygon') {
        pressed = p
        pane.setPointerCapture(event.pointerId)
        return
      }
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
    })
    pane.addEventListener('pointermove', (event) => {
      const p = at(event)
      if (shape === 'polygon') {
        const sky = surface.toSky(...p)
        if (sky !== null && corners.length > 0)
          surface.preview(polygon(sky) ?? { kind: 'union', parts: corners.map((c) => ({ kind: 'point', at: c })) })
      } else if (pressed !== null) surface.preview(dragged(p))
    })
    pane.addEventListener('pointerup', (event) => {
      if (shape === 'polygon' || pressed === null) return
      const region = dragged(at(event))
      pressed = null
      if (region !== null) finish(region)
    })
    pane.addEventListener('dblclick', () => {
      if (shape === 'polygon' && corners.length >= 3) finish(polygon())
    })
    pane.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') finish(null)
      else if (event.key === 'Enter' && corners.length >= 3) finish(polygon())
      else if (event.key === 'Backspace') {
        corners.pop()
        pixels.pop()
        surface.preview(polygon())
      } else return
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
