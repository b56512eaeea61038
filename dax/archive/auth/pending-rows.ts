import type { Sql } from '../db.ts'

/** A sign-in under way: a one-time link, or a round by an OpenID provider. Known by the SHA-256 of a secret. */
export interface Pending {
  readonly kind: 'link' | 'oidc'
  readonly user: string | null
  readonly facts: Readonly<Record<string, string>>
}

export async function insertPending(sql: Sql, sha256: string, pending: Pending, expiresMs: number): Promise<void> {
  await sql.query('INSERT INTO dax.auth_pending (pending_sha256, kind, user_name, facts, expires_ms) VALUES ($1, $2, $3, $4, $5::float8)', [
    sha256,
    pending.kind,
    pending.user,
    JSON.stringify(pending.facts),
    expiresMs,
  ])
}

/** Takes a pending sign-in: nobody can take it again. Null where there is none, or its time is over. Others whose time is over go too. */
export async function takePending(sql: Sql, sha256: string, kind: Pending['kind'], nowMs: number): Promise<Pending | null> {
  const { rows } = await sql.query(
    'DELETE FROM dax.auth_pending WHERE (pending_sha256 = $1 AND kind = $2) OR expires_ms < $3::float8 RETURNING pending_sha256, user_name, facts, expires_ms',
    [sha256, kind, nowMs],
  )
  const row = rows.find(([key]) => key === sha256)
  if (row === undefined || (row[3] as number) < nowMs) return null
  return { kind, user: row[1] as string | null, facts: JSON.parse(row[2] as string) as Readonly<Record<string, string>> }
}
