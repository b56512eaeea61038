import type { ReactNode } from 'react'

/** Something failed: what, in its own words, and what can be done. */
export function FailureBox({
  title,
  message,
  onRetry,
  children,
}: {
  readonly title: string
  readonly message: string
  readonly onRetry?: () => void
  readonly children?: ReactNode
}) {
  return (
    <div className="note bad" role="alert">
      <strong>{title}</strong>
      <p>{message}</p>
      {onRetry === undefined && children === undefined ? null : (
        <div className="row">
          {onRetry === undefined ? null : (
            <button type="button" onClick={onRetry}>
              Try again
            </button>
          )}
          {children}
        </div>
      )}
    </div>
  )
}
