import { useEffect, useRef, useState } from 'react'
import { frameLoop } from '../../engine/timeline/frame-loop.ts'
import type { FrameLoop } from '../../engine/timeline/frame-loop.ts'
import { nightEngine } from '../../engine/timeline/night-engine.ts'
import type { NightEngine } from '../../engine/timeline/night-engine.ts'
import type { NightFacts } from '../../engine/timeline/night-facts.ts'
import { nightTimes } from './night-times.ts'
import type { NightTimes } from './night-times.ts'
import type { LaneKind } from './night-view.ts'
import type { Night } from '../../api/night.ts'

/** A night worked out: its facts and times, and the engine that holds them. */
export interface WorkedNight {
  readonly night: Night
  readonly facts: NightFacts
  readonly times: NightTimes
  readonly engine: NightEngine
}

/**
 * Works a night out in a worker of its own, which starts while the night is still being read (null); null until it is worked out, and while a newer one is the older
 * stays. `ahead` are lanes that will be asked for as soon as the page is built: they are laid out meanwhile. Throws what the worker throws.
 */
export function useNightEngine(night: Night | null, ahead: LaneKind | null = null): WorkedNight | null {
  const [engine, setEngine] = useState<NightEngine | null>(null)
  const [worked, setWorked] = useState<WorkedNight | null>(null)
  const [problem, setProblem] = useState<Error | null>(null)
  useEffect(() => {
    const made = nightEngine()
    setEngine(made)
    return () => made.close()
  }, [])
  const working = useRef<{ readonly engine: NightEngine; readonly night: Night } | null>(null)
  useEffect(() => {
    if (engine === null || night === null) return
    const before = working.current
    // of a night that changes faster than it is worked out each state would be given up for the next: one at a time, then the newest
    if (before?.engine === engine && (before.night === night || (before.night !== worked?.night && before.night.dayObs === night.dayObs))) return
    const mine = { engine, night }
    working.current = mine
    const now = nightTimes(night, null)
    engine.facts(night).then(
      (facts) =>
        working.current === mine && setWorked((older) => ({ night, facts, times: older === null ? now : nightTimes(night, older.times), engine })),
      (error: unknown) => working.current === mine && setProblem(error instanceof Error ? error : new Error(String(error))),
    )
    // whoever asks for them is told what became of them
    if (ahead !== null) engine.lanes(ahead, now.until, null).catch(() => undefined)
  }, [engine, night, worked, ahead])
  useEffect(
    () => () => {
      working.current = null
    },
    [],
  )
  // a bug of the worker is one of the page: its boundary says so
  if (problem !== null) throw problem
  return worked
}

/** The loop of frames of the page. */
export function useFrameLoop(): FrameLoop {
  const [loop] = useState(() => frameLoop((tick) => requestAnimationFrame(tick)))
  return loop
}
