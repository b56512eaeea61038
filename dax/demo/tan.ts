import type { Region } from '../../vo/sky/region.ts'
import { skyPos, type SkyPos } from '../../vo/sky/sky-pos.ts'

const degree = Math.PI / 180

/** A gnomonic (TAN) image: 1-based reference pixel, CD matrix [1_1, 1_2, 2_1, 2_2] in deg/pixel, size in pixels. What goes into the header. */
export interface TanImage {
  readonly ra: number
  readonly dec: number
  readonly crpix: readonly [number, number]
  readonly cd: readonly [number, number, number, number]
  readonly nx: number
  readonly ny: number
}

/** Sky position of standard coordinates (deg, east and north of the tangent point). */
export function fromPlane(ra: number, dec: number, xiDeg: number, etaDeg: number): SkyPos {
  const xi = xiDeg * degree
  const eta = etaDeg * degree
  const sin = Math.sin(dec * degree)
  const cos = Math.cos(dec * degree)
  const down = cos - eta * sin
  return skyPos(ra + Math.atan2(xi, down) / degree, Math.atan2(sin + eta * cos, Math.hypot(xi, down)) / degree)
}

/** Standard coordinates (deg) of a position, or null on the far side of the sky. */
export function toPlane(ra: number, dec: number, pos: SkyPos): readonly [number, number] | null {
  const d = pos.dec * degree
  const turn = (pos.ra - ra) * degree
  const sin0 = Math.sin(dec * degree)
  const cos0 = Math.cos(dec * degree)
  const depth = sin0 * Math.sin(d) + cos0 * Math.cos(d) * Math.cos(turn)
  if (depth < 1e-3) return null
  return [(Math.cos(d) * Math.sin(turn)) / depth / degree, (cos0 * Math.sin(d) - sin0 * Math.cos(d) * Math.cos(turn)) / depth / degree]
}

/** 0-based pixel of a position ((0, 0) = centre of the first pixel), or null on the far side of the sky. */
export function toPixel(image: TanImage, pos: SkyPos): readonly [number, number] | null {
  const plane = toPlane(image.ra, image.dec, pos)
  if (plane === null) return null
  const [a, b, c, d] = image.cd
  const det = a * d - b * c
  return [(d * plane[0] - b * plane[1]) / det + image.crpix[0] - 1, (a * plane[1] - c * plane[0]) / det + image.crpix[1] - 1]
}

/** Position of a 0-based pixel. */
export function toSky(image: TanImage, x: number, y: number): SkyPos {
  const u = x + 1 - image.crpix[0]
  const v = y + 1 - image.crpix[1]
  const [a, b, c, d] = image.cd
  return fromPlane(image.ra, image.dec, a * u + b * v, c * u + d * v)
}

/** The outer edges of the corner pixels: the image's footprint. */
export function footprint(image: TanImage): Extract<Region, { kind: 'polygon' }> {
  const { nx, ny } = image
  return {
    kind: 'polygon',
    vertices: [toSky(image, -0.5, -0.5), toSky(image, nx - 0.5, -0.5), toSky(image, nx - 0.5, ny - 0.5), toSky(image, -0.5, ny - 0.5)],
  }
}
