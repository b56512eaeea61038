import type { SkyObject } from './sky.ts'

/** Pixels being painted, in any linear unit of flux per pixel; rows from pixel row 0. */
export interface Canvas {
  readonly nx: number
  readonly ny: number
  readonly data: Float32Array
  /** arcsec east and north per pixel step in x and in y: [east/x, east/y, north/x, north/y]. */
  readonly metric: readonly [number, number, number, number]
}

/** The point-spread function: a Moffat profile (β = 3) with a faint aureole, and the spikes of the secondary's spider. */
export interface Psf {
  /** FWHM in arcsec. */
  readonly fwhm: number
  /** Share of the light in the aureole (β = 1.5, 5″). */
  readonly halo: number
  /** Share of the light in the four spikes, and the position angle in deg of the first. */
  readonly spikes: number
  readonly spikeAngle: number
}

/** α of a Moffat profile with β = 3, per FWHM. */
const alphaPerFwhm = 1 / (2 * Math.sqrt(2 ** (1 / 3) - 1))
const haloAlpha = 5

/**
 * Adds an object with `flux` whose centre is the 0-based pixel (x, y). `faint`: flux per pixel below which its wings are not drawn.
 * Light is integrated over the pixels near the centre (sub-pixels), so that centroids and fluxes hold with pixels as wide as the PSF.
 */
export function paint(
  canvas: Canvas,
  psf: Psf,
  object: Pick<SkyObject, 'radius' | 'ratio' | 'angle' | 'bulge' | 'arms'>,
  x: number,
  y: number,
  flux: number,
  faint: number,
): void {
  if (!Number.isFinite(flux) || flux === 0) return
  const [a, b, c, d] = canvas.metric
  const pixelArea = Math.abs(a * d - b * c)
  const alpha = Math.max(psf.fwhm * alphaPerFwhm, 0.35 * Math.sqrt(pixelArea))
  if (object.radius > 1.2 && object.radius > 1.2 * Math.sqrt(pixelArea)) {
    paintLarge(canvas, alpha, object, x, y, flux * pixelArea, faint)
    return
  }
  const halo = object.radius === 0 ? psf.halo : 0
  const spikes = object.radius === 0 ? psf.spikes : 0
  // A small galaxy is a Moffat ellipse: half its light within 0.6436 α, widened by the PSF.
  const major = (object.radius / 0.6436) ** 2
  const minor = major * object.ratio ** 2
  const sin = Math.sin((object.angle * Math.PI) / 180)
  const cos = Math.cos((object.angle * Math.PI) / 180)
  const shape = ellipse(
    canvas,
    alpha * alpha + major * sin * sin + minor * cos * cos,
    (major - minor) * sin * cos,
    alpha * alpha + major * cos * cos + minor * sin * sin,
  )
  const core = ((1 - halo - spikes) * flux * pixelArea * 2) / (Math.PI * shape.root)
  const widest = Math.sqrt(Math.max(alpha * alpha + major, 1e-9))
  const reach = Math.min(600, (widest * Math.sqrt(Math.max(1, (Math.abs(core) / faint) ** (1 / 3) - 1))) / Math.sqrt(pixelArea))
  profile(canvas, shape, x, y, Math.max(2, reach) * 1.15, core, 3)
  if (halo > 0) {
    const level = (halo * flux * pixelArea * 0.5) / (Math.PI * haloAlpha * haloAlpha)
    const far = (haloAlpha * (Math.abs(level) / faint) ** (1 / 3)) / Math.sqrt(pixelArea)
    if (far > 2) profile(canvas, ellipse(canvas, haloAlpha ** 2, 0, haloAlpha ** 2), x, y, Math.min(900, far), level, 1.5)
  }
  if (spikes > 0) paintSpikes(canvas, psf, x, y, spikes * flux, faint, Math.sqrt(pixelArea))
}

interface Quadratic {
  /** q = xx·dx² + 2·xy·dx·dy + yy·dy² in pixels; root = √det of the covariance in arcsec². */
  readonly xx: number
  readonly xy: number
  readonly yy: number
  readonly root: number
}

/** The inverse of a covariance (arcsec², east-east, east-north, north-north) in pixel coordinates. */
function ellipse({ metric: [a, b, c, d] }: Canvas, ee: number, en: number, nn: number): Quadratic {
  const det = ee * nn - en * en
  const iee = nn / det
  const ien = -en / det
  const inn = ee / det
  return {
    xx: a * a * iee + 2 * a * c * ien + c * c * inn,
    xy: a * b * iee + (a * d + b * c) * ien + c * d * inn,
    yy: b * b * iee + 2 * b * d * ien + d * d * inn,
    root: Math.sqrt(det),
  }
}

