/** Optical bands as Rubin defines them: names and limits, m in vacuum. */
export const opticalBands: readonly { readonly name: string; readonly min: number; readonly max: number }[] = [
  { name: 'u', min: 3.2e-7, max: 4.02e-7 },
  { name: 'g', min: 4.02e-7, max: 5.52e-7 },
  { name: 'r', min: 5.52e-7, max: 6.91e-7 },
  { name: 'i', min: 6.91e-7, max: 8.18e-7 },
  { name: 'z', min: 8.18e-7, max: 9.22e-7 },
  { name: 'y', min: 9.22e-7, max: 1.06e-6 },
]

const regimes: readonly (readonly [below: number, name: string])[] = [
  [1e-11, 'gamma'],
  [1e-8, 'X-ray'],
  [3.2e-7, 'UV'],
  [1.06e-6, 'optical'],
  [2.6e-6, 'near IR'],
  [3e-4, 'IR'],
  [1e-2, 'mm'],
  [Number.POSITIVE_INFINITY, 'radio'],
]

/**
 * A name for a wavelength interval (ObsCore em_min, em_max; m in vacuum): one of u g r i z y where it is about as wide as such a filter and centred in it,
 * else the part of the spectrum its middle lies in. Null where the interval is unknown or no interval.
 */
export function bandName(emMin: number | null, emMax: number | null): string | null {
  if (emMin === null || emMax === null || !(emMin > 0) || !(emMax >= emMin)) return null
  const middle = (emMin + emMax) / 2
  const width = emMax - emMin
  const band = opticalBands.find((b) => middle >= b.min && middle < b.max)
  if (band !== undefined && width < 2 * (band.max - band.min)) return band.name
  return regimes.find(([below]) => middle < below)?.[1] ?? null
}
