import type { SkyPos } from './sky-pos.ts'
import { fromVector, toVector } from './sky-pos.ts'
import { toRad } from './units.ts'
import type { Vec3 } from './vec.ts'

/** Highest order whose nested cell numbers (below 12·4^order) are exact as numbers; orders 25 to 29 have their own bigint function. */
export const maxOrder = 24
/** Highest order of the standard (FITS, MOC). */
export const deepestOrder = 29

const ringOfFace = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4] as const
const longitudeOfFace = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7] as const

/** A cell as face (0 to 11) and integer place on it: x to the north-east edge, y to the north-west edge, both in [0, 2^order). */
export interface FacePlace {
  readonly face: number
  readonly x: number
  readonly y: number
}

function checkOrder(order: number): void {
  if (!Number.isInteger(order) || order < 0 || order > maxOrder)
    throw new RangeError(`HEALPix order ${order} is not a whole number from 0 to ${maxOrder}`)
}

function spread16(v: number): number {
  let x = v & 0xffff
  x = (x | (x << 8)) & 0x00ff00ff
  x = (x | (x << 4)) & 0x0f0f0f0f
  x = (x | (x << 2)) & 0x33333333
  return (x | (x << 1)) & 0x55555555
}

function squeeze16(v: number): number {
  let x = v & 0x55555555
  x = (x | (x >>> 1)) & 0x33333333
  x = (x | (x >>> 2)) & 0x0f0f0f0f
  x = (x | (x >>> 4)) & 0x00ff00ff
  return (x | (x >>> 8)) & 0xffff
}

/** Nested number of a place on a face: exact for orders up to 24. */
export function cellAt(order: number, face: number, x: number, y: number): number {
  const low = (spread16(x) | (spread16(y) << 1)) >>> 0
  const inFace = order <= 16 ? low : low + (spread16(x >>> 16) | (spread16(y >>> 16) << 1)) * 0x1_0000_0000
  return face * 4 ** order + inFace
}

/** Where a nested cell lies on its face. Throws RangeError for an order or a cell that does not exist. */
export function placeOf(order: number, cell: number): FacePlace {
  checkOrder(order)
  const perFace = 4 ** order
  if (!Number.isInteger(cell) || cell < 0 || cell >= 12 * perFace)
    throw new RangeError(`HEALPix cell ${cell} does not exist at order ${order}: 0 to ${12 * perFace - 1}`)
  const face = Math.floor(cell / perFace)
  const inFace = cell - face * perFace
  const high = Math.floor(inFace / 0x1_0000_0000)
  const low = inFace >>> 0
  return { face, x: squeeze16(low) + squeeze16(high) * 65_536, y: squeeze16(low >>> 1) + squeeze16(high >>> 1) * 65_536 }
}

/**
 * The point of a face at u (to north-east) and v (to north-west), both in [0, 1], as a unit vector written into out[at…at+2].
 * Cell centres lie at ((x + ½)/2^order, (y + ½)/2^order), corners at whole x and y.
 */
export function facePoint(face: number, u: number, v: number, out: Float64Array, at: number): void {
  const ring = (ringOfFace[face] ?? 2) - u - v
  let nr = 1
  let z: number
  let s: number
  if (ring < 1) {
    nr = ring
    const t = (nr * nr) / 3
    z = 1 - t
    s = Math.sqrt(t * (2 - t))
  } else if (ring > 3) {
    nr = 4 - ring
    const t = (nr * nr) / 3
    z = t - 1
    s = Math.sqrt(t * (2 - t))
  } else {
    z = ((2 - ring) * 2) / 3
    s = Math.sqrt((1 - z) * (1 + z))
  }
  const along = (longitudeOfFace[face] ?? 0) * nr + u - v
  const phi = nr < 1e-15 ? 0 : ((Math.PI / 4) * along) / nr
  out[at] = s * Math.cos(phi)
  out[at + 1] = s * Math.sin(phi)
  out[at + 2] = z
}

