import type { DaxPorts } from '../../ports.ts'
import { principal } from '../auth/principal.ts'
import { insufficientScope, noAuthorization } from '../auth/refusal.ts'

/** A person whose templates these are. */
export interface Who {
  readonly user: string
  readonly groups: readonly string[]
  /** May change what others own. */
  readonly isAdmin: boolean
}

/** Whoever sits at the machine of an archive that is open to it alone: templates saved without signing in are theirs together. */
const localUser: Who = { user: 'local', groups: [], isAdmin: false }

/** Who asks; null = nobody known, who may read what is public. */
export async function whoAsks(ports: Pick<DaxPorts, 'db' | 'clock' | 'config'>, request: Request): Promise<Who | null> {
  const who = await principal(ports, request)
  if (who.kind === 'user') return who
  return who.scopes.includes('write:templates') ? localUser : null
}

/** Who asks, where somebody must who may save templates. Throws AuthRefusal. */
export async function someone(ports: Pick<DaxPorts, 'db' | 'clock' | 'config'>, request: Request, what: string): Promise<Who> {
  const asking = await principal(ports, request)
  const who = await whoAsks(ports, request)
  if (who === null) throw noAuthorization(what)
  if (!(asking.scopes as readonly string[]).includes('write:templates')) throw insufficientScope('write:templates')
  return who
}
