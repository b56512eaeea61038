import type { FitsHeader } from '../fits/header.ts'
import { ok, type ParseError, type Result } from '../result.ts'
import { fromIcrs, toIcrs, type Frame } from './frames.ts'
import type { SkyPos } from './sky-pos.ts'
import { deg, type Deg } from './units.ts'
import { hasTpvTerms, sipOf, tpvOf, undistort } from './wcs/distortion.ts'
import { wcsKeywords } from './wcs/keywords.ts'
import { celestialToNative, nativePole, nativeToCelestial } from './wcs/native.ts'
import { projectionOf } from './wcs/projection.ts'

/**
 * Where the pixels of an image lie on the sky. Pixel coordinates are 0-based: (0, 0) is the centre of the first pixel, the image
 * covers [-0.5, nx − 0.5] x [-0.5, ny − 0.5] (FITS coordinates minus 1; the index into the array). The sky is ICRS.
 */
export interface Wcs {
  /** Null where the pixel is off the map (outside the ellipse of AIT) or not a number. */
  toSky(x: number, y: number): SkyPos | null
  /** Null where the projection does not reach, such as behind the tangent plane. The pixel may lie outside the image. */
  toPixel(pos: SkyPos): readonly [x: number, y: number] | null
  /** deg per pixel at the reference point: the side of a square of the pixel's area. */
  readonly pixelScale: Deg
  /** Three-letter code: TAN, CAR … */
  readonly projection: string
  /** The frame of the header; positions given out are ICRS whatever it is. */
  readonly frame: Frame
  /** The image axes (0-based) that x and y count along: [0, 1] but in odd cubes. */
  readonly axes: readonly [number, number]
}

/** The celestial WCS of an image header. All that is wrong with it is in the one message. */
export function wcsOf(header: FitsHeader): Result<Wcs> {
  const read = readWcs(header)
  return read.ok ? read : { ok: false, error: { message: read.error.map(({ message }) => message).join('; ') } }
}

/** The celestial WCS of an image header, or everything that is missing or wrong. */
export function readWcs(header: FitsHeader): Result<Wcs, readonly ParseError[]> {
  const keywords = wcsKeywords(header)
  if (!keywords.ok) return keywords
  const { code, lonAxis, latAxis, pixelAxes, frame, crval, crpix, cd, lonpole, latpole } = keywords.value
  const errors: ParseError[] = []
  const projection = projectionOf(code, (m) => header.number(`PV${latAxis}_${m}`) ?? undefined)
  if (projection === null) errors.push({ message: `the parameters PV${latAxis}_m define no ${code} projection` })
  const pole = projection && nativePole(projection.theta0, crval[0], crval[1], lonpole, latpole)
  if (projection !== null && pole === null)
    errors.push({ message: `LONPOLE ${lonpole} and LATPOLE ${latpole} fit no pole for CRVAL${latAxis} ${crval[1]}` })
  const sip = pixelAxes[0] === 1 && pixelAxes[1] === 2 ? sipOf(header) : null
  if (typeof sip === 'string') errors.push({ message: sip })
  if (projection === null || pole === null || typeof sip === 'string') return { ok: false, error: errors }
  const tpv = code === 'TPV' || (code === 'TAN' && hasTpvTerms(header, lonAxis, latAxis)) ? tpvOf(header, lonAxis, latAxis) : null
  const [a, b, c, d] = cd
  const det = a * d - b * c
  const pixelScale = Math.sqrt(Math.abs(det))
  return ok({
    pixelScale: deg(pixelScale),
    projection: projection.code,
    frame,
    axes: [pixelAxes[0] - 1, pixelAxes[1] - 1],
    toSky(x, y) {
      let [u, v] = [x + 1 - crpix[0], y + 1 - crpix[1]]
      if (sip !== null) [u, v] = sip(u, v)
      let [px, py] = [a * u + b * v, c * u + d * v]
      if (tpv !== null) [px, py] = tpv(px, py)
      const native = projection.toNative(px, py)
      if (native === null) return null
      const [lon, lat] = nativeToCelestial(pole, native[0], native[1])
      return Number.isFinite(lon) && Number.isFinite(lat) ? toIcrs(frame, lon, lat) : null
    },
    toPixel(pos) {
      const { lon, lat } = fromIcrs(frame, pos)
      const native = celestialToNative(pole, lon, lat)
      let plane = projection.toPlane(native[0], native[1])
      if (plane !== null && tpv !== null) plane = undistort(tpv, plane, 100 * pixelScale)
      if (plane === null) return null
      let pixel: readonly [number, number] | null = [(d * plane[0] - b * plane[1]) / det, (a * plane[1] - c * plane[0]) / det]
      if (sip !== null) pixel = undistort(sip, pixel, 100)
      return pixel === null || !Number.isFinite(pixel[0]) || !Number.isFinite(pixel[1]) ? null : [pixel[0] + crpix[0] - 1, pixel[1] + crpix[1] - 1]
    },
  })
}
