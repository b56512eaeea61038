import { Link } from 'react-router'
import { dateOfMjd, mjdUtc } from '../../../vo/time/mjd.ts'
import type { Ingest } from '../../api/uploads.ts'
import type { FileFacts } from '../../engine/upload/read-file.ts'
import type { UploadItem } from '../../engine/upload/upload-item.ts'
import { bytesText, wordsOf } from './file-words.ts'
import { HeaderCards } from './header-cards.tsx'
import { IngestSteps } from './ingest-steps.tsx'
import { Preview } from './preview.tsx'

export interface FileDetailsProps {
  readonly base: string
  readonly item: UploadItem
  readonly onRetry: (ingestId: string) => void
  readonly onTold: (ingest: Ingest) => void
  /** Files that are marked, besides this one: a card may be changed in all of them. */
  readonly others: readonly UploadItem[]
  readonly onMend: (id: number, file: File) => void
}

/** One file: what it tells, what is wrong with it and how to mend it, its pixels, and how far the archive is with it. */
export function FileDetails({ base, item, onRetry, onTold, others, onMend }: FileDetailsProps) {
  const facts = item.reading.at === 'read' ? item.reading.facts : null
  return (
    <section className="file-details" aria-label={`About ${item.path}`}>
      <h2>{item.path}</h2>
      {item.known == null ? null : (
        <p className="note">
          The archive has these bytes already: <Link to={`/images/${encodeURIComponent(item.known.did)}`}>open the image</Link>. They need not be
          sent.
        </p>
      )}
      {item.sending.at === 'sent' ? <IngestSteps base={base} item={item} ingest={item.sending.ingest} onRetry={onRetry} onTold={onTold} /> : null}
      {facts === null ? <p className="dim">{wordsOf(item, Date.now()).text}</p> : <Facts facts={facts} size={item.file.size} />}
      {facts !== null && facts.hdus.length > 0 ? (
        <>
          <Preview key={`${item.id} ${facts.sha256}`} file={item.file} />
          <HeaderCards key={item.id} item={item} facts={facts} others={others} onMend={onMend} />
        </>
      ) : null}
    </section>
  )
}

function Facts({ facts, size }: { readonly facts: FileFacts; readonly size: number }) {
  const rows: readonly (readonly [string, string | null])[] = [
    ['Target', facts.target],
    ['Observed', facts.tMin === null ? null : `${dateOfMjd(mjdUtc(facts.tMin)).toISOString().slice(0, 19).replace('T', ' ')} UTC`],
    ['Exposure', facts.exposureS === null ? null : `${facts.exposureS} s`],
    ['Band', facts.band],
    ['Instrument', facts.instrument],
    ['Unit', facts.unit],
    ['Centre', facts.ra === null || facts.dec === null ? null : `${facts.ra.toFixed(5)}, ${facts.dec.toFixed(5)} (ICRS, deg)`],
    ['Collection', facts.collection],
    ['Size', `${bytesText(size)}, ${facts.hdus.length} HDU${facts.hdus.length === 1 ? '' : 's'}`],
    ['SHA-256', facts.sha256],
  ]
  return (
    <>
      {facts.problems.length === 0 ? null : (
        <div className="note bad">
          <strong>The archive cannot take it as an image:</strong>
          <ul>
            {facts.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          <p>{facts.hdus.length > 0 ? 'Mend its header below, or store the file only.' : 'Store the file only, or leave it out.'}</p>
        </div>
      )}
      {facts.notes.length === 0 ? null : (
        <ul className="note warn">
          {facts.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <dl className="file-facts">
        {rows.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd className={name === 'SHA-256' ? 'mono' : undefined}>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </>
  )
}