function pointAt(face: number, u: number, v: number): Vec3 {
  const out = new Float64Array(3)
  facePoint(face, u, v, out, 0)
  return [out[0] ?? 0, out[1] ?? 0, out[2] ?? 0]
}

/** Face and continuous place (in units of cells at `side` cells per face edge, clamped into the face) of a direction. */
function faceAndPlace(side: number, pos: SkyPos): FacePlace {
  const tt = pos.ra / 90 >= 4 ? 0 : pos.ra / 90
  const dec = toRad(pos.dec)
  const z = Math.sin(dec)
  const za = Math.abs(z)
  if (za <= 2 / 3) {
    const a = side * (0.5 + tt)
    const b = side * z * 0.75
    const jp = Math.floor(a - b)
    const jm = Math.floor(a + b)
    const ifp = Math.floor(jp / side)
    const ifm = Math.floor(jm / side)
    const face = ifp === ifm ? (ifp & 3) + 4 : ifp < ifm ? ifp & 3 : (ifm & 3) + 8
    return { face, x: jm - ifm * side, y: side - (jp - ifp * side) - 1 }
  }
  const quarter = Math.min(3, Math.floor(tt))
  const tp = tt - quarter
  // near a pole 1 − |z| has lost its digits: cos(dec) has not
  const t = za < 0.99 ? side * Math.sqrt(3 * (1 - za)) : (side * Math.cos(dec)) / Math.sqrt((1 + za) / 3)
  const jp = Math.min(side - 1, Math.floor(tp * t))
  const jm = Math.min(side - 1, Math.floor((1 - tp) * t))
  return z >= 0 ? { face: quarter, x: side - jm - 1, y: side - jp - 1 } : { face: quarter + 8, x: jp, y: jm }
}

/** Face and place of the cell that holds a direction; orders 0 to 24. */
export function placeAt(order: number, pos: SkyPos): FacePlace {
  checkOrder(order)
  return faceAndPlace(2 ** order, pos)
}

/** Nested number of the cell that holds a direction, in [0, 12·4^order); exact for orders 0 to 24, RangeError beyond. */
export function cellOf(order: number, pos: SkyPos): number {
  const { face, x, y } = placeAt(order, pos)
  return cellAt(order, face, x, y)
}

/** Nested number of the cell that holds a direction at any order of the standard, 0 to 29. */
export function bigCellOf(order: number, pos: SkyPos): bigint {
  if (!Number.isInteger(order) || order < 0 || order > deepestOrder)
    throw new RangeError(`HEALPix order ${order} is not a whole number from 0 to ${deepestOrder}`)
  if (order <= maxOrder) return BigInt(cellOf(order, pos))
  const { face, x, y } = faceAndPlace(2 ** order, pos)
  const low = cellAt(16, 0, x & 0xffff, y & 0xffff)
  const high = cellAt(16, 0, x >>> 16, y >>> 16)
  return (BigInt(face) << BigInt(2 * order)) | (BigInt(high) << 32n) | BigInt(low)
}

/** Centre of a cell. Orders 0 to 24. */
export function cellCenter(order: number, cell: number): SkyPos {
  const { face, x, y } = placeOf(order, cell)
  const side = 2 ** order
  return fromVector(pointAt(face, (x + 0.5) / side, (y + 0.5) / side))
}

/** The four corners of a cell: north, west, south, east. Its edges are not great circles. Orders 0 to 24. */
export function cellVertices(order: number, cell: number): readonly [SkyPos, SkyPos, SkyPos, SkyPos] {
  const { face, x, y } = placeOf(order, cell)
  const side = 2 ** order
  const corner = (i: number, j: number): SkyPos => fromVector(pointAt(face, (x + i) / side, (y + j) / side))
  return [corner(1, 1), corner(0, 1), corner(0, 0), corner(1, 0)]
}

// Directions round a cell as [dx, dy], counter-clockwise from south-west as in healpy's get_all_neighbours: SW W NW N NE E SE S.
const steps: readonly (readonly [number, number])[] = [
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
]

