import type { Sql } from '../db.ts'

export type TokenType = 'session' | 'user' | 'service'

/** A token as the archive keeps it; times are ms since 1970 UTC. */
export interface TokenRow {
  readonly key: string
  readonly user: string
  readonly type: TokenType
  readonly name: string | null
  readonly scopes: readonly string[]
  readonly createdMs: number
  readonly expiresMs: number | null
  readonly lastUsedMs: number | null
}

/** A token that someone presents, with whose it is. */
export interface PresentedToken extends TokenRow {
  readonly secretSha256: string
  readonly revokedMs: number | null
  readonly displayName: string | null
  readonly email: string | null
  readonly uid: bigint
  readonly isDisabled: boolean
  readonly groups: readonly string[]
}

interface Row {
  readonly token_key: string
  readonly user_name: string
  readonly token_type: TokenType
  readonly token_name: string | null
  readonly scopes: string
  readonly created_ms: number
  readonly expires_ms: number | null
  readonly last_used_ms: number | null
}

const columns = 't.token_key, t.user_name, t.token_type, t.token_name, t.scopes, t.created_ms, t.expires_ms, t.last_used_ms'
const words = (text: string | null): readonly string[] => (text ?? '').split(' ').filter((word) => word !== '')

function tokenOf(row: Row): TokenRow {
  return {
    key: row.token_key,
    user: row.user_name,
    type: row.token_type,
    name: row.token_name,
    scopes: words(row.scopes),
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    lastUsedMs: row.last_used_ms,
  }
}

/** The token with that key, also a revoked or expired one; null where there is none. One index look-up. */
export async function presentedToken(sql: Sql, key: string): Promise<PresentedToken | null> {
  type Found = Row & {
    readonly secret_sha256: string
    readonly revoked_ms: number | null
    readonly display_name: string | null
    readonly email: string | null
    readonly uid: bigint
    readonly is_disabled: boolean
    readonly groups: string | null
  }
  const [row] = await sql.rows<Found>(
    `SELECT ${columns}, t.secret_sha256, t.revoked_ms, u.display_name, u.email, u.uid, u.is_disabled,
       (SELECT string_agg(m.group_name, ' ' ORDER BY m.group_name) FROM dax.auth_member m WHERE m.user_name = t.user_name) AS groups
     FROM dax.auth_token t JOIN dax.auth_user u USING (user_name) WHERE t.token_key = $1`,
    [key],
    { kept: true },
  )
  if (row === undefined) return null
  return {
    ...tokenOf(row),
    secretSha256: row.secret_sha256,
    revokedMs: row.revoked_ms,
    displayName: row.display_name,
    email: row.email,
    uid: row.uid,
    isDisabled: row.is_disabled,
    groups: words(row.groups),
  }
}

/** Notes that a token was used, to the minute: a busy token costs one write a minute. */
export async function touchToken(sql: Sql, key: string, nowMs: number): Promise<void> {
  await sql.query('UPDATE dax.auth_token SET last_used_ms = $2::float8 WHERE token_key = $1 AND coalesce(last_used_ms, 0) < $2::float8 - 60000', [
    key,
    nowMs,
  ])
}

/** Writes a token. A name that a living token of the user has rejects with DbError kind 'unique'. */
export async function insertToken(sql: Sql, token: TokenRow & { readonly secretSha256: string }, by: ChangeBy): Promise<void> {
  await sql.query(
    `INSERT INTO dax.auth_token (token_key, secret_sha256, user_name, token_type, token_name, scopes, created_ms, expires_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7::float8, $8::float8)`,
    [token.key, token.secretSha256, token.user, token.type, token.name, token.scopes.join(' '), token.createdMs, token.expiresMs],
  )
  await recordChange(sql, token, 'create', by, token.createdMs)
}

/** Who did it, and from where. */
export interface ChangeBy {
  readonly actor: string
  readonly address: string | null
}

async function recordChange(sql: Sql, token: TokenRow, action: 'create' | 'revoke' | 'edit', by: ChangeBy, atMs: number): Promise<void> {
  await sql.query(
    `INSERT INTO dax.auth_token_change (token_key, user_name, token_type, token_name, scopes, expires_ms, actor, action, ip_address, event_ms)
     VALUES ($1, $2, $3, $4, $5, $6::float8, $7, $8, $9, $10::float8)`,
    [token.key, token.user, token.type, token.name, token.scopes.join(' '), token.expiresMs, by.actor, action, by.address, atMs],
  )
}

/** Living tokens of a user, newest first. */
export async function listTokens(sql: Sql, user: string, nowMs: number): Promise<readonly TokenRow[]> {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM dax.auth_token t WHERE t.user_name = $1 AND t.revoked_ms IS NULL AND coalesce(t.expires_ms, 'infinity') > $2::float8
     ORDER BY t.created_ms DESC, t.token_key`,
    [user, nowMs],
  )
  return rows.map(tokenOf)
}

/** A living token of a user; null where there is none. */
export async function userToken(sql: Sql, user: string, key: string, nowMs: number): Promise<TokenRow | null> {
  return (await listTokens(sql, user, nowMs)).find((one) => one.key === key) ?? null
}

/** Takes a token's right away, at once; false where there is no such living token. */
export async function revokeToken(sql: Sql, token: TokenRow, by: ChangeBy, nowMs: number): Promise<boolean> {
  const { count } = await sql.query('UPDATE dax.auth_token SET revoked_ms = $2::float8 WHERE token_key = $1 AND revoked_ms IS NULL', [
    token.key,
    nowMs,
  ])
  if (count > 0) await recordChange(sql, token, 'revoke', by, nowMs)
  return count > 0
}

/** Changes name, scopes and end of a living token. */
export async function changeToken(sql: Sql, token: TokenRow, by: ChangeBy, nowMs: number): Promise<void> {
  await sql.query('UPDATE dax.auth_token SET token_name = $2, scopes = $3, expires_ms = $4::float8 WHERE token_key = $1 AND revoked_ms IS NULL', [
    token.key,
    token.name,
    token.scopes.join(' '),
    token.expiresMs,
  ])
  await recordChange(sql, token, 'edit', by, nowMs)
}

/** What was done to the tokens of a user (or one of them), newest first, as Gafaelfawr tells it; times in seconds since 1970 UTC. */
export async function tokenHistoryRows(sql: Sql, user: string, key: string | null): Promise<readonly object[]> {
  const rows = await sql.rows<Record<string, string | number | null>>(
    `SELECT token_key AS token, user_name AS username, token_type, token_name, scopes, floor(expires_ms / 1000) AS expires, actor, action, ip_address,
       floor(event_ms / 1000) AS event_time FROM dax.auth_token_change WHERE user_name = $1 AND ($2::text IS NULL OR token_key = $2::text)
     ORDER BY change_no DESC LIMIT 1000`,
    [user, key],
  )
  return rows.map((row) => ({
    ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    scopes: words(String(row['scopes'] ?? '')),
  }))
}
