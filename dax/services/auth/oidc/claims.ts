import type { Sql } from '../../../archive/db.ts'
import { isName, saveUser } from '../../../archive/auth/user-rows.ts'
import type { OidcConfig } from '../../../ports.ts'
import { ownerName } from '../one-time-link.ts'
import { permissionDenied } from '../refusal.ts'

export type Claims = Readonly<Record<string, unknown>>

/** A user as a provider tells of him. */
export interface Told {
  readonly subject: string
  readonly user: string
  readonly displayName: string | null
  readonly email: string | null
  readonly groups: readonly string[]
  readonly isAdmin: boolean
}

/** Reads the claims. Throws AuthRefusal permission_denied for a name that cannot be one here, and for who is not a member. */
export function toldBy(config: OidcConfig, subject: string, claims: Claims): Told {
  const user = claims[config.userClaim]
  if (typeof user !== 'string' || !isName(user))
    throw permissionDenied(
      `The provider names you ${JSON.stringify(user ?? null)} (${config.userClaim}), which cannot be a user’s name here: letters, digits and . _ - can, a letter first.`,
    )
  const groups = groupsOf(claims[config.groupsClaim])
  if (config.memberGroup !== undefined && !groups.includes(config.memberGroup))
    throw permissionDenied(`Only members of ${config.memberGroup} may sign in here.`)
  const text = (name: string): string | null => (typeof claims[name] === 'string' && claims[name] !== '' ? String(claims[name]).slice(0, 200) : null)
  return {
    subject,
    user,
    displayName: text('name'),
    email: text('email'),
    groups,
    isAdmin: config.adminGroup !== undefined && groups.includes(config.adminGroup),
  }
}

/** Group names of a claim: a list of names, or of {name}; a leading slash (Keycloak) falls off. What cannot be a name here is left out. */
function groupsOf(claim: unknown): readonly string[] {
  const list = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(/[\s,]+/u) : []
  const names = list.map((one: unknown) => (typeof one === 'string' ? one : (one as { name?: unknown } | null)?.name))
  return [
    ...new Set(names.flatMap((name) => (typeof name === 'string' && isName(name.replace(/^\//u, '')) ? [name.replace(/^\//u, '')] : []))),
  ].slice(0, 200)
}

/**
 * Makes or renews the user of a sign-in, in the caller's transaction. A name belongs to the subject that signed in with it first: whoever takes another's
 * name at the provider does not get his things here. Throws AuthRefusal permission_denied.
 */
export async function admitUser(tx: Sql, config: OidcConfig, told: Told, nowMs: number): Promise<void> {
  const [known] = await tx.rows<{ issuer: string | null; subject: string | null; is_admin: boolean }>(
    'SELECT issuer, subject, is_admin FROM dax.auth_user WHERE user_name = $1 FOR UPDATE',
    [told.user],
  )
  const isAnothers =
    known !== undefined &&
    (known.issuer === null ? known.is_admin || told.user === ownerName : known.issuer !== config.issuer || known.subject !== told.subject)
  if (isAnothers || told.user === 'local')
    throw permissionDenied(`The name ${told.user} belongs to somebody else here. Ask the administrators of this archive.`)
  await saveUser(tx, told, nowMs)
  await tx.query('UPDATE dax.auth_user SET issuer = $2, subject = $3 WHERE user_name = $1', [told.user, config.issuer, told.subject])
}
