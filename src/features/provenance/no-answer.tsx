import type { Silence } from './use-silence.ts'
import { shortId } from './answer-cells.tsx'

/** An answer without rows, in words: nothing found is one thing, nothing recorded another. */
export function NoAnswer({ silence }: { readonly silence: Silence }) {
  switch (silence.kind) {
    case 'asking':
      return <p className="empty">No rows. Looking whether provenance was recorded at all …</p>
    case 'unchecked':
      return (
        <div className="empty silence" data-kind="unchecked">
          <span className="silence-mark" aria-hidden="true">
            ∅
          </span>
          <strong>No rows</strong>
          <p>Whether nothing matches, or nothing was recorded, could not be looked up. {silence.why}</p>
        </div>
      )
    case 'nothing-found':
      return (
        <div className="empty silence" data-kind="nothing-found">
          <span className="silence-mark" aria-hidden="true">
            ∅
          </span>
          <strong>Nothing found</strong>
          <p>Provenance is recorded, and nothing in it matches what you filled in. Loosen a field and run it again.</p>
        </div>
      )
    case 'no-provenance':
      return (
        <div className="empty silence unrecorded" data-kind="no-provenance">
          <span className="silence-mark" aria-hidden="true">
            ?
          </span>
          <strong>No provenance recorded</strong>
          <p>
            {silence.isKnown
              ? `The archive holds ${shortId(silence.about)}, but nothing was recorded of how it was made. The answer is unknown, not “none”.`
              : `Neither provenance nor the image table knows ${shortId(silence.about)}. Check the number or the identifier.`}
          </p>
        </div>
      )
    case 'none-at-all':
      return (
        <div className="empty silence unrecorded" data-kind="no-provenance">
          <span className="silence-mark" aria-hidden="true">
            ?
          </span>
          <strong>No provenance recorded</strong>
          <p>This archive has the tables of provenance, and they are empty. Images ingested with a provenance sidecar fill them.</p>
        </div>
      )
  }
}

/** What stands in the answer's place before there is one. */
export function NothingYet(props: {
  readonly hasAsked: boolean
  /** The archive lacks the tables where the answer would be. */
  readonly isAskable: boolean
  readonly hasExample: boolean
  readonly isBusy: boolean
  readonly isCancelled: boolean
  readonly onAgain: () => void
}) {
  if (props.isBusy) return <div className="empty skeleton" aria-hidden="true" />
  if (props.isCancelled) {
    return (
      <div className="empty">
        <p>You stopped it.</p>
        <button type="button" onClick={props.onAgain}>
          Ask again
        </button>
      </div>
    )
  }
  return (
    <p className="empty">
      {!props.isAskable
        ? 'This archive cannot answer it: see the words above the form.'
        : props.hasAsked
          ? 'The form has open blanks: see the words under its fields.'
          : `Fill the form in${props.hasExample ? ', or use the example' : ''}; Run brings the answer here.`}
    </p>
  )
}
