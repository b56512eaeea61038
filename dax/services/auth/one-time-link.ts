import { insertPending } from '../../archive/auth/pending-rows.ts'
import { saveUser, userByName } from '../../archive/auth/user-rows.ts'
import type { DaxPorts } from '../../ports.ts'
import { digestOf, randomText } from './token.ts'

/** Name of the user who owns an archive on one laptop. */
export const ownerName = 'owner'

/** Makes the owner where there is none yet. */
export async function ensureOwner(ports: Pick<DaxPorts, 'db' | 'clock'>): Promise<void> {
  if ((await userByName(ports.db, ownerName)) !== null) return
  await saveUser(ports.db, { user: ownerName, displayName: 'Owner of this archive', isAdmin: true }, ports.clock.now().getTime())
}

/** A path below dax that signs a user in, once, within a day. The owner is made where there is none yet; another user must be known. */
export async function oneTimePath(ports: Pick<DaxPorts, 'db' | 'clock'>, user: string = ownerName): Promise<string> {
  const now = ports.clock.now().getTime()
  if (user === ownerName) await ensureOwner(ports)
  const code = randomText()
  await insertPending(ports.db, await digestOf(code), { kind: 'link', user, facts: {} }, now + 86_400_000)
  return `/auth/link?code=${code}`
}
