/** Why sending stopped. */
export class SendFailure extends Error {
  /** Of the service's answer; null where none came. */
  readonly status: number | null
  /** The service's own word for it; null where it says none. */
  readonly type: string | null
  /** When the service says to come back, ms since 1970; null where it does not say. */
  readonly retryAtMs: number | null
  constructor(message: string, answer: { readonly status: number; readonly type: string | null; readonly retryAtMs: number | null } | null) {
    super(message)
    this.name = 'SendFailure'
    this.status = answer?.status ?? null
    this.type = answer?.type ?? null
    this.retryAtMs = answer?.retryAtMs ?? null
  }
}
