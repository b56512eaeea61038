import type { KeyboardEvent, RefObject } from 'react'
import { drawingKey } from './drawing-keys.ts'
import type { DrawingKey } from './drawing-keys.ts'
import { useNightHere } from './night-context.ts'

/** The keys that each drawing means by itself; the others mean the same in all. */
export type OwnKey = Exclude<DrawingKey, { readonly what: 'clear' | 'open' }>

/** The element of a drawing: its name and its keys. `boxRef` takes the canvases. */
export function DrawingBox({
  label,
  boxRef,
  isIdle,
  onKey,
}: {
  readonly label: string
  readonly boxRef: RefObject<HTMLDivElement | null>
  /** All is laid out that it shows. */
  readonly isIdle: boolean
  readonly onKey: (pressed: OwnKey) => void
}) {
  const { store } = useNightHere()
  const key = (event: KeyboardEvent): void => {
    const pressed = drawingKey(event)
    if (pressed === null) return
    event.preventDefault()
    if (pressed.what === 'clear') store.setState({ selection: null, hover: null })
    else if (pressed.what === 'open') document.getElementById('night-selected')?.focus()
    else onKey(pressed)
  }
  return (
    <div
      ref={boxRef}
      role="application"
      aria-roledescription="drawing"
      aria-label={label}
      aria-describedby="drawing-keys"
      tabIndex={0}
      className="drawing"
      data-idle={isIdle || undefined}
      onKeyDown={key}
    />
  )
}
