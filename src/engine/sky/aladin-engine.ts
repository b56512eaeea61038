import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { deg } from '../../../vo/sky/units.ts'
import { startAladin } from './aladin-host.ts'
import type { AladinHost } from './aladin-host.ts'
import { drawOn } from './draw-region.ts'
import type { DrawnFootprints, FootprintPaint } from './footprint-layer.ts'
import type { FootprintSet } from './footprint-set.ts'
import { hipsProblem } from './hips-there.ts'
import { listeners } from './listeners.ts'
import { listenPointer } from './map-pointer.ts'
import { footprintThings, noThings, playThings } from './map-things.ts'
import type { MapThings } from './map-things.ts'
import { markOverlay } from './mark-overlay.ts'
import type { Marks } from './mark-overlay.ts'
import { frameOf, outlineOf } from './outline.ts'
import type { PlayMoment, PlayPaint } from './play-layer.ts'
import type { PlayScene } from './play-scene.ts'
import { skyLayers } from './sky-layers.ts'
import type { SkyLayers } from './sky-layers.ts'
import type { CoverageCells, EngineState, SkyEngine, SkyHit, SkyView } from './sky-engine.ts'

export interface SkyEngineOptions {
  readonly baseMap: string
  readonly view: SkyView
}

const noPlayPaint: PlayPaint = { palette: [], patterns: [] }
/** Of a selection so many are outlined: more would hide the map. */
const mostMarked = 2000

