/** A pair of plane coordinates, or of native longitude and latitude. */
export type Pair = readonly [number, number]

/**
 * One map projection: plane (x, y) in deg, as CD or PC·CDELT give it, and native longitude and latitude (phi, theta) in rad.
 * Null where a point has no counterpart: off the map, or behind the tangent plane.
 */
export interface Projection {
  readonly code: string
  /** Native latitude of the reference point, deg: 90 for zenithal projections, else 0. */
  readonly theta0: 90 | 0
  toNative(x: number, y: number): Pair | null
  toPlane(phi: number, theta: number): Pair | null
}

const perRad = 180 / Math.PI

/** Parameters PVi_m of the latitude axis, by m; absent = undefined. */
export type Parameters = (m: number) => number | undefined

/** Codes that projectionOf knows, for messages. */
export const projectionCodes = ['TAN', 'SIN', 'ARC', 'ZEA', 'STG', 'ZPN', 'CAR', 'CEA', 'MER', 'SFL', 'AIT', 'TPV'] as const

/** The projection of a three-letter code (Calabretta & Greisen 2002); null for unknown ones and for parameters that define no map. */
export function projectionOf(code: string, pv: Parameters): Projection | null {
  switch (code) {
    case 'TAN':
    case 'TPV':
      return zenithal(
        code,
        (r) => Math.atan2(perRad, r),
        (theta) => (theta > 0 ? perRad / Math.tan(theta) : null),
      )
    case 'SIN':
      return slantOrthographic(pv(1) ?? 0, pv(2) ?? 0)
    case 'ARC':
      return zenithal(
        code,
        (r) => (r <= 180 ? (90 - r) / perRad : null),
        (theta) => 90 - theta * perRad,
      )
    case 'ZEA':
      return zenithal(
        code,
        (r) => (r <= 2 * perRad ? Math.PI / 2 - 2 * Math.asin(r / (2 * perRad)) : null),
        (theta) => 2 * perRad * Math.sin((Math.PI / 2 - theta) / 2),
      )
    case 'STG':
      return zenithal(
        code,
        (r) => Math.PI / 2 - 2 * Math.atan(r / (2 * perRad)),
        (theta) => (theta > -Math.PI / 2 ? 2 * perRad * Math.tan((Math.PI / 2 - theta) / 2) : null),
      )
    case 'ZPN':
      return zenithalPolynomial(pv)
    case 'CAR':
      return cylinder(
        code,
        (theta) => theta * perRad,
        (y) => y / perRad,
      )
    case 'CEA': {
      const lambda = pv(1) ?? 1
      return lambda > 0 && lambda <= 1
        ? cylinder(
            code,
            (theta) => (perRad * Math.sin(theta)) / lambda,
            (y) => Math.asin((y * lambda) / perRad),
          )
        : null
    }
    case 'MER':
      return cylinder(
        code,
        (theta) => perRad * Math.asinh(Math.tan(theta)),
        (y) => Math.atan(Math.sinh(y / perRad)),
      )
    case 'SFL':
    case 'GLS':
      return sansonFlamsteed
    case 'AIT':
      return hammerAitoff
    default:
      return null
  }
}

function zenithal(code: string, thetaOf: (r: number) => number | null, radiusOf: (theta: number) => number | null): Projection {
  return {
    code,
    theta0: 90,
    toNative(x, y) {
      const theta = thetaOf(Math.hypot(x, y))
      return theta === null ? null : [x === 0 && y === 0 ? 0 : Math.atan2(x, -y), theta]
    },
    toPlane(phi, theta) {
      const r = radiusOf(theta)
      return r === null ? null : [r * Math.sin(phi), -r * Math.cos(phi)]
    },
  }
}

/** SIN with the slant of PV2_1 and PV2_2 (0, 0 = orthographic; 0, cot δ0 = NCP). */
function slantOrthographic(xi: number, eta: number): Projection {
  return {
    code: 'SIN',
    theta0: 90,
    toNative(xDeg, yDeg) {
      const x = xDeg / perRad
      const y = yDeg / perRad
      if (xi === 0 && eta === 0) {
        const r = Math.hypot(x, y)
        return r > 1 ? null : [r === 0 ? 0 : Math.atan2(x, -y), Math.atan2(Math.sqrt((1 - r) * (1 + r)), r)]
      }
      const a = xi * xi + eta * eta + 1
      const b = xi * (x - xi) + eta * (y - eta)
      const c = (x - xi) ** 2 + (y - eta) ** 2 - 1
      const root = b * b - a * c
      if (root < 0) return null
      const sin = (-b + Math.sqrt(root)) / a
      if (Math.abs(sin) > 1) return null
      const cosSin = x - xi * (1 - sin)
      const cosCos = -(y - eta * (1 - sin))
      return [cosSin === 0 && cosCos === 0 ? 0 : Math.atan2(cosSin, cosCos), Math.atan2(sin, Math.hypot(cosSin, cosCos))]
    },
    toPlane(phi, theta) {
      const sin = Math.sin(theta)
      const cos = Math.cos(theta)
      // The far half of the sphere falls on the same points.
      if (sin + xi * cos * Math.sin(phi) - eta * cos * Math.cos(phi) < 0) return null
      return [perRad * (cos * Math.sin(phi) + xi * (1 - sin)), -perRad * (cos * Math.cos(phi) - eta * (1 - sin))]
    },
  }
}

