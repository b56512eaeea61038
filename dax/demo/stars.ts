import { cellOf } from '../../vo/sky/healpix.ts'
import { skyPos, type SkyPos } from '../../vo/sky/sky-pos.ts'

/** The feature collection of d3-celestial's stars.14.json: Hipparcos numbers, positions in deg (ra −180..180), V and B−V. */
export interface StarFeatures {
  readonly features: readonly {
    readonly id: number
    readonly properties: { readonly mag: number; readonly bv: string }
    readonly geometry: { readonly coordinates: readonly number[] }
  }[]
}

const recordBytes = 16
const magic = 0x534b5953
/** Order of the cells that stars are sorted by: 0.9° wide. */
const sortOrder = 6

/** Packs the stars into the asset that both Node and the page read: magic, count, then ra, dec (1e-7 deg), HIP number, V and B−V (0.001 mag). */
export function packStars(source: StarFeatures): Uint8Array {
  const stars = source.features
    .map(({ id, properties, geometry }) => ({
      id,
      mag: properties.mag,
      colour: Number(properties.bv) || 0.6,
      pos: skyPos(geometry.coordinates[0]!, geometry.coordinates[1]!),
    }))
    .filter(({ id, mag }) => Number.isInteger(id) && id > 0 && Number.isFinite(mag))
    .map((star) => ({ ...star, cell: cellOf(sortOrder, star.pos) }))
    .sort((a, b) => a.cell - b.cell || a.id - b.id)
  const bytes = new Uint8Array(8 + stars.length * recordBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, stars.length, true)
  for (const [k, star] of stars.entries()) {
    const at = 8 + k * recordBytes
    view.setUint32(at, Math.round(star.pos.ra * 1e7), true)
    view.setInt32(at + 4, Math.round(star.pos.dec * 1e7), true)
    view.setUint32(at + 8, star.id, true)
    view.setInt16(at + 12, Math.round(star.mag * 1000), true)
    view.setInt16(at + 14, Math.round(star.colour * 1000), true)
  }
  return bytes
}

/** A real star: Hipparcos number, position (ICRS; proper motion is left out), V and B−V. */
export interface BrightStar {
  readonly hip: number
  readonly pos: SkyPos
  readonly mag: number
  readonly colour: number
}

/** The real stars, found by cell. Throws RangeError for bytes that packStars did not write. */
export class BrightStars {
  private readonly view: DataView
  private readonly starts: Uint32Array
  readonly count: number
  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (bytes.length < 8 || this.view.getUint32(0, true) !== magic)
      throw new RangeError('the star file is not one that Skydax packed; build it again')
    this.count = this.view.getUint32(4, true)
    if (bytes.length !== 8 + this.count * recordBytes)
      throw new RangeError(`the star file should hold ${this.count} stars and has ${bytes.length} bytes; build it again`)
    this.starts = new Uint32Array(12 * 4 ** sortOrder + 1)
    for (let k = 0; k < this.count; k++) {
      const cell = cellOf(sortOrder, this.star(k).pos)
      this.starts[cell + 1] = this.starts[cell + 1]! + 1
    }
    for (let cell = 1; cell < this.starts.length; cell++) this.starts[cell] = this.starts[cell]! + this.starts[cell - 1]!
  }

  /** The k-th star, 0 ≤ k < count. */
  star(k: number): BrightStar {
    const at = 8 + k * recordBytes
    const { view } = this
    return {
      hip: view.getUint32(at + 8, true),
      pos: skyPos(view.getUint32(at, true) / 1e7, view.getInt32(at + 4, true) / 1e7),
      mag: view.getInt16(at + 12, true) / 1000,
      colour: view.getInt16(at + 14, true) / 1000,
    }
  }

  /** Stars of a cell of order 6. */
  *inCell(cell: number): Iterable<BrightStar> {
    for (let k = this.starts[cell] ?? 0; k < (this.starts[cell + 1] ?? 0); k++) yield this.star(k)
  }
}

/** Order of the cells of BrightStars.inCell. */
export const starCellOrder: number = sortOrder