/** level · (1 + q)^−β over the pixels within `reach` of the centre; β is 3 or 1.5. */
function profile({ nx, ny, data }: Canvas, { xx, xy, yy }: Quadratic, x: number, y: number, reach: number, level: number, beta: 3 | 1.5): void {
  const y0 = Math.max(0, Math.ceil(y - reach))
  const y1 = Math.min(ny - 1, Math.floor(y + reach))
  const x0 = Math.max(0, Math.ceil(x - reach))
  const x1 = Math.min(nx - 1, Math.floor(x + reach))
  for (let j = y0; j <= y1; j++) {
    const dy = j - y
    const row = j * nx
    for (let i = x0; i <= x1; i++) {
      const dx = i - x
      let sum: number
      if (dx * dx + dy * dy < 9) {
        sum = 0
        for (let sj = -3; sj <= 3; sj += 2)
          for (let si = -3; si <= 3; si += 2) {
            const ex = dx + si / 8
            const ey = dy + sj / 8
            const u = 1 + xx * ex * ex + 2 * xy * ex * ey + yy * ey * ey
            sum += beta === 3 ? 1 / (u * u * u) : 1 / (u * Math.sqrt(u))
          }
        sum /= 16
      } else {
        const u = 1 + xx * dx * dx + 2 * xy * dx * dy + yy * dy * dy
        sum = beta === 3 ? 1 / (u * u * u) : 1 / (u * Math.sqrt(u))
      }
      data[row + i] = data[row + i]! + level * sum
    }
  }
}

function paintSpikes(
  { nx, ny, data, metric: [a, b, c, d] }: Canvas,
  psf: Psf,
  x: number,
  y: number,
  flux: number,
  faint: number,
  scale: number,
): void {
  const det = a * d - b * c
  // Brightness along a spike falls as 1/(1 + t)^1.6 to its end, and the spike is about a pixel thick.
  const peak = (flux * 0.15 * scale) / 4
  const length = Math.min(700, ((Math.abs(peak) / faint) ** (1 / 1.6) * 2) / scale)
  if (length < 3) return
  for (let arm = 0; arm < 4; arm++) {
    const angle = ((psf.spikeAngle + 90 * arm) * Math.PI) / 180
    const east = Math.sin(angle) * scale
    const north = Math.cos(angle) * scale
    const ux = (d * east - b * north) / det
    const uy = (a * north - c * east) / det
    for (let t = 0; t < length; t += 0.5) {
      const level = (0.5 * peak * (1 - t / length) ** 1.5) / (1 + (t * scale) / 2) ** 1.6
      const px = x + ux * t
      const py = y + uy * t
      const i = Math.floor(px)
      const j = Math.floor(py)
      const fx = px - i
      const fy = py - j
      for (let k = 0; k < 4; k++) {
        const ii = i + (k & 1)
        const jj = j + (k >> 1)
        if (ii < 0 || jj < 0 || ii >= nx || jj >= ny) continue
        data[jj * nx + ii] = data[jj * nx + ii]! + level * ((k & 1) === 1 ? fx : 1 - fx) * (k >> 1 === 1 ? fy : 1 - fy)
      }
    }
  }
}

/** A resolved galaxy: exponential disc with spiral arms and dust, and a bulge; both softened by the PSF. `flux` is per arcsec² times pixel area. */
function paintLarge(
  canvas: Canvas,
  alpha: number,
  object: Pick<SkyObject, 'radius' | 'ratio' | 'angle' | 'bulge' | 'arms'>,
  x: number,
  y: number,
  flux: number,
  faint: number,
): void {
  const { nx, ny, data, metric } = canvas
  const [a, b, c, d] = metric
  const scale = Math.sqrt(Math.abs(a * d - b * c))
  const sin = Math.sin((object.angle * Math.PI) / 180)
  const cos = Math.cos((object.angle * Math.PI) / 180)
  const disc = object.radius / 1.678
  const core = Math.sqrt((0.28 * object.radius) ** 2 + alpha ** 2)
  const soft = alpha / 2
  const discLevel = ((1 - object.bulge) * flux) / (2 * Math.PI * disc * disc * object.ratio)
  const bulgeRatio = Math.max(object.ratio, 0.6)
  // the bulge: Moffat with β = 2 (core² / π at its centre)
  const bulgeLevel = (object.bulge * flux) / (Math.PI * core * core * bulgeRatio)
  const extent = Math.max(
    disc * Math.log(Math.max(3, (2 * Math.abs(discLevel)) / faint)),
    core * Math.sqrt(Math.sqrt(Math.max(1, Math.abs(bulgeLevel) / faint))),
  )
  const reach = Math.min(700, (1.2 * extent) / scale)
  const twist = 2.6 + (object.arms > 2 ? 0.8 : 0)
  for (let j = Math.max(0, Math.ceil(y - reach)); j <= Math.min(ny - 1, Math.floor(y + reach)); j++)
    for (let i = Math.max(0, Math.ceil(x - reach)); i <= Math.min(nx - 1, Math.floor(x + reach)); i++) {
      const east = a * (i - x) + b * (j - y)
      const north = c * (i - x) + d * (j - y)
      const along = east * sin + north * cos
      const across = east * cos - north * sin
      const radius = Math.hypot(along, across / object.ratio)
      let light = discLevel * Math.exp(-(Math.sqrt(radius * radius + soft * soft) - soft / 2) / disc)
      if (object.arms > 0 && radius > 0) {
        const phase = object.arms * (Math.atan2(across / object.ratio, along) - twist * Math.log(radius / disc + 0.35))
        const strength = 0.75 * Math.min(1, radius / disc) * Math.exp(-((radius / (4.5 * disc)) ** 2))
        light *= 1 + strength * (Math.cos(phase) + 0.25 * Math.cos(2 * phase + 1) - 0.1)
      }
      const q = 1 + (along * along + (across / bulgeRatio) ** 2) / (core * core)
      data[j * nx + i] = data[j * nx + i]! + light + bulgeLevel / (q * q)
    }
}
