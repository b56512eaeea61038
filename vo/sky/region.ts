import type { SkyPos } from './sky-pos.ts'
import type { Deg } from './units.ts'

/**
 * A closed part of the sky, ICRS. Polygons are simple, have 3 or more vertices, edges are great circles, and the inside is
 * the smaller of the two parts (either winding). A range is a coordinate range (parallels, not great circles); raMin > raMax wraps.
 */
export type Region =
  | { readonly kind: 'point'; readonly at: SkyPos }
  | { readonly kind: 'circle'; readonly center: SkyPos; readonly radius: Deg }
  | { readonly kind: 'polygon'; readonly vertices: readonly SkyPos[] }
  | { readonly kind: 'range'; readonly raMin: Deg; readonly raMax: Deg; readonly decMin: Deg; readonly decMax: Deg }
  | { readonly kind: 'union'; readonly parts: readonly Region[] }
