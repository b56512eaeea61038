import { useEffect, useState } from 'react'

/** Seconds since something began, for progress after one second and cancel after three; 0 while nothing runs. */
export function useElapsed(running: boolean): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (!running) return undefined
    const started = performance.now()
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - started) / 1000)), 200)
    return () => {
      clearInterval(timer)
      setSeconds(0)
    }
  }, [running])
  return running ? seconds : 0
}

/** Progress once a second has gone, a way out once three have. */
export function Waiting({ running, words, onCancel }: { readonly running: boolean; readonly words: string; readonly onCancel?: () => void }) {
  const seconds = useElapsed(running)
  if (!running || seconds < 1) return null
  return (
    <span className="row waiting">
      <span className="spinner" aria-hidden="true" />
      <span>
        {words === '' ? '' : `${words} … `}
        {seconds} s
      </span>
      {seconds >= 3 && onCancel !== undefined ? (
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      ) : null}
    </span>
  )
}
