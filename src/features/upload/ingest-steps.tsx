import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { ingestPhases } from '../../../dax/contract/ingests.ts'
import { readIngestLog, type Ingest } from '../../api/uploads.ts'
import { unwrap } from '../../api/unwrap.ts'
import { isBeingTaken, type UploadItem } from '../../engine/upload/upload-item.ts'

/** The steps that the archive takes, how far it is, what it says meanwhile, and what can be done where it fails. */
export function IngestSteps(props: {
  readonly base: string
  readonly item: UploadItem
  readonly ingest: Ingest | null
  readonly onRetry: (ingestId: string) => void
}) {
  const { base, item, ingest, onRetry } = props
  const [isOpen, setOpen] = useState(false)
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
          {isOpen ? <Log base={base} id={item.uploadId} isLive={isBeingTaken(item)} /> : null}
        </details>
      )}
    </>
  )
}

function Log({ base, id, isLive }: { readonly base: string; readonly id: string; readonly isLive: boolean }) {
  const log = useQuery({
    queryKey: ['ingest-log', base, id, isLive],
    queryFn: ({ signal }) => unwrap(readIngestLog(base, id, signal)),
    staleTime: 0,
    refetchInterval: isLive ? 700 : false,
  })
  return (
    <ol className="ingest-log" aria-label="Log of the ingest" tabIndex={0}>
      {log.data?.map(({ no, at, phase, level, message }) => (
        <li key={no} className={level === 'info' ? undefined : level}>
          <span className="dim">
            {at.slice(11, 19)} {phase}
          </span>{' '}
          {message}
        </li>
      )) ?? <li className="dim">{log.error === null ? 'Asking for it …' : log.error.message}</li>}
    </ol>
  )
}
