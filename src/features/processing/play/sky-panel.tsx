import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { parseRegion } from '../../../../vo/sky/region-text.ts'
import { useArchives } from '../../../api/archive-context.ts'
import { nightOrigin } from '../../../engine/timeline/lane-layout.ts'
import { homeView } from '../../../engine/sky/home-view.ts'
import { moveMap } from '../../../engine/sky/map-keys.ts'
import { appeared, playScene } from '../../../engine/sky/play-scene.ts'
import type { PlayScene } from '../../../engine/sky/play-scene.ts'
import { useSky } from '../../../engine/sky/sky-context.ts'
import type { EngineState, SkyEngine } from '../../../engine/sky/sky-engine.ts'
import { clockText } from '../clock-text.ts'
import { useNightHere, useView } from '../night-context.ts'
import { samePlace } from '../night-view.ts'
import { attemptsAt, placeOf } from '../place.ts'
import { playInput, playOrders, untried } from './play-order.ts'
import type { PlayOrder } from './play-order.ts'
import { SkyLegend } from './sky-legend.tsx'
import { skyPaint } from './sky-paint.ts'
import { trails } from './play-store.ts'
import { usePlay, useSkyOrder } from './use-play.ts'

const nothing = { palette: [], patterns: [] }
/** s: beyond every night, so that all has appeared. */
const always = 1e9

/** The night on the sky: what has appeared at the cursor of time, in its state. Arrow keys move the map, + and − zoom, Home shows the whole night, Enter selects what is at the middle. */
export function SkyPanel({ order }: { readonly order: PlayOrder }) {
  const { night, facts, mask, store } = useNightHere()
  const engine = useSky()
  const host = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<EngineState>(engine.state())
  const colour = useView((view) => view.barColour)
  const trail = usePlay((p) => p.trail)
  const origin = useMemo(() => nightOrigin(night), [night])
  const scene = useMemo(() => playScene(playInput(night, order, colour, mask)), [night, order, colour, mask])
  const paint = useMemo(() => skyPaint(colour, night.dicts.band), [colour, night])
  useLayoutEffect(() => (host.current === null ? undefined : engine.attach(host.current)), [engine])
  useEffect(() => engine.onState(setState), [engine])
  useBaseMap(engine)
  const region = usePlay((p) => p.region)
  useEffect(() => {
    const read = region === null ? null : parseRegion(region)
    engine.setRegion(read?.ok === true ? read.value : null, false)
  }, [engine, region])
  useEffect(() => {
    engine.setFootprints(null, { colorOfRow: new Uint8Array(0), palette: [] })
    engine.setCoverage(null)
    return () => {
      engine.setPlay(null, nothing)
      engine.setRegion(null, false)
      engine.setSelection([])
      engine.setHover(null)
    }
  }, [engine])
  useEffect(() => engine.setPlay(scene, paint), [engine, scene, paint])
  useEffect(() => {
    const show = (at: number | null): void => engine.setMoment({ seconds: at === null ? always : (at - origin) * 86_400, trail })
    show(store.getState().at)
    return store.subscribe((now, before) => {
      if (now.at !== before.at) show(now.at)
    })
  }, [engine, store, origin, trail])
  useEffect(() => {
    const mark = (): void => {
      const { selection, hover } = store.getState()
      engine.setSelection(selection === null ? [] : [...attemptsAt(night, facts, selection)])
      engine.setHover(hover === null ? null : (attemptsAt(night, facts, hover)[0] ?? null))
    }
    mark()
    return store.subscribe((now, before) => {
      if (!samePlace(now.selection, before.selection) || !samePlace(now.hover, before.hover)) mark()
    })
  }, [engine, store, night, facts])
  useEffect(() => {
    const last = (rows: readonly number[]): number | undefined => rows.findLast((row) => row !== untried)
    const undo = [
      engine.onHover((hit) => {
        const row = last(hit?.rows ?? [])
        store.setState({ hover: row === undefined ? null : placeOf(night, row) })
      }),
      engine.onPick((hit) => {
        const row = last(hit.rows)
        if (row !== undefined) store.setState({ selection: placeOf(night, row) })
      }),
    ]
    return () => undo.forEach((f) => f())
  }, [engine, store, night])
  const home = (): void => {
    const box = host.current
    const view = homeView(capsOf(scene), box === null || box.clientHeight === 0 ? 1 : box.clientWidth / box.clientHeight)
    if (view !== null) engine.setView(view)
  }
  // the whole night is shown when it comes; afterwards, also while it grows, the map is the user's
  useEffect(home, [engine, night.dayObs]) // oxlint-disable-line react-hooks/exhaustive-deps
  return (
    <section
      className="night-sky"
      aria-label="Sky map"
      tabIndex={0}
      onKeyDown={(event) => moveMap(event, engine, { Home: home, Enter: () => engine.pickCenter() })}
    >
      <div ref={host} className="night-sky-host" />
      <SkyTools order={order} onHome={home} />
      {state.at === 'failed' ? (
        <p className="note warn night-sky-note" role="alert">
          {state.message}
        </p>
      ) : null}
      {state.at === 'lost' ? <p className="note warn night-sky-note">The graphics card dropped the map; it comes back by itself.</p> : null}
      <div className="night-sky-foot">
        <SkyLegend colour={colour} />
        <Shown scene={scene} order={order} />
      </div>
    </section>
  )
}

