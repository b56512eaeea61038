import type { Bulk } from './use-bulk.ts'
import './bulk-course.css'

const mostTold = 20

/** How far the work on many things is, and what came of it. `done` = the word for what was done: 'repaired'. */
export function BulkCourse({ work, done: word }: { readonly work: Pick<Bulk<never>, 'at' | 'total' | 'outcomes'>; readonly done: string }) {
  const { at, total, outcomes } = work
  if (at === 'idle') return null
  const failed = outcomes.filter(({ isDone }) => !isDone)
  const done = outcomes.length - failed.length
  const left = total - outcomes.length
  const n = (x: number): string => x.toLocaleString('en')
  const [first] = outcomes
  return (
    <div className="bulk">
      {at === 'running' ? <progress aria-label={`To be ${word}`} value={outcomes.length} max={Math.max(1, total)} /> : null}
      <p role="status">
        {n(done)} of {n(total)} {word}
        {failed.length === 0 ? '' : `, ${n(failed.length)} not`}
        {at === 'ended' && left > 0 ? `; ${n(left)} not tried` : ''}
        {at === 'ended' && total === 1 && first?.isDone === true && first.message !== '' ? `: ${first.message}` : ''}.
      </p>
      {failed.length === 0 ? null : (
        // scrolls where it is long: by keyboard too
        <div className="note bad bulk-failures" role="alert" tabIndex={0}>
          <ul>
            {failed.slice(0, mostTold).map(({ name, message }) => (
              <li key={name}>
                <strong>{name}</strong> {message}
              </li>
            ))}
            {failed.length > mostTold ? <li>and {n(failed.length - mostTold)} more</li> : null}
          </ul>
        </div>
      )}
    </div>
  )
}
