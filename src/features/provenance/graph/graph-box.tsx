import { memo } from 'react'
import type { Box } from './collapse.ts'
import { stateLooks } from './node-state.ts'

interface GraphBoxProps {
  readonly at: number
  readonly box: Box
  readonly x: number
  readonly y: number
  readonly isSelected: boolean
  /** On the path that is shown. */
  readonly isStrong: boolean
  readonly withHandles: boolean
  /** There for keys and screen readers only; what is seen is painted. */
  readonly isFaint: boolean
  /** Neighbours that are not loaded, upstream and downstream. */
  readonly moreIn: number
  readonly moreOut: number
  readonly isPending: boolean
  /** The same object at every render, so that a box is drawn again only when it changes. */
  readonly acts: BoxActs
}

/** What can be done with box `at` of the picture. */
export interface BoxActs {
  readonly select: (at: number) => void
  readonly focus: (at: number) => void
  readonly open: (at: number, side: 'in' | 'out' | 'both') => void
}

/** One box: its state as mark, colour and word, what it is, and how much more there is on each side. */
export const GraphBox = memo(function GraphBox(props: GraphBoxProps) {
  const { at, box, isPending, acts } = props
  const more = { in: props.moreIn, out: props.moreOut }
  const look = stateLooks[box.state]
  const further = [more.in > 0 ? `${counted(more.in)} more inputs` : null, more.out > 0 ? `${counted(more.out)} more outputs` : null].filter(
    (x) => x !== null,
  )
  const name = [box.title, box.kind === 'activity' ? look.word : null, box.detail, box.isGroup ? 'group, Enter opens it' : null, ...further]
  const classes = [
    'lineage-box',
    `kind-${box.kind}`,
    `state-${box.state}`,
    box.isGroup ? 'is-stack' : '',
    box.isRoot ? 'is-root' : '',
    props.isSelected ? 'is-selected' : '',
    props.isStrong ? 'is-strong' : '',
    props.isFaint ? 'is-faint' : '',
  ]
  return (
    <div
      className={classes.filter((c) => c !== '').join(' ')}
      data-at={at}
      style={{ left: props.x, top: props.y, ['--state' as string]: `var(${look.colour})` }}
    >
      <button
        type="button"
        tabIndex={props.isSelected ? 0 : -1}
        aria-current={props.isSelected ? 'true' : undefined}
        aria-label={name.filter((x) => x !== null && x !== '').join(', ')}
        title={`${box.title}\n${box.detail}\n${look.word}`}
        onClick={() => acts.select(at)}
        onFocus={props.isSelected ? undefined : () => acts.focus(at)}
        onDoubleClick={() => acts.open(at, 'both')}
      >
        <span className="mark" aria-hidden="true">
          {isPending ? <span className="spinner" /> : look.mark}
        </span>
        <span className="words">
          <strong>{box.title}</strong>
          <span className="dim">{box.detail}</span>
        </span>
      </button>
      {props.withHandles && more.in > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          className="handle in"
          onClick={() => acts.open(at, 'in')}
          aria-label={`Show ${counted(more.in)} inputs of ${box.title}`}
        >
          ‹{counted(more.in)}
        </button>
      ) : null}
      {props.withHandles && more.out > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          className="handle out"
          onClick={() => acts.open(at, 'out')}
          aria-label={`Show ${counted(more.out)} outputs of ${box.title}`}
        >
          {counted(more.out)}›
        </button>
      ) : null}
    </div>
  )
})

/** A count that stops at 1000. */
export function counted(n: number): string {
  return n >= 1000 ? '1000+' : String(n)
}