/** The order in which footprints appear, how long they stand out, the whole night. */
function SkyTools({ order, onHome }: { readonly order: PlayOrder; readonly onHome: () => void }) {
  const [, setOrder] = useSkyOrder()
  const { play } = useNightHere()
  const trail = usePlay((p) => p.trail)
  return (
    <div className="night-sky-tools row">
      <select aria-label="Order of appearance" value={order} onChange={(e) => setOrder(playOrders.find((o) => o === e.target.value) ?? order)}>
        <option value="observed">as observed</option>
        <option value="processed">as processed</option>
      </select>
      <select
        aria-label="Trail"
        title="How long what has just appeared stands out"
        value={trail}
        onChange={(e) => play.setState({ trail: Number(e.target.value) })}
      >
        {trails.map((s) => (
          <option key={s} value={s}>
            trail {s / 60} min
          </option>
        ))}
      </select>
      <button type="button" onClick={onHome}>
        Whole night
      </button>
      <button type="button" className="icon" aria-label="Close the sky" onClick={() => setOrder(null)}>
        ✕
      </button>
    </div>
  )
}

/** How much has appeared, in words; follows the cursor at most five times a second. */
function Shown({ scene, order }: { readonly scene: PlayScene; readonly order: PlayOrder }) {
  const { night, times, store } = useNightHere()
  const clock = useView((view) => view.clock)
  const origin = useMemo(() => nightOrigin(night), [night])
  const [at, setAt] = useState(store.getState().at)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const stop = store.subscribe((now, before) => {
      if (now.at === before.at || timer !== null) return
      timer = setTimeout(() => {
        timer = null
        setAt(store.getState().at)
      }, 200)
    })
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [store])
  const n = (x: number): string => x.toLocaleString('en')
  const count = at === null ? scene.fine.n : appeared(scene.fine, (at - origin) * 86_400)
  const what = order === 'observed' ? 'detectors observed' : 'attempts processed'
  return (
    <p className="night-sky-said">
      {n(count)} of {n(scene.fine.n)} {what}
      {at === null ? '' : ` until ${clockText(at, clock, times.sunset)}`}
      {scene.unplaced === 0 ? '' : `; ${n(scene.unplaced)} without a usable time or place are not shown`}
    </p>
  )
}

function useBaseMap(engine: SkyEngine): void {
  const { config } = useArchives()
  const base = config.baseMaps[0]?.url
  useEffect(() => {
    if (base !== undefined) engine.setBaseMap(new URL(base, document.baseURI).href)
    engine.setOverlayMap(null, 1)
  }, [engine, base])
}

/** rad: from the boresight to the camera's farthest corner. */
const cameraRadius = 0.04

/** A cap for each pointing that something is shown under. */
function capsOf({ frames, fine }: PlayScene): readonly number[] {
  return [...new Set(fine.at)].flatMap((p) => [frames[12 * p]!, frames[12 * p + 1]!, frames[12 * p + 2]!, cameraRadius])
}
