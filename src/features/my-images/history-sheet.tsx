import { useQuery } from '@tanstack/react-query'
import type { OwnImage } from '../../../dax/contract/images.ts'
import { failureProps } from '../../api/api-error.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { historyQuery } from './use-own-images.ts'
import { changeWords, timeWords } from './words.ts'

/** What was changed of an image, by whom and when: each value before and after. */
export function HistorySheet(props: { readonly base: string; readonly user: string; readonly image: OwnImage; readonly onClose: () => void }) {
  const { base, user, image, onClose } = props
  const query = useQuery(historyQuery(base, user, image.imageId))
  const error = query.error === null ? null : apiErrorOf(query.error)
  const lines = (query.data?.changes ?? []).flatMap(({ at, who, before, after }) =>
    Object.keys(after).map((key) => ({ at, who, key, was: before[key], is: after[key] })),
  )
  return (
    <Sheet title={`History of ${image.name ?? image.did}`} onClose={onClose}>
      <Waiting running={query.isFetching} words="Reading the history" />
      {error === null ? null : <FailureBox {...failureProps(error, Date.now())} onRetry={() => void query.refetch()} />}
      <p className="dim">Taken in on {timeWords(image.created)} UTC.</p>
      {query.data === undefined ? null : lines.length === 0 ? (
        <p>Nothing was changed since.</p>
      ) : (
        <div className="my-history" role="region" aria-label="Changes" tabIndex={0}>
          <table className="plain">
            <thead>
              <tr>
                {['When (UTC)', 'By', 'What', 'Before', 'After'].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(({ at, who, key, was, is }) => (
                <tr key={`${at} ${key}`}>
                  <td>{timeWords(at)}</td>
                  <td>{who ?? '—'}</td>
                  <td>{changeWords(key)}</td>
                  <td>{was ?? <span className="dim">nothing</span>}</td>
                  <td>{is ?? <span className="dim">nothing</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Sheet>
  )
}
