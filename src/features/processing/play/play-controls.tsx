import { useEffect, useMemo, useRef } from 'react'
import { nightOrigin } from '../../../engine/timeline/lane-layout.ts'
import { useMedia } from '../../../platform/media.ts'
import { useNightHere } from '../night-context.ts'
import { nextMoment, playTurns, stepFrom } from './play-order.ts'
import { speeds } from './play-store.ts'
import { usePlay, useSkyOrder } from './use-play.ts'
import './play.css'

/** s: a day holds no exact second. A step goes past what appears by this, so that it has, and the next step goes on. */
const justAfter = 1e-3

/** Play, step, loop and speed: they move the cursor of time, which the sky and the drawings follow. */
export function PlayControls() {
  const { night, times, mask, store, play } = useNightHere()
  const { isPlaying, isLooped, speed } = usePlay(({ isPlaying, isLooped, speed }) => ({ isPlaying, isLooped, speed }))
  const [order, setOrder] = useSkyOrder()
  const origin = useMemo(() => nightOrigin(night), [night])
  // a look through the whole night: only for those who play it
  const turns = useMemo(() => atFirstUse(() => playTurns(night, order ?? 'observed', mask)), [night, order, mask])
  const moved = useRef({ turns, origin })
  useEffect(() => {
    moved.current = { turns, origin }
  })
  const isCalm = useMedia('(prefers-reduced-motion: reduce)')
  useRun(isPlaying, isCalm, (elapsed) => {
    const { origin: zero } = moved.current
    const present = moved.current.turns()
    const before = present[0] === undefined ? null : present[0] - 1
    const at = store.getState().at
    const next = nextMoment(present, at === null ? (before ?? 0) : (at - zero) * 86_400, elapsed, play.getState().speed)
    if (next !== null) store.setState({ at: zero + next / 86_400 })
    else if (play.getState().isLooped && before !== null) store.setState({ at: zero + before / 86_400 })
    else play.setState({ isPlaying: false })
  })
  const start = (): void => {
    if (isPlaying) return play.setState({ isPlaying: false })
    if (order === null) setOrder('observed')
    const at = store.getState().at
    const first = turns()[0]
    const last = turns().at(-1)
    if (at === null || last === undefined || (at - origin) * 86_400 >= last)
      store.setState({ at: first === undefined ? times.extent.from : origin + (first - 1) / 86_400 })
    play.setState({ isPlaying: true })
  }
  const step = (way: 1 | -1): void => {
    play.setState({ isPlaying: false })
    const at = store.getState().at
    const next = stepFrom(turns(), at === null ? -Infinity : (at - origin) * 86_400, way)
    if (next !== null) store.setState({ at: origin + (next + justAfter) / 86_400 })
  }
  return (
    <div className="play-controls" role="group" aria-label="Playing the night">
      <button type="button" className="icon" aria-label="Step back" title="To what appeared before" onClick={() => step(-1)}>
        <Mark path="M11 3v10L4 8zM3 3h1.6v10H3z" />
      </button>
      <button type="button" className="primary play-button" aria-pressed={isPlaying} onClick={start}>
        <Mark path={isPlaying ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.5v11L13 8z'} />
        Play
      </button>
      <button type="button" className="icon" aria-label="Step" title="To what appears next" onClick={() => step(1)}>
        <Mark path="M5 3v10l7-5zM11.4 3H13v10h-1.6z" />
      </button>
      <button
        type="button"
        className="icon"
        aria-label="Loop"
        title="Begin again at the end"
        aria-pressed={isLooped}
        onClick={() => play.setState({ isLooped: !isLooped })}
      >
        <Mark path="M8 2.5a5.5 5.5 0 0 1 5 3.2V3h1.5v5H9.8V6.5h2A4 4 0 1 0 12 9.6l1.4.6A5.5 5.5 0 1 1 8 2.5z" />
      </button>
      <select
        aria-label="Speed"
        title="How much of the night passes in a second"
        value={speed}
        onChange={(e) => play.setState({ speed: Number(e.target.value) })}
      >
        {speeds.map((s) => (
          <option key={s} value={s}>
            {s < 60 ? `${s} s` : s < 3600 ? `${s / 60} min` : `${s / 3600} h`} / s
          </option>
        ))}
      </select>
      <button type="button" aria-pressed={order !== null} onClick={() => setOrder(order === null ? 'observed' : null)}>
        Sky
      </button>
    </div>
  )
}

function Mark({ path }: { readonly path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="currentColor">
      <path d={path} />
    </svg>
  )
}

function atFirstUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

/** Calls with the seconds gone since the last call: once a frame, or once a second for those who want no motion. */
function useRun(isRunning: boolean, isCalm: boolean, tick: (elapsed: number) => void): void {
  const told = useRef(tick)
  useEffect(() => {
    told.current = tick
  })
  useEffect(() => {
    if (!isRunning) return undefined
    let before = performance.now()
    if (isCalm) {
      const timer = setInterval(() => told.current(1), 1000)
      return () => clearInterval(timer)
    }
    let frame = requestAnimationFrame(function run(now) {
      // a page that was hidden for a while goes on where it was
      told.current(Math.min(0.25, Math.max(0, now - before) / 1000))
      before = now
      frame = requestAnimationFrame(run)
    })
    return () => cancelAnimationFrame(frame)
  }, [isRunning, isCalm])
}
