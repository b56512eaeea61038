import { insertToken, type ChangeBy, type TokenRow, type TokenType } from '../../archive/auth/token-rows.ts'
import { DbError } from '../../archive/db.ts'
import type { Scope } from '../../contract/auth.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip } from '../dali.ts'
import { notAcceptable } from './refusal.ts'
import { digestOf, newToken, writeToken } from './token.ts'

export interface TokenOrder {
  readonly user: string
  readonly type: TokenType
  /** One name belongs to one living token of a user; null for sessions. */
  readonly name: string | null
  readonly scopes: readonly Scope[]
  /** Null = never. */
  readonly expiresMs: number | null
  readonly by: ChangeBy
}

/** Makes a token for a user who exists. Its text is given here and nowhere else: the archive keeps the digest of its secret only. Throws AuthRefusal (422) for a name that is taken. */
export async function issueToken(
  ports: Pick<DaxPorts, 'db' | 'clock'>,
  order: TokenOrder,
): Promise<{ readonly token: string; readonly row: TokenRow }> {
  const token = newToken()
  const row: TokenRow = {
    key: token.key,
    user: order.user,
    type: order.type,
    name: order.name,
    scopes: [...new Set(order.scopes)].sort(),
    createdMs: ports.clock.now().getTime(),
    expiresMs: order.expiresMs,
    lastUsedMs: null,
  }
  const secretSha256 = await digestOf(token.secret)
  try {
    await ports.db.transaction((tx) => insertToken(tx, { ...row, secretSha256 }, order.by))
  } catch (error) {
    if (!(error instanceof DbError && error.kind === 'unique')) throw error
    throw notAcceptable(
      'duplicate_token_name',
      'token_name',
      `${order.user} has a token named ${clip(order.name ?? '')} already: choose another name, or revoke that one.`,
    )
  }
  return { token: writeToken(token), row }
}
