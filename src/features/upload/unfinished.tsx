import type { Ingest } from '../../api/uploads.ts'
import { bytesText } from './file-words.ts'

const minuteOf = (iso: string): string => new Date(iso).toISOString().slice(0, 16).replace('T', ' ')

/** Uploads that were begun, here or elsewhere, and wait for their files: a browser may not open them by itself. */
export function Unfinished({ uploads, onForget }: { readonly uploads: readonly Ingest[]; readonly onForget: (ids: readonly string[]) => void }) {
  if (uploads.length === 0) return null
  return (
    <section className="unfinished note" aria-label="Unfinished uploads">
      <div className="row between">
        <strong>
          {uploads.length === 1 ? 'One upload is unfinished.' : `${uploads.length.toLocaleString('en')} uploads are unfinished.`} Drop the same{' '}
          {uploads.length === 1 ? 'file' : 'files'} again: they are known by their content, and go on where they were.
        </strong>
        <button type="button" onClick={() => onForget(uploads.map(({ id }) => id))}>
          Forget {uploads.length === 1 ? 'it' : 'all'}
        </button>
      </div>
      <ul>
        {uploads.slice(0, 20).map(({ id, name, received, size, created, expires }) => (
          <li key={id}>
            {name}: {bytesText(received ?? 0)} of {bytesText(size ?? 0)}{' '}
            <span className="dim">
              begun {minuteOf(created)}
              {expires === null ? '' : `, kept until ${minuteOf(expires)} UTC`}
            </span>
          </li>
        ))}
        {uploads.length > 20 ? <li className="dim">and {uploads.length - 20} more</li> : null}
      </ul>
    </section>
  )
}
