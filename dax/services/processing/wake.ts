import { changeChannel } from '../../archive/processing/changes.ts'
import type { DaxPorts } from '../../ports.ts'

/** ms between looks at the database where nobody tells of changes, and where somebody does but may have failed. */
const pollMs = 300
const saferPollMs = 5000

/** Wakes those who wait for changes of the log, however many they are, by one connection. */
export interface Waker {
  /** How often it woke so far: what `wait` goes on from. */
  readonly count: () => number
  /** Resolves when it woke after `since`, at the next look, or after `mostMs`; also when the signal aborts. */
  readonly wait: (since: number, mostMs: number, signal: AbortSignal) => Promise<void>
  /** A write of this process. */
  readonly wake: () => void
  /** Aborts when dax closes. */
  readonly closed: AbortSignal
  readonly close: () => Promise<void>
}

/** Listens from the first waiting on. */
export function changeWaker(ports: Pick<DaxPorts, 'db' | 'log'>): Waker {
  const stop = new AbortController()
  const waiting = new Set<() => void>()
  let count = 0
  let listening: Promise<(() => Promise<void>) | null> | null = null
  let isTold = false
  const wake = (): void => {
    count += 1
    for (const one of waiting) one()
  }
  const startListening = (): void => {
    if (listening !== null || ports.db.listen === undefined) return
    listening = ports.db.listen(changeChannel, wake).then(
      (end) => {
        isTold = true
        return end
      },
      (error: unknown) => {
        ports.log({ level: 'warn', event: 'changes are polled: listening failed', error: String(error) })
        return null
      },
    )
  }
  return {
    count: () => count,
    wake,
    closed: stop.signal,
    wait(since, mostMs, signal) {
      startListening()
      if (count > since || signal.aborted || stop.signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          waiting.delete(done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, Math.min(mostMs, isTold ? saferPollMs : pollMs))
        waiting.add(done)
        signal.addEventListener('abort', done)
      })
    },
    async close() {
      stop.abort()
      wake()
      await (
        await listening
      )?.()
    },
  }
}
