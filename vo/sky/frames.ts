import type { Deg } from './units.ts'
import { fromVector, skyPos, toVector } from './sky-pos.ts'
import type { SkyPos } from './sky-pos.ts'
import { dot, minus, plus, times } from './vec.ts'
import type { Vec3 } from './vec.ts'

/** Longitude in [0, 360) and latitude in [-90, 90], deg, of a frame that the function's name tells. */
export interface LonLat {
  readonly lon: Deg
  readonly lat: Deg
}

/** The frames that texts and headers name. Every equatorial one is barycentric; fk5 is of equinox J2000, fk4 of equinox and epoch B1950, ecliptic the mean one of J2000. */
export type Frame = 'icrs' | 'fk5' | 'fk4' | 'galactic' | 'ecliptic'

type Matrix = readonly [Vec3, Vec3, Vec3]

// To ICRS, as in astropy 5.2: Galactic and FK5 with the 20 mas of frame bias, mean ecliptic of J2000 (IAU 2006), and FK4 without E-terms (Murray 1989).
const galacticMatrix: Matrix = [
  [-0.05487565771259158, 0.49410943719272676, -0.8676661375596576],
  [-0.873437051955616, -0.4448297212232952, -0.19807633727300059],
  [-0.4838350736167153, 0.7469821839866675, 0.45598381368730156],
]
const fk5Matrix: Matrix = [
  [0.9999999999999921, 1.110223372917327e-7, 4.4118034330995603e-8],
  [-1.1102233297408327e-7, 0.9999999999999889, -9.647792751958127e-8],
  [-4.411804498096771e-8, 9.647792246010129e-8, 0.9999999999999943],
]
const eclipticMatrix: Matrix = [
  [0.9999999999999941, 3.289700413865199e-8, -1.0207044719361121e-7],
  [-7.078368960971556e-8, 0.9174821299149584, -0.39777699944404304],
  [8.056213977613186e-8, 0.39777699944404793, 0.9174821299149556],
]
const fk4Matrix: Matrix = [
  [0.9999256809514492, -0.01118137220384981, -0.004858959705285361],
  [0.011181371753884796, 0.9999374861373449, -2.7258532094297536e-5],
  [0.004858960740738826, -2.707332853596626e-5, 0.9999881948140961],
]
/** E-terms of aberration at B1950: the part of the aberration that FK4 positions still hold. */
const eTerms: Vec3 = [-1.625574151689435e-6, -3.191905371563791e-7, -1.3842906719296592e-7]

function turn(m: Matrix, v: Vec3): Vec3 {
  return [dot(m[0], v), dot(m[1], v), dot(m[2], v)]
}

function turnBack(m: Matrix, v: Vec3): Vec3 {
  return plus(plus(times(m[0], v[0]), times(m[1], v[1])), times(m[2], v[2]))
}

function vectorOf(lon: number, lat: number): Vec3 {
  return toVector(skyPos(lon, lat))
}

function lonLat(v: Vec3): LonLat {
  const p = fromVector(v)
  return { lon: p.ra, lat: p.dec }
}

/** Galactic longitude and latitude in deg to ICRS. Throws RangeError when b is outside [-90, 90]. */
export function galacticToIcrs(l: number, b: number): SkyPos {
  return fromVector(turn(galacticMatrix, vectorOf(l, b)))
}

/** ICRS to galactic longitude and latitude. */
export function icrsToGalactic(p: SkyPos): LonLat {
  return lonLat(turnBack(galacticMatrix, toVector(p)))
}

/** FK5, equinox J2000, to ICRS: a turn by some 20 mas. Footprint texts that say J2000 mean ICRS as often, so regions are read without it. */
export function fk5ToIcrs(raDeg: number, decDeg: number): SkyPos {
  return fromVector(turn(fk5Matrix, vectorOf(raDeg, decDeg)))
}

/** ICRS to FK5, equinox J2000. */
export function icrsToFk5(p: SkyPos): LonLat {
  return lonLat(turnBack(fk5Matrix, toVector(p)))
}

/** FK4 (B1950, epoch B1950, no proper motion) to ICRS, E-terms removed. */
export function fk4ToIcrs(raDeg: number, decDeg: number): SkyPos {
  const v = vectorOf(raDeg, decDeg)
  return fromVector(turn(fk4Matrix, plus(minus(v, eTerms), times(v, dot(eTerms, v)))))
}

/** ICRS to FK4 (B1950, epoch B1950, no proper motion). */
export function icrsToFk4(p: SkyPos): LonLat {
  const plain = turnBack(fk4Matrix, toVector(p))
  let v = plain
  for (let i = 0; i < 4; i++) v = times(plus(eTerms, plain), 1 / (1 + dot(eTerms, v)))
  return lonLat(v)
}

/** Mean ecliptic of J2000, barycentric, to ICRS. */
export function eclipticToIcrs(lon: number, lat: number): SkyPos {
  return fromVector(turn(eclipticMatrix, vectorOf(lon, lat)))
}

/** ICRS to the mean ecliptic of J2000, barycentric. */
export function icrsToEcliptic(p: SkyPos): LonLat {
  return lonLat(turnBack(eclipticMatrix, toVector(p)))
}

/** A direction of any frame to ICRS. Throws RangeError when lat is outside [-90, 90]. */
export function toIcrs(frame: Frame, lon: number, lat: number): SkyPos {
  if (frame === 'galactic') return galacticToIcrs(lon, lat)
  if (frame === 'fk5') return fk5ToIcrs(lon, lat)
  if (frame === 'fk4') return fk4ToIcrs(lon, lat)
  if (frame === 'ecliptic') return eclipticToIcrs(lon, lat)
  return skyPos(lon, lat)
}

/** ICRS to a direction of any frame. */
export function fromIcrs(frame: Frame, p: SkyPos): LonLat {
  if (frame === 'galactic') return icrsToGalactic(p)
  if (frame === 'fk5') return icrsToFk5(p)
  if (frame === 'fk4') return icrsToFk4(p)
  if (frame === 'ecliptic') return icrsToEcliptic(p)
  return { lon: p.ra, lat: p.dec }
}
