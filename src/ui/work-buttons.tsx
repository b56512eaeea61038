import type { Bulk } from './use-bulk.ts'

/** The buttons of a sheet that does something to many things: begin or leave it, stop what is running, close what has ended. */
export function WorkButtons(props: {
  readonly work: Pick<Bulk<never>, 'at' | 'stop'>
  /** What begins it, and whether it cannot be undone. */
  readonly verb: string
  readonly isFinal?: boolean
  readonly leave: string
  readonly stop: string
  readonly onStart: () => void
  readonly onClose: () => void
}) {
  const { work, verb, isFinal = false, leave, stop, onStart, onClose } = props
  return (
    <div className="row">
      {work.at === 'idle' ? (
        <>
          <button type="button" className={isFinal ? 'danger' : 'primary'} onClick={onStart}>
            {verb}
          </button>
          <button type="button" onClick={onClose}>
            {leave}
          </button>
        </>
      ) : work.at === 'running' ? (
        <button type="button" onClick={work.stop}>
          {stop}
        </button>
      ) : (
        <button type="button" className="primary" onClick={onClose}>
          Close
        </button>
      )}
    </div>
  )
}
