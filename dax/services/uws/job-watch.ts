/** Who waits for changes of jobs in this process. */
export interface JobWatch {
  /** Tells those who wait for a job that it changed. */
  changed(id: string): void
  /** Until the next change of that job; also looks every second, in case another process changed it. */
  nextChange(id: string, timeoutMs: number, signal: AbortSignal): Promise<void>
  wakeAll(): void
}

export function jobWatch(): JobWatch {
  const watchers = new Map<string, Set<() => void>>()
  const changed = (id: string): void => {
    for (const wake of watchers.get(id) ?? []) wake()
  }
  return {
    changed,
    wakeAll() {
      for (const id of watchers.keys()) changed(id)
    },
    nextChange: (id, timeoutMs, signal) =>
      new Promise((resolve) => {
        const wakers = watchers.get(id) ?? new Set()
        watchers.set(id, wakers)
        const wake = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          wakers.delete(wake)
          if (wakers.size === 0) watchers.delete(id)
          resolve()
        }
        const timer = setTimeout(wake, Math.min(timeoutMs, 1000))
        wakers.add(wake)
        signal.addEventListener('abort', wake)
      }),
  }
}
