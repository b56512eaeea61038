/** One loop of frames for all drawings of a page: nothing runs while nothing changes. */
export interface FrameLoop {
  /** Paints once in the next frame, however often it is asked for until then. */
  ask(paint: () => void): void
  /** Forgets what was asked for. */
  drop(paint: () => void): void
  /** Resolves when nothing is left to paint; for screenshots and tests. */
  waitForIdle(): Promise<void>
}

/** `request` is the browser's requestAnimationFrame, or a clock of a test. */
export function frameLoop(request: (tick: () => void) => unknown = requestAnimationFrame): FrameLoop {
  const asked = new Set<() => void>()
  const idle: (() => void)[] = []
  let isRunning = false
  const tick = (): void => {
    const now = [...asked]
    asked.clear()
    for (const paint of now) paint()
    if (asked.size > 0) {
      request(tick)
      return
    }
    isRunning = false
    for (const resolve of idle.splice(0)) resolve()
  }
  return {
    ask(paint) {
      asked.add(paint)
      if (isRunning) return
      isRunning = true
      request(tick)
    },
    drop(paint) {
      asked.delete(paint)
    },
    waitForIdle: () => (isRunning ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
  }
}
