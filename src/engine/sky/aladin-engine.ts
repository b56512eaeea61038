import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { deg } from '../../../vo/sky/units.ts'
import { startAladin } from './aladin-host.ts'
import type { AladinHost } from './aladin-host.ts'
import { drawOn } from './draw-region.ts'
import type { DrawnFootprints, FootprintPaint } from './footprint-layer.ts'
import type { FootprintSet } from './footprint-set.ts'
import { frameOf, outlineOf, traceRing } from './outline.ts'
import { pickIndex } from './pick-index.ts'
import type { PickIndex } from './pick-index.ts'
import type { PlayMoment, PlayPaint } from './play-layer.ts'
import { playHits, quadsOf } from './play-scene.ts'
import type { PlayScene } from './play-scene.ts'
import { skyLayers } from './sky-layers.ts'
import type { SkyLayers } from './sky-layers.ts'
import type { CoverageCells, EngineState, SkyEngine, SkyHit, SkyView } from './sky-engine.ts'
import type { ViewModel } from './view-model.ts'

export interface SkyEngineOptions {
  readonly baseMap: string
  readonly view: SkyView
}

const noMark = { rings: 0 } as const
const noPlayPaint: PlayPaint = { palette: [], patterns: [] }

function listeners<T>(): { add: (f: (value: T) => void) => () => void; tell: (value: T) => void } {
  const all = new Set<(value: T) => void>()
  return {
    add(f) {
      all.add(f)
      return () => all.delete(f)
    },
    tell(value) {
      for (const f of all) f(value)
    },
  }
}

