import type { ChecksAnswer, CheckRun } from '../../../dax/contract/checks.ts'
import { progressWords, sumOf, timeWords, whoWords } from './check-words.ts'
import type { CheckOrders } from './use-checks.ts'

/** How the archive stands, when it was looked at and will be next; starts a run, tells how far it is, and stops it. */
export function RunBar({ answer, orders }: { readonly answer: ChecksAnswer; readonly orders: CheckOrders }) {
  const running = answer.runs.find(({ state }) => state === 'running')
  return (
    <div className="checks-bar">
      <h1>Checks</h1>
      <div className="checks-facts">
        <Standing run={answer.runs.find(({ state }) => state === 'done')} newest={answer.runs[0]} />
        <p className="dim">{scheduleWords(answer.schedule)}</p>
      </div>
      {running === undefined ? (
        <div className="row">
          <button type="button" className="primary" disabled={orders.isBusy} onClick={() => orders.start(false)}>
            Check now
          </button>
          <button
            type="button"
            disabled={orders.isBusy}
            onClick={() => orders.start(true)}
            title="Slow: compares every file with its SHA-256, every footprint with the sky index, and every preview that is kept"
          >
            Check every byte
          </button>
        </div>
      ) : (
        <Running run={running} isBusy={orders.isBusy} onCancel={() => orders.cancel(running)} />
      )}
    </div>
  )
}

function Standing({ run, newest }: { readonly run: CheckRun | undefined; readonly newest: CheckRun | undefined }) {
  const open = run === undefined ? 0 : sumOf(run.findings)
  const ended =
    newest !== undefined && newest !== run && newest.state !== 'running'
      ? `The last one, ${timeWords(newest.started)}, ${newest.state === 'failed' ? 'failed' : 'was cancelled'}. `
      : ''
  return (
    <p role="status">
      {ended === '' ? null : <span className="check-bad">{ended}</span>}
      {run === undefined ? (
        'No check was done to its end yet.'
      ) : (
        <>
          <span className={open === 0 ? 'check-good' : 'check-bad'}>
            <span aria-hidden="true">{open === 0 ? '✓ ' : '▲ '}</span>
            {open === 0 ? 'All is well' : `${open.toLocaleString('en')} ${open === 1 ? 'thing is' : 'things are'} not as they should be`}
          </span>
          {`, as of ${timeWords(run.started)}${run.deep ? ', every byte read' : ''}`}
        </>
      )}
    </p>
  )
}

/** What comes by itself. */
function scheduleWords(schedule: ChecksAnswer['schedule']): string {
  if (schedule === null) return 'No check comes by itself here: DAX_CHECK_EVERY is 0, or nobody is there to begin one.'
  const { everyH, nextAt, isNextDeep, deepEvery } = schedule
  const every = everyH === 24 ? 'Daily' : everyH === 1 ? 'Hourly' : `Every ${everyH} hours`
  return `${every} by itself, every ${deepEvery}th reading every byte. Next: ${timeWords(nextAt)}${isNextDeep ? ', every byte' : ''}.`
}

function Running({ run, isBusy, onCancel }: { readonly run: CheckRun; readonly isBusy: boolean; readonly onCancel: () => void }) {
  const words = progressWords(run.progress)
  const total = run.progress?.total ?? null
  const found = sumOf(run.findings)
  return (
    <div className="checks-running">
      {total === null || total === 0 ? (
        <progress aria-label="Check" aria-valuetext={words} />
      ) : (
        <progress aria-label="Check" aria-valuetext={words} value={run.progress?.done ?? 0} max={total} />
      )}
      <span>
        {words}
        <span className="dim">{` · ${found.toLocaleString('en')} found so far · by ${whoWords(run.who)}`}</span>
      </span>
      <button type="button" disabled={isBusy} onClick={onCancel}>
        Cancel
      </button>
    </div>
  )
}
