import { fail, ok, type Result } from '../result.ts'
import type { FitsHeader } from './header.ts'

/** A linear spectral axis of a cube: 0-based index of the axis, and the wavelength (m, in vacuum) at the edges of its channels. */
export interface SpectralAxis {
  readonly axis: number
  /** Wavelength in m at channel coordinate c (0-based; channel i spans i ± 0.5). */
  wavelength(channel: number): number
}

const lightSpeed = 299_792_458
const metres: Readonly<Record<string, number>> = { m: 1, cm: 1e-2, mm: 1e-3, um: 1e-6, micron: 1e-6, nm: 1e-9, angstrom: 1e-10 }
const hertz: Readonly<Record<string, number>> = { hz: 1, khz: 1e3, mhz: 1e6, ghz: 1e9, thz: 1e12 }

/** The spectral axis of a cube with CTYPE WAVE or FREQ; null where the image has none. Fails for units and kinds that are not known. */
export function spectralAxisOf(header: FitsHeader, axes: readonly number[]): Result<SpectralAxis | null> {
  for (let i = 1; i <= axes.length; i++) {
    const ctype = (header.text(`CTYPE${i}`) ?? '').toUpperCase()
    if (!/^(WAVE|FREQ|AWAV|WAVN|ENER|VRAD|VOPT|VELO|ZOPT|BETA)/.test(ctype)) continue
    if (ctype !== 'WAVE' && ctype !== 'FREQ') return fail(`BAND cannot be cut along CTYPE${i} '${ctype}'; linear WAVE and FREQ axes can`)
    const units = ctype === 'WAVE' ? metres : hertz
    const unit = (header.text(`CUNIT${i}`) ?? (ctype === 'WAVE' ? 'm' : 'Hz')).toLowerCase()
    const scale = units[unit]
    if (scale === undefined) return fail(`CUNIT${i} is '${unit}'; ${Object.keys(units).join(', ')} expected`)
    const [crval, crpix] = [header.number(`CRVAL${i}`) ?? 0, header.number(`CRPIX${i}`) ?? 0]
    const step = header.number(`CD${i}_${i}`) ?? (header.number(`CDELT${i}`) ?? 1) * (header.number(`PC${i}_${i}`) ?? 1)
    const value = (channel: number) => (crval + (channel + 1 - crpix) * step) * scale
    return ok({ axis: i - 1, wavelength: ctype === 'WAVE' ? value : (channel) => lightSpeed / value(channel) })
  }
  return ok(null)
}

/** Channels [start, end) whose span meets [low, high] m; null where none does. */
export function channelsIn(axis: SpectralAxis, count: number, low: number, high: number): readonly [number, number] | null {
  let [start, end] = [-1, -1]
  for (let i = 0; i < count; i++) {
    const [a, b] = [axis.wavelength(i - 0.5), axis.wavelength(i + 0.5)]
    if (Math.max(a, b) < low || Math.min(a, b) > high) continue
    if (start < 0) start = i
    end = i + 1
  }
  return start < 0 ? null : [start, end]
}
