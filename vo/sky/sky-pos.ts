import { deg, toDeg, toRad, rad } from './units.ts'
import type { Deg } from './units.ts'
import { angleBetween } from './vec.ts'
import type { Vec3 } from './vec.ts'

/** ICRS direction: ra in [0, 360), dec in [-90, 90], deg, finite. */
export interface SkyPos {
  readonly ra: Deg
  readonly dec: Deg
}

/** An angle in deg brought to [0, 360). */
export function wrap360(x: number): Deg {
  const r = x - 360 * Math.floor(x / 360)
  return deg(r >= 360 || r === 0 ? 0 : r)
}

/**
 * A direction from numbers in deg: ra of any size is wrapped to [0, 360); dec past a pole by less than 1e-9 (rounding) is clamped.
 * Throws RangeError for NaN, infinities and any other dec outside [-90, 90]: check what comes from outside before.
 */
export function skyPos(raDeg: number, decDeg: number): SkyPos {
  if (!Number.isFinite(raDeg)) throw new RangeError(`ra ${raDeg} is not a finite number of degrees`)
  if (!(Math.abs(decDeg) <= 90 + 1e-9)) throw new RangeError(`dec ${decDeg} is outside [-90, 90]`)
  return { ra: wrap360(raDeg), dec: deg(Math.max(-90, Math.min(90, decDeg))) }
}

/** The unit vector of a direction. */
export function toVector(p: SkyPos): Vec3 {
  const ra = toRad(p.ra)
  const dec = toRad(p.dec)
  const c = Math.cos(dec)
  return [c * Math.cos(ra), c * Math.sin(ra), Math.sin(dec)]
}

/** The direction of a vector of any length but 0; exactly at a pole, ra is 0. */
export function fromVector(v: Vec3): SkyPos {
  const h = Math.hypot(v[0], v[1])
  const ra = h === 0 ? 0 : (Math.atan2(v[1], v[0]) * 180) / Math.PI
  return { ra: wrap360(ra), dec: toDeg(rad(Math.atan2(v[2], h))) }
}

/** Great-circle separation in deg, stable from 0 to 180 (atan2, not acos: acos gives 0 at 1 mas). */
export function separation(a: SkyPos, b: SkyPos): Deg {
  return toDeg(rad(angleBetween(toVector(a), toVector(b))))
}

/** Position angle of b seen from a: deg from north through east, [0, 360); 0 where a and b coincide. */
export function positionAngle(a: SkyPos, b: SkyPos): Deg {
  const dRa = toRad(deg(b.ra - a.ra))
  const da = toRad(a.dec)
  const db = toRad(b.dec)
  // sin(db − da) + the rest, instead of the textbook difference of products: keeps digits when a and b are close
  const half = Math.sin(dRa / 2)
  const north = Math.sin(db - da) + 2 * Math.sin(da) * Math.cos(db) * half * half
  return wrap360((Math.atan2(Math.cos(db) * Math.sin(dRa), north) * 180) / Math.PI)
}

/** Where one arrives from p at position angle paDeg (north through east) after distDeg along the great circle. */
export function destination(p: SkyPos, paDeg: number, distDeg: number): SkyPos {
  const [x, y, z] = toVector(p)
  const ra = toRad(p.ra)
  const pa = toRad(deg(paDeg))
  const d = toRad(deg(distDeg))
  const [sinRa, cosRa, cosDec] = [Math.sin(ra), Math.cos(ra), Math.cos(toRad(p.dec))]
  const n = Math.cos(pa) * Math.sin(d)
  const e = Math.sin(pa) * Math.sin(d)
  const c = Math.cos(d)
  // local axes: north = (−z cosRa, −z sinRa, cosDec), east = (−sinRa, cosRa, 0)
  return fromVector([c * x - n * z * cosRa - e * sinRa, c * y - n * z * sinRa + e * cosRa, c * z + n * cosDec])
}
