import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'

export interface FailureBoxProps {
  /** What failed. */
  readonly title: string
  /** Why, with which value, and what to do. */
  readonly message: string
  /** A service asks for a pause until then (ms since 1970): the button counts down and opens again. */
  readonly retryAtMs?: number | null
  readonly onRetry?: () => void
  readonly children?: ReactNode
}

/** Something failed: what, in its own words, and what can be done. */
export function FailureBox({ title, message, retryAtMs = null, onRetry, children }: FailureBoxProps) {
  const wait = useSecondsUntil(retryAtMs)
  return (
    <div className="note bad">
      {/* the buttons stay outside: a countdown would be read out every second */}
      <div role="alert">
        <strong>{title}</strong>
        <p>{message}</p>
      </div>
      {onRetry === undefined && children === undefined ? null : (
        <div className="row">
          {onRetry === undefined ? null : (
            <button type="button" onClick={onRetry} disabled={wait > 0}>
              {wait > 0 ? `Try again in ${wait} s` : 'Try again'}
            </button>
          )}
          {children}
        </div>
      )}
    </div>
  )
}

/** Whole seconds left until a time; 0 when it is over, or none is given. */
function useSecondsUntil(atMs: number | null): number {
  const [, setNow] = useState(0)
  useEffect(() => {
    if (atMs === null || atMs <= Date.now()) return undefined
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() >= atMs) clearInterval(timer)
    }, 250)
    return () => clearInterval(timer)
  }, [atMs])
  return atMs === null ? 0 : Math.max(0, Math.ceil((atMs - Date.now()) / 1000))
}
