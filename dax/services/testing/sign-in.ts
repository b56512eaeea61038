import { saveUser } from '../../archive/auth/user-rows.ts'
import { allScopes, type Scope } from '../../contract/auth.ts'
import type { DaxPorts } from '../../ports.ts'
import { issueToken } from '../auth/issue-token.ts'

/** A user with a token, for tests: gives the Authorization header. Without `scopes` the token may do all but administer; an admin's may do all. */
export async function signIn(
  ports: Pick<DaxPorts, 'db' | 'clock'>,
  user: string,
  more: {
    readonly groups?: readonly string[]
    readonly isAdmin?: boolean
    readonly scopes?: readonly Scope[]
    readonly expiresMs?: number | null
  } = {},
): Promise<{ readonly Authorization: string }> {
  const isAdmin = more.isAdmin ?? false
  await saveUser(ports.db, { user, groups: more.groups ?? [], isAdmin }, ports.clock.now().getTime())
  const { token } = await issueToken(ports, {
    user,
    type: 'user',
    name: null,
    scopes: more.scopes ?? allScopes.filter((scope) => isAdmin || (scope !== 'exec:admin' && scope !== 'admin:token')),
    expiresMs: more.expiresMs ?? null,
    by: { actor: user, address: null },
  })
  return { Authorization: `Bearer ${token}` }
}