/** ZPN: R = Σ PVi_m · (90° − θ)^m; good up to the first zenith distance where R stops growing. */
function zenithalPolynomial(pv: Parameters): Projection | null {
  const coefficients: number[] = []
  for (let m = 0; m <= 30; m++) coefficients.push(pv(m) ?? 0)
  while (coefficients.length > 0 && coefficients.at(-1) === 0) coefficients.pop()
  if (coefficients.length < 2) return null
  const radius = (z: number) => coefficients.reduceRight((sum, c) => sum * z + c, 0)
  const slope = (z: number) => coefficients.reduceRight((sum, c, m) => (m === 0 ? sum : sum * z + m * c), 0)
  if (slope(0) < 0) return null
  const furthest = firstRoot(slope, Math.PI)
  const zenithDistance = (r: number): number | null => {
    if (r < radius(0) || r > radius(furthest)) return null
    let low = 0
    let high = furthest
    let z = Math.min(furthest, r / (coefficients[1] || 1))
    for (let i = 0; i < 100; i++) {
      const off = radius(z) - r
      if (off > 0) high = z
      else low = z
      const newton = z - off / slope(z)
      const next = newton > low && newton < high ? newton : (low + high) / 2
      if (Math.abs(next - z) < 1e-16) return next
      z = next
    }
    return z
  }
  return zenithal(
    'ZPN',
    (rDeg) => {
      const z = zenithDistance(rDeg / perRad)
      return z === null ? null : Math.PI / 2 - z
    },
    (theta) => {
      const z = Math.PI / 2 - theta
      return z > furthest ? null : perRad * radius(z)
    },
  )
}

/** The first sign change of f in (0, end], to rounding; `end` where there is none. */
function firstRoot(f: (z: number) => number, end: number): number {
  const step = end / 1000
  for (let z = step; z <= end; z += step) {
    if (f(z) > 0) continue
    let low = z - step
    let high = z
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (f(middle) > 0) low = middle
      else high = middle
    }
    return low
  }
  return end
}

function cylinder(code: string, yOf: (theta: number) => number, thetaOf: (y: number) => number): Projection {
  const edge = 1e-10
  return {
    code,
    theta0: 0,
    toNative(x, y) {
      const theta = thetaOf(y)
      return Math.abs(theta) <= Math.PI / 2 + edge && Math.abs(x) <= 360 ? [x / perRad, clampLatitude(theta)] : null
    },
    toPlane(phi, theta) {
      const y = yOf(theta)
      return Math.abs(y) < 1e6 ? [phi * perRad, y] : null
    },
  }
}

const sansonFlamsteed: Projection = {
  code: 'SFL',
  theta0: 0,
  toNative(x, y) {
    const theta = y / perRad
    const cos = Math.cos(theta)
    if (Math.abs(y) > 90 || Math.abs(x) > 180 * cos + 1e-9) return null
    return [cos === 0 ? 0 : x / cos / perRad, theta]
  },
  toPlane: (phi, theta) => [phi * Math.cos(theta) * perRad, theta * perRad],
}

const hammerAitoff: Projection = {
  code: 'AIT',
  theta0: 0,
  toNative(xDeg, yDeg) {
    const x = xDeg / perRad
    const y = yDeg / perRad
    const zz = 1 - (x / 4) ** 2 - (y / 2) ** 2
    if (zz < 0.5 - 1e-12) return null
    const z = Math.sqrt(zz)
    const sin = y * z
    if (Math.abs(sin) > 1) return null
    return [2 * Math.atan2((z * x) / 2, 2 * zz - 1), Math.asin(sin)]
  },
  toPlane(phi, theta) {
    const cos = Math.cos(theta)
    const gamma = perRad * Math.sqrt(2 / (1 + cos * Math.cos(phi / 2)))
    return [2 * gamma * cos * Math.sin(phi / 2), gamma * Math.sin(theta)]
  },
}

function clampLatitude(theta: number): number {
  return Math.max(-Math.PI / 2, Math.min(Math.PI / 2, theta))
}
