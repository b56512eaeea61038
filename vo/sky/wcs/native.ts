import type { Pair } from './projection.ts'

const perRad = 180 / Math.PI

/** The turn between native and celestial spherical coordinates: where the native pole lies on the sky. All in deg. */
export interface Pole {
  readonly lon: number
  readonly lat: number
  /** LONPOLE: native longitude of the celestial pole. */
  readonly phi: number
}

/**
 * The native pole of a projection whose reference point, at native (0, theta0), is at celestial (lon0, lat0) (Calabretta & Greisen 2002, §2.4).
 * Null where LONPOLE and LATPOLE allow none.
 */
export function nativePole(theta0: 90 | 0, lon0: number, lat0: number, lonpole: number | null, latpole: number | null): Pole | null {
  const phi = lonpole ?? (lat0 < theta0 ? 180 : 0)
  if (theta0 === 90) return { lon: lon0, lat: lat0, phi }
  const cosPhi = Math.cos(phi / perRad)
  const sinPhi = Math.sin(phi / perRad)
  const lat = poleLatitude(cosPhi, lat0, latpole ?? 90)
  if (lat === null) return null
  if (Math.abs(Math.abs(lat0) - 90) < 1e-12) return { lon: lon0, lat, phi }
  if (Math.abs(lat - 90) < 1e-12) return { lon: lon0 + phi - 180, lat: 90, phi }
  if (Math.abs(lat + 90) < 1e-12) return { lon: lon0 - phi, lat: -90, phi }
  const cos0 = Math.cos(lat0 / perRad)
  const sin = sinPhi / cos0
  const cos = (-Math.sin(lat / perRad) * Math.sin(lat0 / perRad)) / (Math.cos(lat / perRad) * cos0)
  return { lon: lon0 - Math.atan2(sin, cos) * perRad, lat, phi }
}

/** Of the two possible latitudes of the pole (theta0 = 0), the one nearer to LATPOLE; LATPOLE itself where both fit. */
function poleLatitude(cosPhi: number, lat0: number, latpole: number): number | null {
  if (Math.abs(cosPhi) < 1e-12) return Math.abs(lat0) < 1e-12 ? Math.max(-90, Math.min(90, latpole)) : null
  const ratio = Math.sin(lat0 / perRad) / Math.abs(cosPhi)
  if (Math.abs(ratio) > 1 + 1e-12) return null
  // acos through atan2: keeps its digits where lat0 is close to a pole
  const away = Math.atan2(Math.sqrt(Math.max(0, (1 - ratio) * (1 + ratio))), ratio) * perRad
  const middle = cosPhi > 0 ? 0 : 180
  const candidates = [middle + away, middle - away]
    .map((lat) => (lat > 180 ? lat - 360 : lat < -180 ? lat + 360 : lat))
    .filter((lat) => Math.abs(lat) <= 90 + 1e-10)
  if (candidates.length === 0) return null
  return candidates.reduce((best, lat) => (Math.abs(lat - latpole) < Math.abs(best - latpole) ? lat : best))
}

/** Native (phi, theta) in rad to celestial longitude and latitude in deg. */
export function nativeToCelestial(pole: Pole, phi: number, theta: number): Pair {
  const [lon, lat] = turn(phi - pole.phi / perRad, theta, pole.lat / perRad)
  return [pole.lon + lon * perRad, lat * perRad]
}

/** Celestial longitude and latitude in deg to native (phi, theta) in rad, phi in (-π, π]. */
export function celestialToNative(pole: Pole, lon: number, lat: number): Pair {
  const [phi, theta] = turn((lon - pole.lon) / perRad, lat / perRad, pole.lat / perRad)
  const whole = phi + pole.phi / perRad
  return [whole - 2 * Math.PI * Math.ceil((whole - Math.PI) / (2 * Math.PI) - 1e-15), theta]
}

/** The turn is its own mirror: the same formula serves both ways. */
function turn(lon: number, lat: number, poleLat: number): Pair {
  const [sin, cos, sinPole, cosPole] = [Math.sin(lat), Math.cos(lat), Math.sin(poleLat), Math.cos(poleLat)]
  const cosLon = Math.cos(lon)
  const x = sin * cosPole - cos * sinPole * cosLon
  const y = -cos * Math.sin(lon)
  const z = sin * sinPole + cos * cosPole * cosLon
  return [x === 0 && y === 0 ? 0 : Math.atan2(y, x), Math.atan2(z, Math.hypot(x, y))]
}
