import { useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'

export interface SplitProps {
  readonly label: string
  /** 'row': first beside second; 'column': first above second. */
  readonly direction: 'row' | 'column'
  /** Share of the first part, 0.1 to 0.9. */
  readonly initial: number
  /** Least and most size of the first part, px. */
  readonly least?: number
  readonly most?: number
  readonly onChange?: (share: number) => void
  readonly first: ReactNode
  /** null = there is none now: the first takes all, and stays as it is. */
  readonly second: ReactNode
}

const clamp = (x: number): number => Math.min(0.9, Math.max(0.1, x))

/** Two panes with a divider that pointer and arrow keys move (an ARIA window splitter). */
export function Split({ label, direction, initial, least, most, onChange, first, second }: SplitProps) {
  const [share, setShare] = useState(clamp(initial))
  const box = useRef<HTMLDivElement>(null)
  const set = (next: number): void => {
    const x = clamp(next)
    setShare(x)
    onChange?.(x)
  }
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || box.current === null) return
    const r = box.current.getBoundingClientRect()
    set(direction === 'row' ? (event.clientX - r.left) / r.width : (event.clientY - r.top) / r.height)
  }
  const key = (event: KeyboardEvent): void => {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    if (event.key === less) set(share - 0.02)
    else if (event.key === more) set(share + 0.02)
    else return
    event.preventDefault()
  }
  const isAlone = second === null
  const limits = isAlone ? {} : direction === 'row' ? { minWidth: least, maxWidth: most } : { minHeight: least, maxHeight: most }
  return (
    <div ref={box} className={`split split-${direction}`}>
      <div className="split-pane" style={{ flexBasis: isAlone ? '100%' : `${share * 100}%`, ...limits }}>
        {first}
      </div>
      {isAlone ? null : (
        <>
          <div
            role="separator"
            tabIndex={0}
            aria-label={label}
            aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
            aria-valuenow={Math.round(share * 100)}
            aria-valuemin={10}
            aria-valuemax={90}
            className="split-bar"
            onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)}
            onPointerMove={drag}
            onKeyDown={key}
          />
          <div className="split-pane rest">{second}</div>
        </>
      )}
    </div>
  )
}