/** Place (x, y) that ran over an edge of `face`, as the place on the face it ran into; null where no cell is (12 corners of the faces). */
export function acrossEdge(side: number, face: number, x: number, y: number): FacePlace | null {
  const ex = x < 0 ? -1 : x >= side ? 1 : 0
  const ey = y < 0 ? -1 : y >= side ? 1 : 0
  const wx = x - ex * side
  const wy = y - ey * side
  if (ex === 0 && ey === 0) return { face, x, y }
  const row = face >> 2
  const q = face & 3
  const next = (q + 1) & 3
  const back = (q + 3) & 3
  const last = side - 1
  if (row === 0) {
    if (ex === 1 && ey === 1) return { face: (q + 2) & 3, x: last, y: last }
    if (ex === 1 && ey === 0) return { face: next, x: y, y: last }
    if (ex === 0 && ey === 1) return { face: back, x: last, y: x }
    if (ex === -1 && ey === -1) return { face: q + 8, x: wx, y: wy }
    if (ex === -1 && ey === 0) return { face: 4 + q, x: wx, y: wy }
    if (ex === 0 && ey === -1) return { face: 4 + next, x: wx, y: wy }
    return null
  }
  if (row === 1) {
    if (ex === 1 && ey === 0) return { face: q, x: wx, y: wy }
    if (ex === 0 && ey === 1) return { face: back, x: wx, y: wy }
    if (ex === -1 && ey === 0) return { face: 8 + back, x: wx, y: wy }
    if (ex === 0 && ey === -1) return { face: 8 + q, x: wx, y: wy }
    if (ex === -1 && ey === 1) return { face: 4 + back, x: wx, y: wy }
    if (ex === 1 && ey === -1) return { face: 4 + next, x: wx, y: wy }
    return null
  }
  if (ex === -1 && ey === -1) return { face: 8 + ((q + 2) & 3), x: 0, y: 0 }
  if (ex === -1 && ey === 0) return { face: 8 + back, x: y, y: 0 }
  if (ex === 0 && ey === -1) return { face: 8 + next, x: 0, y: x }
  if (ex === 1 && ey === 1) return { face: q, x: wx, y: wy }
  if (ex === 1 && ey === 0) return { face: 4 + next, x: wx, y: wy }
  if (ex === 0 && ey === 1) return { face: 4 + q, x: wx, y: wy }
  return null
}

/** The 6 to 8 cells that touch a cell (by edge or corner), in the order south-west, west, north-west, north, … without the missing ones. Orders 0 to 24. */
export function neighbours(order: number, cell: number): readonly number[] {
  const { face, x, y } = placeOf(order, cell)
  const side = 2 ** order
  const found = new Set<number>()
  for (const [dx, dy] of steps) {
    const place = acrossEdge(side, face, x + dx, y + dy)
    if (place !== null) found.add(cellAt(order, place.face, place.x, place.y))
  }
  found.delete(cell)
  return [...found]
}

/** Angle in rad from the centre of a cell to its farthest corner, at most, over all cells of an order (healpy's max_pixrad). */
export function cellRadius(order: number): number {
  const side = 2 ** order
  const t = 1 - 1 / side
  const z = 1 - (t * t) / 3
  const phi = Math.PI / (4 * side)
  const s = Math.sqrt(1 - z * z)
  const sa = Math.sqrt(5) / 3
  // chord between (z 2/3, phi) and (z, 0): stable for tiny cells
  const chord2 = (sa * Math.cos(phi) - s) ** 2 + (sa * Math.sin(phi)) ** 2 + (2 / 3 - z) ** 2
  return 2 * Math.asin(Math.sqrt(chord2) / 2)
}

/** Unit vector of a cell's centre. Orders 0 to 24. */
export function cellVector(order: number, cell: number): Vec3 {
  return toVector(cellCenter(order, cell))
}
