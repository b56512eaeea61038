import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { headline, refusalSentence, sentence } from '../../api/api-error.ts'
import { readTokens, revokeToken } from '../../api/auth.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import type { TokenInfo } from '../../../dax/contract/auth.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { Waiting } from '../../ui/waiting.tsx'

const kinds: Readonly<Record<string, string>> = { session: 'Session', user: 'Token', service: 'Service' }

/** The tokens and sessions that hold now, each with a way to end it. */
export function TokenList({ auth, user }: { readonly auth: string; readonly user: string }) {
  const client = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const tokens = useQuery({ queryKey: ['tokens', auth, user], queryFn: ({ signal }) => unwrap(readTokens(auth, user, signal)), staleTime: 0 })
  const revoke = async (one: TokenInfo): Promise<void> => {
    const done = await revokeToken(auth, user, one.token)
    setProblem(done.ok ? null : refusalSentence(done.error, Date.now()))
    await client.invalidateQueries({ queryKey: ['tokens', auth, user] })
  }
  if (tokens.error !== null) {
    const error = apiErrorOf(tokens.error)
    return <FailureBox title={headline(error)} message={sentence(error, Date.now())} onRetry={() => void tokens.refetch()} />
  }
  if (tokens.data === undefined) return <Waiting running words="Reading your tokens" />
  return (
    <>
      {problem === null ? null : <FailureBox title="Not revoked" message={problem} />}
      {/* scrolls by itself where the window is narrow */}
      <div className="token-box" role="region" aria-label="Tokens and sessions" tabIndex={0}>
        <table className="tokens">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">May</th>
              <th scope="col">Made</th>
              <th scope="col">Used</th>
              <th scope="col">Ends</th>
              <th scope="col">
                <span className="visually-hidden">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.data.map((one) => (
              <tr key={one.token}>
                <td>{one.token_name ?? kinds[one.token_type] ?? one.token_type}</td>
                <td className="dim" title={one.scopes.join(' ')}>
                  {one.scopes.length > 3 ? `${one.scopes.length} scopes` : one.scopes.join(' ') || 'nothing'}
                </td>
                <td>{day(one.created)}</td>
                <td>{one.last_used === undefined ? 'not yet' : day(one.last_used)}</td>
                <td>{one.expires === undefined ? 'never' : day(one.expires)}</td>
                <td>
                  <button type="button" onClick={() => void revoke(one)} aria-label={`Revoke ${one.token_name ?? `session ${one.token}`}`}>
                    {one.token_type === 'session' ? 'End' : 'Revoke'}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')
