import type { Region } from '../../../vo/sky/region.ts'
import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import type { Deg } from '../../../vo/sky/units.ts'
import type { DrawnFootprints, FootprintPaint } from './footprint-layer.ts'
import type { FootprintSet } from './footprint-set.ts'
import type { PlayMoment, PlayPaint } from './play-layer.ts'
import type { PlayScene } from './play-scene.ts'
import type { ProjectionName } from './view-model.ts'

/** Where the map looks. `fov` is across the width. */
export interface SkyView {
  readonly center: SkyPos
  readonly fov: Deg
  readonly projection: ProjectionName
}

/** Number of images per HEALPix cell (nested), as /api/coverage answers. */
export interface CoverageCells {
  readonly order: number
  readonly cells: Uint32Array
  readonly counts: Uint32Array
}

/** What the pointer is over, or picked: rows of the present footprints under `at`, topmost last. */
export interface SkyHit {
  readonly at: SkyPos
  readonly rows: readonly number[]
  /** CSS pixels in the host, for a list beside the pointer. */
  readonly pixel: readonly [number, number]
}

export type DrawShape = 'circle' | 'polygon' | 'box'

export type EngineState =
  { readonly at: 'starting' } | { readonly at: 'ready' } | { readonly at: 'lost' } | { readonly at: 'failed'; readonly message: string }

/**
 * The sky map, one for the whole page: a machine whose element is lent to a host at a time. Colours come in as RGBA 0–1.
 * Every `on…` returns its undo. Calls before 'ready' are kept and applied then.
 */
export interface SkyEngine {
  /** Lends the map to a host element (position: relative, with a size); undo takes it back. */
  attach(host: HTMLElement): () => void
  state(): EngineState
  onState(listener: (state: EngineState) => void): () => void

  view(): SkyView
  setView(view: Partial<SkyView>): void
  /** Calls with the view after it moved, at most once a frame. */
  onView(listener: (view: SkyView) => void): () => void
  /** Centres a region with a margin about it. */
  fit(region: Region): void

  setBaseMap(hipsUrl: string): void
  /** Tells why the base map cannot be had, or null when it can; a colour stands in its place. */
  onBaseMap(listener: (problem: string | null) => void): () => void
  /** A HiPS above the base map, or none. */
  setOverlayMap(hipsUrl: string | null, opacity: number): void
  setGrid(on: boolean): void

  setFootprints(set: FootprintSet | null, paint: FootprintPaint): void
  setPaint(paint: FootprintPaint): void
  /** Rows drawn as selected (thick, filled) and as hovered. */
  setSelection(rows: readonly number[]): void
  setHover(row: number | null): void
  onHover(listener: (hit: SkyHit | null) => void): () => void
  /** A click, with all rows under it (none: an empty list). */
  onPick(listener: (hit: SkyHit) => void): () => void
  /** Picks what lies at the map's centre: the click of those who use no pointer. */
  pickCenter(): void

  /** Tells how the footprints in view are drawn, when that or their number changed. */
  onDetail(listener: (drawn: DrawnFootprints) => void): () => void

  /** Things that appear one after another; while there are some, hover, pick and selection speak of their items. */
  setPlay(scene: PlayScene | null, paint: PlayPaint): void
  /** The moment that is shown of what is played. */
  setMoment(moment: PlayMoment): void

  setCoverage(cells: CoverageCells | null): void
  /** The searched region; `truncated` hatches it, since part of its images are not shown. */
  setRegion(region: Region | null, truncated: boolean): void
  /** Lets the user draw; resolves with the region, or null when given up (Escape, abort). */
  draw(shape: DrawShape, signal: AbortSignal): Promise<Region | null>
  /** Frames drawn and rings in view at the last one, for benchmarks and tests that wait. */
  stats(): { readonly frames: number; readonly rings: number; readonly idle: boolean }
}
