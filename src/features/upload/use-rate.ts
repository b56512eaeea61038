import { useEffect, useRef, useState } from 'react'

const everyMs = 500
const overMs = 10_000

/** Bytes a second over the last ten, of a count that grows while something runs; null = not known yet. */
export function useRate(bytes: number, isRunning: boolean): number | null {
  const now = useRef(bytes)
  const [rate, setRate] = useState<number | null>(null)
  useEffect(() => {
    now.current = bytes
  })
  useEffect(() => {
    if (!isRunning) return undefined
    const seen = [{ at: performance.now(), bytes: now.current }]
    const timer = setInterval(() => {
      const at = performance.now()
      seen.push({ at, bytes: now.current })
      while (seen.length > 2 && at - seen[0]!.at > overMs) seen.shift()
      const first = seen[0]!
      setRate(Math.max(0, (now.current - first.bytes) / ((at - first.at) / 1000)))
    }, everyMs)
    return () => {
      clearInterval(timer)
      setRate(null)
    }
  }, [isRunning])
  return isRunning ? rate : null
}
