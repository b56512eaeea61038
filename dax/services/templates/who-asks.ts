import { Fault } from '../../fault.ts'
import type { DaxPorts, Who } from '../../ports.ts'

/** The one user of an archive without sign-in; owns everything. */
export const localUser: Who = { user: 'local', groups: [], isAdmin: true }

/** Who asks; null = nobody known, who may read what is public. */
export async function whoAsks(ports: Pick<DaxPorts, 'who'>, request: Request): Promise<Who | null> {
  return ports.who === undefined ? localUser : ports.who(request)
}

/** Who asks, where somebody must. Throws Fault unauthenticated. */
export async function someone(ports: Pick<DaxPorts, 'who'>, request: Request, what: string): Promise<Who> {
  const who = await whoAsks(ports, request)
  if (who === null) throw new Fault('unauthenticated', `Sign in to ${what}.`, ['header', 'Authorization'])
  return who
}