/** The sky map on Aladin Lite with our own layers above it. Aladin is loaded at the first attach, and lives as long as the page. */
export function aladinEngine(options: SkyEngineOptions): SkyEngine {
  const element = document.createElement('div')
  element.style.cssText = 'position:absolute;inset:0;overflow:hidden;contain:strict'
  const overlay = document.createElement('canvas')
  overlay.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none'

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
  let index: PickIndex | null = null
  let coverage: CoverageCells | null = null
  let play: { readonly scene: PlayScene; readonly paint: PlayPaint } | null = null
  let moment: PlayMoment = { seconds: 0, trail: 1 }
  let marks: { readonly selection: FootprintSet | null; readonly hover: FootprintSet | null } = { selection: null, hover: null }
  let outline: { readonly set: FootprintSet; readonly truncated: boolean } | null = null
  let sketch: FootprintSet | null = null
  let selection: readonly number[] = []
  let hover: number | null = null
  let ringsOfRow = new Map<number, number[]>()

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
    element.append(made.canvas, overlay)
    listen(aladin)
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
    // Aladin throws unhandled where a HiPS is not there: an archive without one simply shows none
    void fetch(`${url}/properties`, { method: 'HEAD' }).then(
      (answer) => {
        if (!answer.ok || aladin === null || overlayMap?.url !== url) return
        aladin.aladin.setOverlayImageLayer(aladin.aladin.newImageSurvey(url), 'overlay')?.setOpacity(opacity)
      },
      () => undefined,
    )
  }

  /** Aladin shows nothing and says nothing where a base map is not there: its properties are asked for beside it. */
  function checkBaseMap(): void {
    const url = baseMap
    if (url === '') return
    const tell = (problem: string | null): void => {
      if (url === baseMap) baseMapTold.tell(problem)
    }
    void fetch(`${url}/properties`, { method: 'HEAD' }).then(
      (answer) => tell(answer.ok ? null : `${url} answers with status ${answer.status}`),
      () => tell(`${url} cannot be reached`),
    )
  }

  function presentView(): SkyView {
    if (aladin === null) return wanted
    const name = aladin.model()?.projection ?? wanted.projection
    return { center: aladin.center(), fov: aladin.fov(), projection: name }
  }

  function tick(): void {
    frame = requestAnimationFrame(tick)
    if (aladin === null || layers === null || attached === 0) return
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
    drawOverlay(model)
    if (moved) {
      lastMove = performance.now()
      wanted = presentView()
      viewChanged.tell(wanted)
    }
  }

  function drawOverlay(view: ViewModel): void {
    const ratio = devicePixelRatio
    const [w, h] = [Math.round(view.width * ratio), Math.round(view.height * ratio)]
    if (overlay.width !== w || overlay.height !== h) {
      overlay.width = w
      overlay.height = h
    }
    const c = overlay.getContext('2d')
    if (c === null) return
    c.setTransform(ratio, 0, 0, ratio, 0, 0)
    c.clearRect(0, 0, view.width, view.height)
    const trace = (set: FootprintSet, ks: readonly number[]): void => {
      c.beginPath()
      for (const k of ks) traceRing(c, view, set, k)
    }
    const all = (set: Pick<FootprintSet, 'rings'>): number[] => Array.from({ length: set.rings }, (_, k) => k)
    if (outline !== null) {
      trace(outline.set, all(outline.set))
      if (outline.truncated) {
        c.fillStyle = hatch(c)
        c.fill()
      }
      c.setLineDash([6, 4])
      c.lineWidth = 1.5
      c.strokeStyle = 'rgba(255,255,255,.9)'
      c.stroke()
      c.setLineDash([])
    }
    const halo = (set: FootprintSet | null, rings: readonly number[], width: number, color: string, fill: string): void => {
      if (set === null) return
      trace(set, rings)
      c.fillStyle = fill
      c.fill()
      c.lineWidth = width + 2
      c.strokeStyle = 'rgba(0,0,0,.65)'
      c.stroke()
      c.lineWidth = width
      c.strokeStyle = color
      c.stroke()
    }
    const marked = (rows: readonly number[], mark: FootprintSet | null, width: number, color: string, fill: string): void =>
      play === null
        ? halo(
            footprints,
            rows.flatMap((r) => ringsOfRow.get(r) ?? []),
            width,
            color,
            fill,
          )
        : halo(mark, all(mark ?? noMark), width, color, fill)
    if (selection.length > 0) marked(selection.slice(0, 2000), marks.selection, 2, '#ffffff', 'rgba(255,255,255,.10)')
    if (hover !== null) marked([hover], marks.hover, 1.5, '#7dd3fc', 'rgba(125,211,252,.12)')
    if (sketch !== null) {
      trace(sketch, all(sketch))
      c.lineWidth = 2
      c.strokeStyle = '#7dd3fc'
      c.fillStyle = 'rgba(125,211,252,.15)'
      c.fill()
      c.stroke()
    }
  }

  /** Outlines of what is marked among the things that are played. */
  function remark(): void {
    const outlines = (rows: readonly number[]): FootprintSet | null => {
      if (play === null || rows.length === 0) return null
      return outlineOf({ kind: 'union', parts: quadsOf(play.scene, rows).map((vertices) => ({ kind: 'polygon', vertices })) })
    }
    marks = { selection: outlines(selection), hover: outlines(hover === null ? [] : [hover]) }
  }

  let hatchPattern: CanvasPattern | null = null
  function hatch(c: CanvasRenderingContext2D): CanvasPattern | string {
    if (hatchPattern === null) {
      const tile = document.createElement('canvas')
      tile.width = tile.height = 12
      const t = tile.getContext('2d')
      if (t === null) return 'rgba(255,255,255,.08)'
      // dark below light, three times across the corners: seen on black sky and on bright footprints, without a seam
      for (const [width, color] of [
        [4, 'rgba(0,0,0,.55)'],
        [1.5, 'rgba(255,205,90,.95)'],
      ] as const) {
        t.strokeStyle = color
        t.lineWidth = width
        t.beginPath()
        for (const shift of [-12, 0, 12]) {
          t.moveTo(shift - 2, 14)
          t.lineTo(shift + 14, -2)
        }
        t.stroke()
      }
      hatchPattern = c.createPattern(tile, 'repeat')
    }
    return hatchPattern ?? 'rgba(255,255,255,.08)'
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
    const rows = new Set<number>()
    if (play !== null) return { at, rows: playHits(play.scene, at, moment.seconds), pixel }
    if (footprints !== null && index !== null) {
      for (const k of index.at(at, slack)) {
        const row = footprints.row[k]!
        if ((paint.colorOfRow[row] ?? 255) < 32) rows.add(row)
      }
    }
    return { at, rows: [...rows].sort((a, b) => a - b), pixel }
  }

  function listen(host: AladinHost): void {
    const target = host.element
    let down: readonly [number, number] | null = null
    let pending = 0
    target.addEventListener('pointerdown', (e) => (down = [e.clientX, e.clientY]), { capture: true })
    target.addEventListener(
      'pointerup',
      (e) => {
        const still = down !== null && Math.hypot(e.clientX - down[0], e.clientY - down[1]) < 4
        down = null
        if (!still || e.button !== 0) return
        const hit = hitOf(e)
        if (hit !== null) picked.tell(hit)
      },
      { capture: true },
    )
    target.addEventListener('pointermove', (e) => {
      if (e.buttons !== 0 || pending !== 0) return
      pending = requestAnimationFrame(() => {
        pending = 0
        hovered.tell(hitOf(e))
      })
    })
    target.addEventListener('pointerleave', () => hovered.tell(null))
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
      index = set === null ? null : pickIndex(set)
      ringsOfRow = new Map()
      if (set !== null) {
        for (let k = 0; k < set.rings; k++) {
          const row = set.row[k]!
          const known = ringsOfRow.get(row)
          if (known === undefined) ringsOfRow.set(row, [k])
          else known.push(k)
        }
      }
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
      touch()
    },
    setHover(row) {
      hover = row
      remark()
      touch()
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
      layers?.setPlay(scene, paint)
      remark()
      touch()
    },
    setMoment(next) {
      moment = next
      layers?.setMoment(next)
      touch()
    },
    setRegion(region: Region | null, truncated: boolean) {
      outline = region === null ? null : { set: outlineOf(region), truncated }
      touch()
    },
    draw(shape, signal) {
      return drawOn(
        {
          host: element,
          toSky,
          preview(region) {
            sketch = region === null ? null : outlineOf(region)
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