/** The sky map on Aladin Lite with our own layers above it. Aladin is loaded at the first attach, and lives as long as the page. */
export function aladinEngine(options: SkyEngineOptions): SkyEngine {
  const element = document.createElement('div')
  element.style.cssText = 'position:absolute;inset:0;overflow:hidden;contain:strict'
  const overlay = markOverlay()

  let state: EngineState = { at: 'starting' }
  const stateChanged = listeners<EngineState>()
  const viewChanged = listeners<SkyView>()
  const hovered = listeners<SkyHit | null>()
  const picked = listeners<SkyHit>()
  const detailChanged = listeners<DrawnFootprints>()
  const baseMapTold = listeners<string | null>()

  let wanted: SkyView = options.view
  let baseMap = options.baseMap
  let overlayMap: { url: string; opacity: number } | null = null
  let grid = false
  let footprints: FootprintSet | null = null
  let paint: FootprintPaint = { colorOfRow: new Uint8Array(0), palette: [] }
  let coverage: CoverageCells | null = null
  let play: { readonly scene: PlayScene; readonly paint: PlayPaint } | null = null
  let moment: PlayMoment = { seconds: 0, trail: 1 }
  // what is played lies above the footprints, and is what one points at
  let footprintsHere: MapThings = noThings
  let played: MapThings | null = null
  let selection: readonly number[] = []
  let hover: number | null = null
  let marks: Marks = { outline: null, selection: null, hover: null, sketch: null }

  let aladin: AladinHost | null = null
  let layers: SkyLayers | null = null
  let started = false
  let attached = 0
  let frame = 0
  let dirty = true
  let signature = ''
  let frames = 0
  let shown: DrawnFootprints = { rings: 0, detail: 'outlines' }
  let lastMove = 0

  const setState = (next: EngineState): void => {
    state = next
    stateChanged.tell(next)
  }
  const touch = (): void => {
    dirty = true
  }

  const toSky = (x: number, y: number): SkyPos | null => {
    const at = aladin?.aladin.pix2world(x, y, 'ICRS')
    return at && Number.isFinite(at[0]) && Number.isFinite(at[1]) ? skyPos(at[0], at[1]) : null
  }

  async function start(): Promise<void> {
    try {
      aladin = await startAladin({ baseMap, center: wanted.center, fovDeg: wanted.fov, projection: wanted.projection })
    } catch (error) {
      setState({
        at: 'failed',
        message: `The sky map needs WebGL2, and this browser does not offer it (${error instanceof Error ? error.message : String(error)}). The table works without it.`,
      })
      return
    }
    element.append(aladin.element)
    const made = skyLayers((lost) => {
      setState(lost ? { at: 'lost' } : { at: 'ready' })
      if (!lost) applyLayers()
    })
    layers = made
    element.append(made.canvas, overlay.canvas)
    listenPointer(aladin.element, {
      hover: (event) => hovered.tell(hitOf(event)),
      leave: () => hovered.tell(null),
      pick(event) {
        const hit = hitOf(event)
        if (hit !== null) picked.tell(hit)
      },
    })
    new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientHeight > 0) aladin?.resize()
      touch()
    }).observe(element)
    applyAll()
    checkBaseMap()
    setState({ at: 'ready' })
  }

  function applyLayers(): void {
    layers?.setFootprints(footprints)
    layers?.setPaint(paint)
    layers?.setCoverage(coverage)
    layers?.setPlay(play?.scene ?? null, play?.paint ?? noPlayPaint)
    layers?.setMoment(moment)
    touch()
  }

  function applyAll(): void {
    if (aladin === null) return
    aladin.resize()
    aladin.aladin.setCooGrid({ enabled: grid, color: 'rgb(120,150,190)', opacity: 0.5, labelSize: 12 })
    applyView(wanted)
    applyOverlayMap()
    applyLayers()
  }

  function applyView(view: SkyView): void {
    if (aladin === null) return
    const a = aladin.aladin
    if (a.getProjectionName() !== view.projection) a.setProjection(view.projection)
    a.setFoV(view.fov)
    a.gotoRaDec(view.center.ra, view.center.dec)
    touch()
  }

  function applyOverlayMap(): void {
    if (aladin === null) return
    if (overlayMap === null) {
      try {
        aladin.aladin.removeImageLayer('overlay')
      } catch {
        // there was none
      }
      return
    }
    const { url, opacity } = overlayMap
    void hipsProblem(url).then((problem) => {
      // an archive without one simply shows none
      if (problem !== null || aladin === null || overlayMap?.url !== url) return
      aladin.aladin.setOverlayImageLayer(aladin.aladin.newImageSurvey(url), 'overlay')?.setOpacity(opacity)
    })
  }

  function checkBaseMap(): void {
    const url = baseMap
    if (url !== '') void hipsProblem(url).then((problem) => url === baseMap && baseMapTold.tell(problem))
  }

  function presentView(): SkyView {
    if (aladin === null) return wanted
    const name = aladin.model()?.projection ?? wanted.projection
    return { center: aladin.center(), fov: aladin.fov(), projection: name }
  }

  function tick(): void {
    frame = requestAnimationFrame(tick)
    if (aladin === null || layers === null || attached === 0 || (!dirty && !aladin.isAwake())) return
    const model = aladin.model()
    if (model === null) return
    const next =
      [...model.forward, ...model.up].map((x) => x.toPrecision(9)).join() +
      `${model.scale.toPrecision(7)},${model.width},${model.height},${model.projection}`
    const moved = next !== signature
    if (!moved && !dirty) return
    signature = next
    dirty = false
    frames += 1
    const drawn = layers.draw(model, devicePixelRatio)
    const isNew = drawn.rings !== shown.rings || drawn.detail !== shown.detail
    shown = drawn
    if (isNew) detailChanged.tell(drawn)
    overlay.draw(model, marks)
    if (moved) {
      lastMove = performance.now()
      wanted = presentView()
      viewChanged.tell(wanted)
    }
  }

  function remark(): void {
    const things = played ?? footprintsHere
    marks = { ...marks, selection: things.outlines(selection.slice(0, mostMarked)), hover: things.outlines(hover === null ? [] : [hover]) }
    touch()
  }

  function hitOf(event: MouseEvent): SkyHit | null {
    const box = element.getBoundingClientRect()
    return hitAt([event.clientX - box.left, event.clientY - box.top])
  }

  function hitAt(pixel: readonly [number, number]): SkyHit | null {
    const at = toSky(...pixel)
    if (at === null) return null
    const model = aladin?.model()
    const slack = model === null || model === undefined ? 0 : 4 / model.scale
    return { at, rows: (played ?? footprintsHere).at(at, slack), pixel }
  }

  return {
    attach(host) {
      attached += 1
      host.append(element)
      if (!started) {
        started = true
        void start()
      } else aladin?.resize()
      touch()
      if (frame === 0) frame = requestAnimationFrame(tick)
      return () => {
        attached -= 1
        if (element.parentElement === host) element.remove()
        if (attached === 0) {
          cancelAnimationFrame(frame)
          frame = 0
        }
      }
    },
    state: () => state,
    onState: stateChanged.add,
    view: presentView,
    setView(view) {
      wanted = { ...presentView(), ...view }
      applyView(wanted)
    },
    onView: viewChanged.add,
    fit(region) {
      const { center, fov } = frameOf(region)
      // fov is across the width: a map wider than high must show the region's height too
      const wide = element.clientHeight > 0 ? Math.max(1, element.clientWidth / element.clientHeight) : 1
      wanted = { ...presentView(), center, fov: deg(Math.min(180, fov * wide)) }
      applyView(wanted)
    },
    setBaseMap(url) {
      if (url === baseMap) return
      baseMap = url
      aladin?.aladin.setBaseImageLayer(url)
      checkBaseMap()
    },
    onBaseMap: baseMapTold.add,
    setOverlayMap(url, opacity) {
      overlayMap = url === null ? null : { url, opacity }
      applyOverlayMap()
    },
    setGrid(on) {
      grid = on
      aladin?.aladin.setCooGrid({ enabled: on, color: 'rgb(120,150,190)', opacity: 0.5, labelSize: 12 })
    },
    setFootprints(set, next) {
      footprints = set
      paint = next
      footprintsHere = set === null ? noThings : footprintThings(set, () => paint)
      remark()
      layers?.setFootprints(set)
      layers?.setPaint(next)
      touch()
    },
    setPaint(next) {
      paint = next
      layers?.setPaint(next)
      touch()
    },
    setSelection(rows) {
      selection = rows
      remark()
    },
    setHover(row) {
      hover = row
      remark()
    },
    onHover: hovered.add,
    onPick: picked.add,
    pickCenter() {
      const hit = hitAt([element.clientWidth / 2, element.clientHeight / 2])
      if (hit !== null) picked.tell(hit)
    },
    onDetail: detailChanged.add,
    setCoverage(cells) {
      coverage = cells
      layers?.setCoverage(cells)
      touch()
    },
    setPlay(scene, paint) {
      play = scene === null ? null : { scene, paint }
      played = scene === null ? null : playThings(scene, () => moment.seconds)
      layers?.setPlay(scene, paint)
      remark()
    },
    setMoment(next) {
      moment = next
      layers?.setMoment(next)
      touch()
    },
    setRegion(region: Region | null, truncated: boolean) {
      marks = { ...marks, outline: region === null ? null : { set: outlineOf(region), truncated } }
      touch()
    },
    draw(shape, signal) {
      return drawOn(
        {
          host: element,
          toSky,
          preview(region) {
            marks = { ...marks, sketch: region === null ? null : outlineOf(region) }
            touch()
          },
        },
        shape,
        signal,
      )
    },
    stats: () => ({ frames, rings: shown.rings, idle: !dirty && performance.now() - lastMove > 300 }),
  }
}
