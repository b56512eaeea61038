import type { DaxConfig } from '../../ports.ts'

const addresses = new WeakMap<Request, string>()

/** Notes where a request came from; only the host that took it knows. */
export function noteAddress(request: Request, peer: string | undefined, config: DaxConfig): void {
  const told = config.auth?.behindProxy === true ? request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  const address = told ?? peer
  if (address !== undefined && address !== '') addresses.set(request, address.slice(0, 64))
}

/** The client's address; null where the host does not tell (dax in the page). */
export function addressOf(request: Request): string | null {
  return addresses.get(request) ?? null
}
