import { useEffect, useRef, useState } from 'react'

/** What came of one of many. */
export interface Outcome {
  readonly name: string
  readonly isDone: boolean
  /** What was done, or why not. */
  readonly message: string
  /** Nothing that follows can succeed either. */
  readonly isEnd?: boolean
}

/** The same done to many things, one after the other. */
export interface Bulk<T> {
  readonly at: 'idle' | 'running' | 'ended'
  readonly total: number
  readonly outcomes: readonly Outcome[]
  /** Resolves when all are tried, the work was stopped, or an outcome ended it. `step` throws only when `signal` is aborted. */
  readonly run: (items: readonly T[], step: (item: T, signal: AbortSignal) => Promise<Outcome>) => Promise<void>
  /** What is begun is broken off, what follows left alone. */
  readonly stop: () => void
}

/** Work of a sheet, which ends when the sheet goes. */
export function useBulk<T>(): Bulk<T> {
  const [at, setAt] = useState<Bulk<T>['at']>('idle')
  const [total, setTotal] = useState(0)
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const leave = useRef<AbortController | null>(null)
  useEffect(() => () => leave.current?.abort(), [])
  const run: Bulk<T>['run'] = async (items, step) => {
    leave.current?.abort()
    const controller = new AbortController()
    leave.current = controller
    setAt('running')
    setTotal(items.length)
    setOutcomes([])
    for (const item of items) {
      const outcome = await step(item, controller.signal).catch((error: unknown) => {
        if (controller.signal.aborted) return null
        throw error
      })
      if (outcome === null || controller.signal.aborted) break
      setOutcomes((before) => [...before, outcome])
      if (outcome.isEnd === true) break
    }
    if (leave.current === controller) setAt('ended')
  }
  return { at, total, outcomes, run, stop: () => leave.current?.abort() }
}
