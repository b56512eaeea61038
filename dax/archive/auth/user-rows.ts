import type { Sql } from '../db.ts'

/** A person (or a bot) whom the archive knows. */
export interface UserRow {
  readonly user: string
  readonly uid: bigint
  readonly displayName: string | null
  readonly email: string | null
  readonly isAdmin: boolean
  readonly isDisabled: boolean
  readonly groups: readonly { readonly name: string; readonly id: bigint }[]
}

/** What a sign-in or an administrator tells of a user; what is absent stays as it is. */
export interface UserTold {
  readonly user: string
  readonly displayName?: string | null
  readonly email?: string | null
  readonly isAdmin?: boolean
  /** The whole list. */
  readonly groups?: readonly string[]
}

/** Makes or changes a user, in the caller's transaction. */
export async function saveUser(tx: Sql, told: UserTold, nowMs: number): Promise<void> {
  await tx.query(
    `INSERT INTO dax.auth_user AS u (user_name, display_name, email, is_admin, created_ms) VALUES ($1, $2, $3, coalesce($4::boolean, false), $5::float8)
     ON CONFLICT (user_name) DO UPDATE SET display_name = coalesce(excluded.display_name, u.display_name), email = coalesce(excluded.email, u.email),
       is_admin = coalesce($4::boolean, u.is_admin)`,
    [told.user, told.displayName ?? null, told.email ?? null, told.isAdmin ?? null, nowMs],
  )
  if (told.groups === undefined) return
  await tx.query('INSERT INTO dax.auth_group (group_name) SELECT DISTINCT n FROM unnest($1::text[]) AS n ON CONFLICT DO NOTHING', [told.groups])
  await tx.query('DELETE FROM dax.auth_member WHERE user_name = $1 AND group_name <> ALL ($2::text[])', [told.user, told.groups])
  await tx.query(
    'INSERT INTO dax.auth_member (user_name, group_name) SELECT $1, n FROM (SELECT DISTINCT unnest($2::text[]) AS n) AS g ON CONFLICT DO NOTHING',
    [told.user, told.groups],
  )
}

/** The user of that name; null where there is none. */
export async function userByName(sql: Sql, user: string): Promise<UserRow | null> {
  const [row] = await sql.rows<Omit<UserRow, 'groups'>>(
    `SELECT user_name AS "user", uid, display_name AS "displayName", email, is_admin AS "isAdmin", is_disabled AS "isDisabled" FROM dax.auth_user WHERE user_name = $1`,
    [user],
  )
  if (row === undefined) return null
  const groups = await sql.rows<{ name: string; id: bigint }>(
    'SELECT g.group_name AS name, g.gid AS id FROM dax.auth_member m JOIN dax.auth_group g USING (group_name) WHERE m.user_name = $1 ORDER BY 1',
    [user],
  )
  return { ...row, groups }
}

/** Names of users, groups and tokens: letters, digits and . _ - inside; what Gafaelfawr takes, and safe in settings, lists and paths. */
export function isName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9._-]{0,63}$/u.test(text)
}
