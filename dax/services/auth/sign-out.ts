import { presentedToken, revokeToken } from '../../archive/auth/token-rows.ts'
import type { DaxPorts } from '../../ports.ts'
import { addressOf } from './address.ts'
import { audit } from './audit.ts'
import { principal } from './principal.ts'
import { endedCookie } from './session.ts'

/** Ends the session of a request, where it has one: the Set-Cookie that takes it from the browser. */
export async function signOut(ports: DaxPorts, request: Request): Promise<string> {
  const who = await principal(ports, request).catch(() => null)
  if (who?.kind === 'user' && who.via === 'session') {
    const row = await presentedToken(ports.db, who.tokenKey)
    const address = addressOf(request)
    if (row !== null) await ports.db.transaction((tx) => revokeToken(tx, row, { actor: who.user, address }, ports.clock.now().getTime()))
    await audit(ports, { action: 'signed out', user: who.user, tokenKey: who.tokenKey, address })
  }
  return endedCookie(ports)
}
