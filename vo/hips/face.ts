import type { SkyPos } from '../sky/sky-pos.ts'
import { deg } from '../sky/units.ts'

/** A place on the HEALPix plane: base face 0..11 and coordinates x (to the north-east edge), y (to the north-west edge) in [0, 1]. */
export interface FacePos {
  readonly face: number
  readonly x: number
  readonly y: number
}

const ring = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]
const column = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7]
const degree = 180 / Math.PI

/** Writes the sky direction of (face, x, y) as [ra, dec] in deg into `out` at `at`: the allocation-free form for pixel loops. */
export function faceToSkyInto(face: number, x: number, y: number, out: Float64Array, at: number): void {
  const down = (ring[face] ?? 2) - x - y
  let n = 1
  let dec: number
  // Near a pole asin(z) would lose half the digits: the polar caps use the chord, sin((90 - dec) / 2) = n / sqrt(6).
  if (down < 1) {
    n = down
    dec = 90 - 2 * Math.asin(n / Math.sqrt(6)) * degree
  } else if (down > 3) {
    n = 4 - down
    dec = 2 * Math.asin(n / Math.sqrt(6)) * degree - 90
  } else dec = Math.asin(((2 - down) * 2) / 3) * degree
  const across = (column[face] ?? 0) * n + x - y
  const ra = n < 1e-15 ? 0 : (45 * (across < 0 ? across + 8 * n : across >= 8 * n ? across - 8 * n : across)) / n
  out[at] = ra >= 360 ? ra - 360 : ra
  out[at + 1] = dec
}

/** Sky direction (ra, dec in deg, ICRS for an equatorial HiPS) of a place on the HEALPix plane. */
export function faceToSky(at: FacePos): SkyPos {
  const out = new Float64Array(2)
  faceToSkyInto(at.face, at.x, at.y, out, 0)
  return { ra: deg(out[0] ?? 0), dec: deg(out[1] ?? 0) }
}

/** The inverse of faceToSky; x and y lie in [0, 1). */
export function skyToFace(pos: SkyPos): FacePos {
  const z = Math.sin(pos.dec / degree)
  const turn = (((pos.ra % 360) + 360) % 360) / 90
  if (Math.abs(z) <= 2 / 3) {
    const a = 0.5 + turn - z * 0.75
    const b = 0.5 + turn + z * 0.75
    const ascending = Math.floor(a)
    const descending = Math.floor(b)
    const face = ascending === descending ? (ascending & 3) + 4 : ascending < descending ? ascending & 3 : (descending & 3) + 8
    return { face, x: b - descending, y: ascending + 1 - a }
  }
  const quarter = Math.min(3, Math.floor(turn))
  const part = turn - quarter
  const reach = Math.sqrt(6) * Math.sin((90 - Math.abs(pos.dec)) / 2 / degree)
  const east = Math.min(1 - 1e-16, part * reach)
  const west = Math.min(1 - 1e-16, (1 - part) * reach)
  return z >= 0 ? { face: quarter, x: 1 - west, y: 1 - east } : { face: quarter + 8, x: east, y: west }
}
