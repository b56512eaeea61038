import { coverageLayer } from './coverage-layer.ts'
import type { CoverageLayer } from './coverage-layer.ts'
import { footprintLayer } from './footprint-layer.ts'
import type { DrawnFootprints, FootprintLayer, FootprintPaint } from './footprint-layer.ts'
import type { FootprintSet } from './footprint-set.ts'
import { playLayer } from './play-layer.ts'
import type { PlayLayer, PlayMoment, PlayPaint } from './play-layer.ts'
import type { PlayScene } from './play-scene.ts'
import type { CoverageCells } from './sky-engine.ts'
import type { ViewModel } from './view-model.ts'

/** Our WebGL2 canvas above Aladin's: coverage below, footprints above, what is played above all. */
export interface SkyLayers {
  readonly canvas: HTMLCanvasElement
  setFootprints(set: FootprintSet | null): void
  setPaint(paint: FootprintPaint): void
  setCoverage(cells: CoverageCells | null): void
  setPlay(scene: PlayScene | null, paint: PlayPaint): void
  setMoment(moment: PlayMoment): void
  /** Draws all; tells of the footprints. */
  draw(view: ViewModel, pixelRatio: number): DrawnFootprints
}

const accent = [0.35, 0.68, 1] as const

/** Throws where WebGL2 cannot be had. `onLost(true)` tells of a lost context, `onLost(false)` that it is back: then set everything again. */
export function skyLayers(onLost: (lost: boolean) => void): SkyLayers {
  const canvas = document.createElement('canvas')
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none'
  // four samples a pixel cost a graphics card nothing, and a processor half of a frame (321 ms to 133 ms with 10⁶ footprints)
  const gl = canvas.getContext('webgl2', { alpha: true, premultipliedAlpha: true, antialias: !isSoftware(), depth: false })
  if (gl === null) throw new Error('WebGL2 is not available in this browser')
  let footprints: FootprintLayer = footprintLayer(gl)
  let coverage: CoverageLayer = coverageLayer(gl)
  let play: PlayLayer = playLayer(gl)
  let moment: PlayMoment = { seconds: 0, trail: 1 }
  let lost = false
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault()
    lost = true
    onLost(true)
  })
  canvas.addEventListener('webglcontextrestored', () => {
    footprints = footprintLayer(gl)
    coverage = coverageLayer(gl)
    play = playLayer(gl)
    lost = false
    onLost(false)
  })
  return {
    canvas,
    setFootprints: (set) => footprints.setFootprints(set),
    setPaint: (paint) => footprints.setPaint(paint),
    setCoverage: (cells) => coverage.set(cells),
    setPlay: (scene, paint) => play.setScene(scene, paint),
    setMoment: (next) => (moment = next),
    draw(view, ratio) {
      if (lost) return { rings: 0, detail: 'outlines' }
      const [width, height] = [Math.max(1, Math.round(view.width * ratio)), Math.max(1, Math.round(view.height * ratio))]
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width
        canvas.height = height
      }
      gl.viewport(0, 0, width, height)
      gl.clearColor(0, 0, 0, 0)
      gl.clear(gl.COLOR_BUFFER_BIT)
      coverage.draw(view, accent)
      const drawn = footprints.draw(view, ratio)
      play.draw(view, ratio, moment)
      return drawn
    },
  }
}

/** Whether the processor draws: SwiftShader, llvmpipe and the like. */
function isSoftware(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2')
  const info = gl?.getExtension('WEBGL_debug_renderer_info') ?? null
  const name = gl === null || info === null ? '' : String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL))
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
  return /swiftshader|llvmpipe|softpipe|software|basic render/iu.test(name)
}
