/** What became of one product of an attempt; `state` 0 none, 1 delivered, 2 failed, 3 pending, 4 withheld; `at` MJD TAI, NaN = never; `n` how many. */
export interface DeliveryColumns {
  readonly state: Uint8Array
  readonly at: Float64Array
  readonly n: Int32Array
}

/** The four products that an attempt delivers separately. */
export const products = ['alerts', 'images', 'catalogue', 'provenance'] as const
export type Product = (typeof products)[number]

/** Words of the delivery states, by code. */
export const deliveryWords = ['none', 'delivered', 'failed', 'pending', 'withheld'] as const

/**
 * A night in columns, as the drawings read it: visits in observing order, attempts each with the row of its visit. Times MJD TAI, NaN = missing;
 * `status` as Rubin's QuantumAttemptStatus (1 successful, 0 blocked, −1 failed, −2 logs missing, −3 unknown); ranks from 1, 0 = none. Both ranks count
 * the attempts that were stored, so that equal ranks mean that order was kept. Codes are places in `dicts`; the word '' stands for what is missing.
 */
export interface Night {
  readonly dayObs: number
  /** The last change that is in it, which live changes go on from; absent where it was not read from a service. */
  readonly change?: number
  readonly visits: {
    readonly n: number
    readonly visit: BigInt64Array
    readonly seq: Int32Array
    readonly band: Uint8Array
    readonly begin: Float64Array
    readonly end: Float64Array
    readonly ra: Float64Array
    readonly dec: Float64Array
    readonly rotation: Float64Array
    readonly synthetic: Uint8Array
  }
  readonly attempts: {
    readonly n: number
    readonly visit: Uint32Array
    readonly detector: Uint16Array
    readonly attempt: Uint8Array
    readonly reason: Uint8Array
    readonly status: Int8Array
    readonly queued: Float64Array
    readonly started: Float64Array
    readonly stored: Float64Array
    readonly ended: Float64Array
    readonly node: Uint16Array
    readonly version: Uint16Array
    readonly caveats: Uint16Array
    readonly exception: Uint16Array
    /** 1 = simulated, as of visits. */
    readonly synthetic: Uint8Array
    readonly deliveries: Readonly<Record<Product, DeliveryColumns>>
    readonly observedRank: Uint32Array
    readonly processedRank: Uint32Array
  }
  readonly dicts: Readonly<Record<'band' | 'reason' | 'node' | 'version' | 'caveats' | 'exception', readonly string[]>>
}
