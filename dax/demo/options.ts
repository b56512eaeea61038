import type { DemoPlan, DemoSize } from './plan.ts'

/** What the demo survey is loaded with. */
export interface DemoOptions {
  /** Publisher DID prefix, such as ivo://skydax.local/archive? */
  readonly authority: string
  /** The packed stars of stars.ts. */
  readonly stars: Uint8Array
  /** How far it is (0 to 1), and at what. */
  readonly onProgress?: (part: number, at: string) => void
  /**
   * Hears, before a row is there, what number the first image would get and when all of them would be made; answers what they get. Whoever keeps the answer has the same rows again.
   */
  readonly onOrigin?: (free: DemoOrigin) => Promise<DemoOrigin>
}

/** What of the survey does not come from its seed. */
export interface DemoOrigin {
  /** Number of its first image; the others follow. */
  readonly first: number
  /** ISO time, to the microsecond. */
  readonly created: string
}

/** Publisher DID of the first image of the survey: where it is, all of them are. */
export function firstDid(plan: DemoPlan, size: DemoSize, { authority }: Pick<DemoOptions, 'authority'>): string {
  return `${authority}demo/raw/${plan.visits(size)[0]!.visit}/0`
}
