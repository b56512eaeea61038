import type { DaxPorts } from '../../ports.ts'

/** What is worth remembering of who did what. */
export interface AuditEvent {
  readonly action: 'signed in' | 'signed out' | 'sign-in refused' | 'token created' | 'token changed' | 'token revoked'
  readonly user: string | null
  readonly tokenKey?: string | null
  readonly address: string | null
  readonly facts?: Readonly<Record<string, string>>
}

/** Keeps an event in the audit log, and in the log. Never holds a secret: tokens are named by their keys. */
export async function audit(ports: Pick<DaxPorts, 'db' | 'clock' | 'log'>, event: AuditEvent): Promise<void> {
  ports.log({ level: 'info', event: event.action, user: event.user, token: event.tokenKey ?? null, address: event.address, ...event.facts })
  await ports.db.query(
    'INSERT INTO dax.auth_audit (at_ms, action, user_name, token_key, ip_address, facts) VALUES ($1::float8, $2, $3, $4, $5, $6)',
    [ports.clock.now().getTime(), event.action, event.user, event.tokenKey ?? null, event.address, JSON.stringify(event.facts ?? {})],
  )
}
