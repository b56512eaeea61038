import type { Aladin } from 'aladin-lite'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { Deg } from '../../../vo/sky/units.ts'
import { letRest } from './calm-aladin.ts'
import { projections, viewModel } from './view-model.ts'
import type { ProjectionName, ViewModel } from './view-model.ts'

/** The one Aladin of the page: an element that is lent from host to host, since Aladin has no teardown (a new one per mount leaks a WebGL context). */
export interface AladinHost {
  /** The element that holds Aladin and the layers above it. */
  readonly element: HTMLElement
  readonly aladin: Aladin
  /** False = nothing happens, and the view is where it was. */
  readonly isAwake: () => boolean
  /** Where the view looks now; null while it has no size. */
  readonly model: () => ViewModel | null
  readonly center: () => SkyPos
  /** Field of view across the width, deg. */
  readonly fov: () => Deg
  /** Lets Aladin take the size of its element again. */
  readonly resize: () => void
}

export interface AladinStart {
  /** HiPS address of the base map. */
  readonly baseMap: string
  readonly center: SkyPos
  readonly fovDeg: number
  readonly projection: ProjectionName
}

/**
 * Loads Aladin (840 kB, only now) and starts it in an element of its own. Rejects where WebGL2 is missing.
 * No call leaves the configured addresses: no logging, no default survey list, a numeric target.
 */
export async function startAladin(start: AladinStart): Promise<AladinHost> {
  const { default: A } = await import('aladin-lite')
  await A.init
  const element = document.createElement('div')
  element.style.cssText = 'position:absolute;inset:0'
  // Aladin measures its element when it starts: it must be in the document with a size
  const nursery = document.createElement('div')
  nursery.style.cssText = 'position:fixed;left:-4000px;top:0;width:800px;height:600px'
  nursery.append(element)
  document.body.append(nursery)
  const aladin = A.aladin(element, {
    survey: start.baseMap,
    hipsList: [],
    target: `${start.center.ra} ${start.center.dec}`,
    cooFrame: 'ICRSd',
    fov: start.fovDeg,
    projection: start.projection,
    log: false,
    samp: false,
    showZoomControl: false,
    showLayersControl: false,
    showFullscreenControl: false,
    showFrame: false,
    showFov: false,
    showCooLocation: false,
    showProjectionControl: false,
    showContextMenu: false,
    showStatusBar: false,
    showReticle: false,
    showCooGrid: false,
    backgroundColor: 'rgb(8, 10, 14)',
  })
  nursery.remove()
  const isAwake = letRest(aladin.view.wasm)

  const toPixel = (pos: SkyPos): readonly [number, number] | null => {
    // no frame is named: 3.8.2 throws on one (`instanceof string`); the view's own frame is ICRS here
    const at = aladin.world2pix(pos.ra, pos.dec)
    return at && Number.isFinite(at[0]) && Number.isFinite(at[1]) ? at : null
  }
  const center = (): SkyPos => {
    const [ra, dec] = aladin.getRaDec()
    return skyPos(ra, dec)
  }
  return {
    element,
    aladin,
    isAwake,
    center,
    fov: () => deg(aladin.getFov()[0]),
    model() {
      const [width, height] = aladin.getSize()
      if (width < 2 || height < 2) return null
      const name = aladin.getProjectionName()
      const projection = name in projections ? (name as ProjectionName) : 'SIN'
      return viewModel({ width, height, center: center(), step: Math.min(2, aladin.getFov()[0] / 50), projection, toPixel })
    },
    resize() {
      aladin.view.fixLayoutDimensions()
      aladin.view.requestRedraw()
    },
  }
}
