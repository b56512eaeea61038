import type { TokenRow } from '../../archive/auth/token-rows.ts'
import type { TokenInfo } from '../../contract/auth.ts'

const seconds = (ms: number): number => Math.floor(ms / 1000)

/** A token as Gafaelfawr tells of it: seconds, and no secret. */
export function tokenShape(row: TokenRow): TokenInfo {
  return {
    token: row.key,
    username: row.user,
    token_type: row.type,
    ...(row.name === null ? {} : { token_name: row.name }),
    scopes: [...row.scopes].sort(),
    created: seconds(row.createdMs),
    ...(row.lastUsedMs === null ? {} : { last_used: seconds(row.lastUsedMs) }),
    ...(row.expiresMs === null ? {} : { expires: seconds(row.expiresMs) }),
  }
}
