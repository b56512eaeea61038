import type { FitsHeader } from '../../fits/header.ts'
import type { Pair } from './projection.ts'

/** A smooth change of plane coordinates, near identity. */
export type Distortion = (x: number, y: number) => Pair

/** SIP: (u, v) = pixel − CRPIX to the corrected pair. Null where the header has none; a text says what is wrong with it. */
export function sipOf(header: FitsHeader): Distortion | string | null {
  if (!header.has('A_ORDER') && !header.has('B_ORDER')) return null
  const a = sipTerms(header, 'A')
  const b = sipTerms(header, 'B')
  if (typeof a === 'string') return a
  if (typeof b === 'string') return b
  return (u, v) => [u + sum(a, u, v), v + sum(b, u, v)]
}

/** Terms as [power of u, power of v, coefficient]. */
type Terms = readonly (readonly [number, number, number])[]

function sipTerms(header: FitsHeader, letter: 'A' | 'B'): Terms | string {
  const order = header.number(`${letter}_ORDER`)
  if (order === null || !Number.isInteger(order) || order < 0 || order > 9)
    return `${letter}_ORDER is ${header.text(`${letter}_ORDER`) ?? 'absent'}; 0 to 9 expected for a SIP distortion`
  const terms: [number, number, number][] = []
  for (let p = 0; p <= order; p++) {
    for (let q = 0; q <= order - p; q++) {
      const c = header.number(`${letter}_${p}_${q}`)
      if (c !== null && c !== 0) terms.push([p, q, c])
    }
  }
  return terms
}

function sum(terms: Terms, u: number, v: number): number {
  let total = 0
  for (const [p, q, c] of terms) total += c * u ** p * v ** q
  return total
}

/** Powers (of the own axis, of the other, of r) of the terms PVi_0 … PVi_39 of TPV. */
const tpvPowers: readonly (readonly [number, number, number])[] = (() => {
  const powers: [number, number, number][] = [[0, 0, 0]]
  for (let order = 1; order <= 7; order++) {
    for (let q = 0; q <= order; q++) powers.push([order - q, q, 0])
    if (order % 2 === 1) powers.push([0, 0, order])
  }
  return powers
})()

/** TPV: the polynomial of PV1_m and PV2_m (longitude axis `lon`, latitude axis `lat`) on the tangent plane, deg. */
export function tpvOf(header: FitsHeader, lon: number, lat: number): Distortion {
  const own = (axis: number) =>
    tpvPowers.flatMap(([p, q, r], m) => {
      const c = header.number(`PV${axis}_${m}`) ?? (m === 1 ? 1 : 0)
      return c === 0 ? [] : [[p, q, r, c] as const]
    })
  const lonTerms = own(lon)
  const latTerms = own(lat)
  const value = (terms: typeof lonTerms, x: number, y: number) => {
    const radius = Math.hypot(x, y)
    let total = 0
    for (const [p, q, r, c] of terms) total += c * x ** p * y ** q * radius ** r
    return total
  }
  return (x, y) => [value(lonTerms, x, y), value(latTerms, y, x)]
}

/** Whether a TAN header carries TPV terms (as SCAMP writes them). */
export function hasTpvTerms(header: FitsHeader, lon: number, lat: number): boolean {
  for (const axis of [lon, lat]) {
    for (let m = axis === lon ? 5 : 1; m < tpvPowers.length; m++)
      if ((header.number(`PV${axis}_${m}`) ?? (m === 1 ? 1 : 0)) !== (m === 1 ? 1 : 0)) return true
  }
  return false
}

/** Finds (x, y) with distortion(x, y) = target by Newton's method; null where it does not settle (far outside the image). `size` = scale of the coordinates. */
export function undistort(distortion: Distortion, target: Pair, size: number): Pair | null {
  let [x, y] = target
  const h = size * 1e-4
  for (let i = 0; i < 40; i++) {
    const [fx, fy] = distortion(x, y)
    const [dx, dy] = [target[0] - fx, target[1] - fy]
    const right = distortion(x + h, y)
    const left = distortion(x - h, y)
    const up = distortion(x, y + h)
    const down = distortion(x, y - h)
    const [a, b] = [(right[0] - left[0]) / (2 * h), (up[0] - down[0]) / (2 * h)]
    const [c, d] = [(right[1] - left[1]) / (2 * h), (up[1] - down[1]) / (2 * h)]
    const det = a * d - b * c
    if (!Number.isFinite(det) || det === 0) return null
    const [sx, sy] = [(d * dx - b * dy) / det, (a * dy - c * dx) / det]
    x += sx
    y += sy
    if (Math.hypot(sx, sy) <= 1e-13 * (size + Math.hypot(x, y))) {
      const [gx, gy] = distortion(x, y)
      return Math.hypot(target[0] - gx, target[1] - gy) < 1e-6 * size ? [x, y] : null
    }
  }
  return null
}
