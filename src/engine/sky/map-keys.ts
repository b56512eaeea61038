import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { SkyEngine } from './sky-engine.ts'

/** Part of the field of view that an arrow moves the map by. */
const step = 0.12
/** deg */
const [leastFov, mostFov] = [0.001, 180]

/** Moves the map by a key pressed on its own element: arrows pan, + and − zoom. `others` are keys of the page; `onMove` is told before the map pans or zooms. */
export function moveMap(
  event: Pick<KeyboardEvent, 'key' | 'target' | 'currentTarget' | 'preventDefault'>,
  engine: SkyEngine,
  others: Readonly<Record<string, () => void>> = {},
  onMove: () => void = () => undefined,
): void {
  if (event.target !== event.currentTarget) return
  const pan = (x: number, y: number) => (): void => {
    onMove()
    const { center, fov } = engine.view()
    const dec = Math.min(90, Math.max(-90, center.dec + y * fov * step))
    engine.setView({ center: skyPos(center.ra + (x * fov * step) / Math.max(0.05, Math.cos((center.dec * Math.PI) / 180)), dec) })
  }
  const zoom = (factor: number) => (): void => {
    onMove()
    zoomMap(engine, factor)
  }
  const acts: Readonly<Record<string, () => void>> = {
    ArrowLeft: pan(1, 0),
    ArrowRight: pan(-1, 0),
    ArrowUp: pan(0, 1),
    ArrowDown: pan(0, -1),
    '+': zoom(0.7),
    '=': zoom(0.7),
    '-': zoom(1.4),
    ...others,
  }
  const act = acts[event.key]
  if (act === undefined) return
  act()
  event.preventDefault()
}

/** Makes the field of view of a map wider by `factor` (< 1 = closer), within what it can show. */
export function zoomMap(engine: SkyEngine, factor: number): void {
  engine.setView({ fov: deg(Math.min(mostFov, Math.max(leastFov, engine.view().fov * factor))) })
}
