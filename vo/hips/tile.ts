import { placeOf } from '../sky/healpix.ts'
import { faceToSkyInto } from './face.ts'

/** Pixels along one side of a tile: what Aladin Lite draws well (128 px tiles stay blank there). */
export const tileWidth = 512

/** Where a tile lies on the HEALPix plane: its face and the corner (x0, y0) and side `step` in face units [0, 1]. */
export interface TilePlace {
  readonly face: number
  readonly x0: number
  readonly y0: number
  readonly step: number
}

/** Throws RangeError for a tile that does not exist. */
export function tilePlace(order: number, npix: number): TilePlace {
  const { face, x, y } = placeOf(order, npix)
  const step = 2 ** -order
  return { face, x0: x * step, y0: y * step, step }
}

/**
 * Sky direction [ra, dec] in deg at picture coordinates (column, row) of a tile, row 0 at the top of a JPEG or PNG; pixel centres at + 0.5.
 * By the HiPS convention rows run along HEALPix x and columns along y (checked against the DSS2 colour HiPS of CDS). A FITS tile is the same
 * picture with its rows bottom up.
 */
export function tileSkyInto(place: TilePlace, column: number, row: number, out: Float64Array, at: number): void {
  faceToSkyInto(place.face, place.x0 + (row / tileWidth) * place.step, place.y0 + (column / tileWidth) * place.step, out, at)
}

/** Path of a tile below its HiPS: 'Norder3/Dir0/Npix42.jpg'. */
export function tilePath(order: number, npix: number, extension: string): string {
  return `Norder${order}/Dir${Math.floor(npix / 10000) * 10000}/Npix${npix}.${extension}`
}
