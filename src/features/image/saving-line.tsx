import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { Saving } from './use-saving.ts'

/** How far saving is, and what became of it. */
export function SavingLine({ saving }: { readonly saving: Saving }) {
  const { state } = saving
  return (
    <>
      {/* the region stays: an announcement needs it to be there before */}
      <p className="saving dim" role="status">
        {state.at === 'done' ? state.words : ''}
      </p>
      {state.at === 'running' ? <Waiting running words={state.words} onCancel={saving.stop} /> : null}
      {state.at === 'failed' ? (
        <FailureBox title={state.title} message={state.message} retryAtMs={state.retryAtMs} onRetry={state.again}>
          <button type="button" className="quiet" onClick={saving.clear}>
            Dismiss
          </button>
        </FailureBox>
      ) : null}
    </>
  )
}
