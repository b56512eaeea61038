import { useQuery } from '@tanstack/react-query'
import { failureProps } from '../../api/api-error.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { deletedQuery } from './use-own-images.ts'
import { timeWords } from './words.ts'

/** The tombstones of one's own images. */
export function DeletedSheet({ base, user, onClose }: { readonly base: string; readonly user: string; readonly onClose: () => void }) {
  const query = useQuery(deletedQuery(base, user))
  const error = query.error === null ? null : apiErrorOf(query.error)
  const deleted = query.data?.deleted ?? []
  return (
    <Sheet title="Deleted images" onClose={onClose}>
      <Waiting running={query.isFetching} words="Reading the tombstones" />
      {error === null ? null : <FailureBox {...failureProps(error, Date.now())} onRetry={() => void query.refetch()} />}
      {query.data === undefined ? null : deleted.length === 0 ? (
        <p>You have deleted no image.</p>
      ) : (
        <>
          <p className="dim">
            These ids are never given again.
            {deleted.length === 1000 ? ' The newest 1,000 are listed.' : ''}
          </p>
          <div className="my-history" role="region" aria-label="Tombstones" tabIndex={0}>
            <table className="plain">
              <thead>
                <tr>
                  {['Deleted (UTC)', 'By', 'Id', 'Reason'].map((title) => (
                    <th key={title} scope="col">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {deleted.map(({ did, at, who, reason }) => (
                  <tr key={did}>
                    <td>{timeWords(at)}</td>
                    <td>{who ?? '—'}</td>
                    <td className="mono my-did">{did}</td>
                    <td>{reason ?? <span className="dim">none given</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Sheet>
  )
}
