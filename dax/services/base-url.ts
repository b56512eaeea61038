import type { DaxPorts } from '../ports.ts'

/** Origin (and path prefix, no slash at the end) under which a client reaches dax: what addresses in answers begin with. */
export function baseUrl(request: Request, ports: Pick<DaxPorts, 'config'>): string {
  return ports.config.publicUrl?.replace(/\/+$/, '') ?? new URL(request.url).origin
}
