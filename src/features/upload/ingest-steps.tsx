import { useState } from 'react'
import { Link } from 'react-router'
import { ingestPhases } from '../../../dax/contract/ingests.ts'
import type { Ingest } from '../../api/uploads.ts'
import { isBeingTaken, type UploadItem } from '../../engine/upload/upload-item.ts'
import { useIngestLog, type IngestLog } from './use-ingest-log.ts'

/** The steps that the archive takes, how far it is, what it says meanwhile, and what can be done where it fails. */
export function IngestSteps(props: {
  readonly base: string
  readonly item: UploadItem
  readonly ingest: Ingest | null
  readonly onRetry: (ingestId: string) => void
  /** Hears how it stands, as it changes. */
  readonly onTold: (ingest: Ingest) => void
}) {
  const { base, item, ingest, onRetry, onTold } = props
  const [isOpen, setOpen] = useState(false)
  const log = useIngestLog(base, item.uploadId, isOpen || isBeingTaken(item), onTold)
  const reached = ingestPhases.indexOf(ingest?.phase ?? 'received')
  return (
    <>
      <ol className="phases" aria-label="Steps of the ingest">
        {ingestPhases.map((phase, i) => (
          <li key={phase} data-done={i <= reached || undefined} aria-current={i === reached ? 'step' : undefined}>
            {phase}
          </li>
        ))}
      </ol>
      {ingest === null || ingest.problems.length === 0 ? null : (
        <div className="note bad">
          <ul>
            {ingest.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          {ingest.canRetry ? (
            <button type="button" onClick={() => onRetry(ingest.id)}>
              Try the ingest again
            </button>
          ) : null}
        </div>
      )}
      {ingest?.did == null ? null : (
        <p>
          {ingest.outcome === 'known' ? 'The archive had these bytes already. ' : 'It is in the archive. '}
          <Link to={`/images/${encodeURIComponent(ingest.did)}`}>Open the image</Link>
        </p>
      )}
      {item.uploadId === null ? null : (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Log</summary>
          {isOpen ? <Log {...log} /> : null}
        </details>
      )}
    </>
  )
}

function Log({ lines, problem }: IngestLog) {
  return (
    <ol className="ingest-log" aria-label="Log of the ingest" tabIndex={0}>
      {lines.map(({ no, at, phase, level, message }) => (
        <li key={no} className={level === 'info' ? undefined : level}>
          <span className="dim">
            {at.slice(11, 19)} {phase}
          </span>{' '}
          {message}
        </li>
      ))}
      {problem !== null ? <li className="error">{problem}</li> : lines.length === 0 ? <li className="dim">Asking for it …</li> : null}
    </ol>
  )
}
