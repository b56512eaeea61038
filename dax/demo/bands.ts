export type Band = 'u' | 'g' | 'r' | 'i' | 'z' | 'y'

/** What the demo knows of a filter. Wavelengths in m (vacuum), sky in AB mag/arcsec² (dark, zenith), zero point: AB mag of one electron a second. */
export interface BandFacts {
  readonly band: Band
  readonly index: number
  readonly filter: string
  readonly minimum: number
  readonly maximum: number
  readonly sky: number
  readonly zeroPoint: number
  /** Extinction, mag per airmass. */
  readonly extinction: number
}

/** The six LSST filters: published edges, dark-sky brightnesses and zero points (SMTN-002). */
export const bands: readonly BandFacts[] = [
  { band: 'u', index: 0, filter: 'u_24', minimum: 3.3e-7, maximum: 4.0e-7, sky: 23.05, zeroPoint: 26.52, extinction: 0.47 },
  { band: 'g', index: 1, filter: 'g_6', minimum: 4.02e-7, maximum: 5.52e-7, sky: 22.25, zeroPoint: 28.51, extinction: 0.21 },
  { band: 'r', index: 2, filter: 'r_57', minimum: 5.52e-7, maximum: 6.91e-7, sky: 21.2, zeroPoint: 28.36, extinction: 0.13 },
  { band: 'i', index: 3, filter: 'i_39', minimum: 6.91e-7, maximum: 8.18e-7, sky: 20.46, zeroPoint: 28.17, extinction: 0.1 },
  { band: 'z', index: 4, filter: 'z_20', minimum: 8.18e-7, maximum: 9.22e-7, sky: 19.61, zeroPoint: 27.78, extinction: 0.07 },
  { band: 'y', index: 5, filter: 'y_10', minimum: 9.22e-7, maximum: 1.06e-6, sky: 18.6, zeroPoint: 26.82, extinction: 0.17 },
]

export function bandFacts(band: Band): BandFacts {
  return bands.find((one) => one.band === band)!
}

export function isBand(text: string): text is Band {
  return text.length === 1 && 'ugrizy'.includes(text)
}

/** Flux density in nJy of an AB magnitude. */
export function nanojansky(mag: number): number {
  return 10 ** (-0.4 * (mag - 31.4))
}
