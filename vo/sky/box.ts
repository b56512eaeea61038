import { fromVector, toVector } from './sky-pos.ts'
import type { SkyPos } from './sky-pos.ts'
import type { Vec3 } from './vec.ts'

/** East and north unit vectors at a direction; at a pole they follow its ra. */
export function localAxes(center: SkyPos): { readonly east: Vec3; readonly north: Vec3 } {
  const ra = (center.ra * Math.PI) / 180
  const dec = (center.dec * Math.PI) / 180
  const east: Vec3 = [-Math.sin(ra), Math.cos(ra), 0]
  return { east, north: [-Math.sin(dec) * Math.cos(ra), -Math.sin(dec) * Math.sin(ra), Math.cos(dec)] }
}

/** The direction at tangent-plane offsets (gnomonic): xi to the east, eta to the north, as tangents (not angles). */
export function fromTangent(center: SkyPos, xi: number, eta: number): SkyPos {
  const c = toVector(center)
  const { east, north } = localAxes(center)
  return fromVector([c[0] + xi * east[0] + eta * north[0], c[1] + xi * east[1] + eta * north[1], c[2] + xi * east[2] + eta * north[2]])
}

/**
 * Corners of a box round a centre: its four sides are great circles that cross the centre's east–west and north–south great circles at
 * half the width and height (STC-S and ADQL BOX). Width and height in deg on the sky, in (0, 180): RangeError outside.
 */
export function boxCorners(center: SkyPos, widthDeg: number, heightDeg: number): readonly SkyPos[] {
  for (const [name, x] of [
    ['width', widthDeg],
    ['height', heightDeg],
  ] as const)
    if (!(x > 0 && x < 180)) throw new RangeError(`the box's ${name} ${x} is outside (0, 180) degrees`)
  const x = Math.tan((widthDeg * Math.PI) / 360)
  const y = Math.tan((heightDeg * Math.PI) / 360)
  return [fromTangent(center, x, -y), fromTangent(center, x, y), fromTangent(center, -x, y), fromTangent(center, -x, -y)]
}

/** A polygon of `sides` corners that encloses an ellipse: semi-axes a and b in deg (0 to 90), position angle of a in deg north through east. */
export function ellipseCorners(center: SkyPos, aDeg: number, bDeg: number, paDeg: number, sides = 64): readonly SkyPos[] {
  const pa = (paDeg * Math.PI) / 180
  const grow = 1 / Math.cos(Math.PI / sides)
  const a = Math.tan((aDeg * Math.PI) / 180) * grow
  const b = Math.tan((bDeg * Math.PI) / 180) * grow
  return Array.from({ length: sides }, (_, i) => {
    const t = (2 * Math.PI * i) / sides
    const along = a * Math.cos(t)
    const aside = b * Math.sin(t)
    return fromTangent(center, along * Math.sin(pa) + aside * Math.cos(pa), along * Math.cos(pa) - aside * Math.sin(pa))
  })
}
