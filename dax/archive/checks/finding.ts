import type { CheckKind, RepairKind } from '../../contract/checks.ts'

/** One thing that is not as it should be. */
export interface Finding {
  readonly kind: CheckKind
  /** A file of the store, a publisher DID, visit/detector, an ingest. */
  readonly subject: string
  /** What is wrong, with the values, and what to do. */
  readonly message: string
  /** Repairs that fit, the safest first. */
  readonly repairs: readonly RepairKind[]
}
