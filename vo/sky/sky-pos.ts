import type { Deg } from './units.ts'

/** ICRS direction: ra in [0, 360), dec in [-90, 90], deg, finite. */
export interface SkyPos {
  readonly ra: Deg
  readonly dec: Deg
}
