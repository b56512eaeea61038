import type { Scope } from '../../contract/auth.ts'

/** What a route asks of who comes. */
export interface Access {
  /** Beginning of the paths it holds for. */
  readonly path: string
  /**
   * A scope = who lacks it is refused before the service sees the request (nobody known has read scopes where the archive is open).
   * 'service' = the service asks by itself (authorize), since it depends on what is asked for. 'open' = anybody, whatever the archive.
   */
  readonly needs: Scope | 'service' | 'open'
  /** How a request with a session's cookie that may change something proves that it comes from our page: by X-CSRF-Token, or (VO protocols, whose clients send plain forms) by its Origin. */
  readonly proof: 'token' | 'origin'
}

/** The first that fits holds; everything else is 'service'. */
export const accesses: readonly Access[] = [
  ...['/api/tap', '/api/sia', '/api/datalink', '/api/cutout'].flatMap((path): readonly Access[] => [
    { path: `${path}/capabilities`, needs: 'open', proof: 'origin' },
    { path: `${path}/availability`, needs: 'open', proof: 'origin' },
  ]),
  { path: '/api/openapi.json', needs: 'open', proof: 'origin' },
  { path: '/api/provenance/sidecar.schema.json', needs: 'open', proof: 'origin' },
  { path: '/healthz', needs: 'open', proof: 'origin' },
  // JSON, which no form of another site can send; the Origin tells the rest. A page whose session is over has no csrf any more
  { path: '/auth/api/v1/login', needs: 'open', proof: 'origin' },
  { path: '/auth', needs: 'open', proof: 'token' },
  { path: '/login', needs: 'open', proof: 'origin' },
  { path: '/logout', needs: 'open', proof: 'origin' },
  { path: '/api/tap', needs: 'read:tap', proof: 'origin' },
  { path: '/api/sia', needs: 'read:image', proof: 'origin' },
  { path: '/api/datalink', needs: 'read:image', proof: 'origin' },
  { path: '/api/cutout', needs: 'read:image', proof: 'origin' },
  { path: '/api/files', needs: 'read:image', proof: 'token' },
  { path: '/api/previews', needs: 'read:image', proof: 'token' },
  { path: '/api/coverage', needs: 'read:image', proof: 'origin' },
  { path: '/api/hips', needs: 'read:image', proof: 'token' },
  // neither takes a query of one's own: who may see a template may run it, and see its answer as a graph
  { path: '/api/provenance/lineage', needs: 'service', proof: 'origin' },
  { path: '/api/provenance/templates', needs: 'service', proof: 'origin' },
]

const otherwise = { needs: 'service', proof: 'token' } as const

/** What a path asks for. */
export function accessOf(path: string): Omit<Access, 'path'> {
  return accesses.find((one) => path === one.path || path.startsWith(`${one.path}/`)) ?? otherwise
}

/** The name of the service that a path belongs to, for limits and metrics: 'tap', 'files', 'provenance'. */
export function serviceOf(path: string): string {
  const [, room = '', name = ''] = path.split('/')
  return room === 'api' && /^[a-z.]{1,20}$/u.test(name) ? name : room === 'auth' ? 'auth' : 'other'
}
