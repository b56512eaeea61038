/** Lets at most `limit` tasks run at a time; others wait their turn, in order. */
export type Gate = <T>(task: () => Promise<T>) => Promise<T>

/** A gate for work that holds much memory (a decoded image). */
export function gate(limit: number): Gate {
  let running = 0
  const waiting: (() => void)[] = []
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      // the place is handed on, not given back: nobody can slip in between
      if (next === undefined) running--
      else next()
    }
  }
}
