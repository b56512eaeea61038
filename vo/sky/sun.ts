import type { MjdUtc } from '../time/mjd.ts'
import { deg } from './units.ts'
import type { Deg } from './units.ts'

/** A place on the ground: geodetic latitude, longitude east. */
export interface Site {
  readonly latitude: Deg
  readonly longitude: Deg
}

/** Rubin Observatory on Cerro Pachón. */
export const rubinSite: Site = { latitude: deg(-30.244639), longitude: deg(-70.749417) }

/** Altitude of the Sun's middle at sunset and sunrise: refraction (34′) and its radius (16′) taken off. */
export const horizonAltitude = deg(-0.833)

const degrees = 180 / Math.PI
const sin = (x: number): number => Math.sin(x / degrees)
const cos = (x: number): number => Math.cos(x / degrees)

/**
 * Altitude of the Sun's middle above the horizon, without refraction; good to 0.02° between 1950 and 2050 (Meeus, Astronomical Algorithms, ch. 25,
 * low accuracy; UT1 = UTC; no parallax).
 */
export function sunAltitude(utc: MjdUtc, site: Site): Deg {
  // 69 s from UTC to TT move the Sun by 0.0008°
  const d = utc + 69 / 86_400 - 51_544.5
  const t = d / 36_525
  const mean = 280.46646 + t * (36_000.76983 + t * 0.0003032)
  const anomaly = 357.52911 + t * (35_999.05029 - t * 0.0001537)
  const center =
    (1.914602 - t * (0.004817 + t * 0.000014)) * sin(anomaly) + (0.019993 - t * 0.000101) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
  const node = 125.04 - 1934.136 * t
  const longitude = mean + center - 0.00569 - 0.00478 * sin(node)
  const obliquity = 23.439291 - 0.0130042 * t + 0.00256 * cos(node)
  const declination = Math.asin(sin(obliquity) * sin(longitude)) * degrees
  const ascension = Math.atan2(cos(obliquity) * sin(longitude), cos(longitude)) * degrees
  const sidereal = 280.46061837 + 360.98564736629 * (utc - 51_544.5)
  const hourAngle = sidereal + site.longitude - ascension
  return deg(Math.asin(sin(site.latitude) * sin(declination) + cos(site.latitude) * cos(declination) * cos(hourAngle)) * degrees)
}

/** When the Sun goes through an altitude between two times (MJD UTC), rising or setting, to the second; at most two days are looked through, in steps of 5 minutes. */
export function sunCrossings(from: MjdUtc, to: MjdUtc, altitude: Deg, site: Site): readonly { readonly at: MjdUtc; readonly isRising: boolean }[] {
  const step = 5 / 1440
  const found: { at: MjdUtc; isRising: boolean }[] = []
  const end = Math.min(to, from + 2)
  for (let t: number = from; t < end; t += step) {
    const next = Math.min(end, t + step)
    const [a, b] = [sunAltitude(t as MjdUtc, site) - altitude, sunAltitude(next as MjdUtc, site) - altitude]
    if (a < 0 === b < 0) continue
    found.push({ at: bisect(t, next, a < 0, altitude, site), isRising: a < 0 })
  }
  return found
}

function bisect(from: number, to: number, isRising: boolean, altitude: Deg, site: Site): MjdUtc {
  while ((to - from) * 86_400 > 0.5) {
    const middle = (from + to) / 2
    if (sunAltitude(middle as MjdUtc, site) < altitude === isRising) from = middle
    else to = middle
  }
  return ((from + to) / 2) as MjdUtc
}
