import { cellRadius, facePoint, maxOrder } from './healpix.ts'

const radii = Array.from({ length: maxOrder + 1 }, (_, order) => cellRadius(order) * (1 + 1e-12) + 1e-14)

/** Outermost distance of a footprint (rad, times `bow`) from a cell that the tests below may still call touched: see CellFrame.bow. */
export const touchSlack = 4

/**
 * The geometry of one HEALPix cell at a time, for the coverage tests: centre, corners, and the quadrilateral of great circles through the corners,
 * from which the true cell bows out by at most `bow`. A mutable scratch pad, so that a descent allocates nothing.
 */
export class CellFrame {
  /** Centre (unit vector). */
  readonly c = new Float64Array(3)
  /** Corners N, W, S, E (counter-clockwise from outside), x y z each. */
  readonly v = new Float64Array(12)
  /** Unit normals of the edges N–W, W–S, S–E, E–N, towards the inside. */
  readonly n = new Float64Array(12)
  /** No point of the cell is farther from its centre than this, rad. */
  radius = 0
  /** No point of the cell is farther from the quadrilateral than this, rad (and the other way round). */
  bow = 0

  /** Moves to a cell: centre, radius and bow; corners come with setCorners(). */
  setCenter(order: number, face: number, x: number, y: number): void {
    const side = 2 ** order
    const c = this.c
    facePoint(face, (x + 0.5) / side, (y + 0.5) / side, c, 0)
    this.radius = radii[order]!
    const size = Math.sqrt(Math.PI / 3) / side
    const sine = Math.sqrt(c[0]! * c[0]! + c[1]! * c[1]!)
    // measured over all cells of orders 0 to 7: at most 0.077 size, and 0.16 size²/sin(colatitude)
    this.bow = Math.min(0.08 * size, (0.17 * size * size) / sine) + 1e-14
  }

  /** Corners and edge normals of the same cell. */
  setCorners(order: number, face: number, x: number, y: number): void {
    const side = 2 ** order
    const v = this.v
    const n = this.n
    const u0 = x / side
    const u1 = (x + 1) / side
    const w0 = y / side
    const w1 = (y + 1) / side
    facePoint(face, u1, w1, v, 0)
    facePoint(face, u0, w1, v, 3)
    facePoint(face, u0, w0, v, 6)
    facePoint(face, u1, w0, v, 9)
    for (let i = 0; i < 12; i += 3) {
      const j = i === 9 ? 0 : i + 3
      const ax = v[i]!
      const ay = v[i + 1]!
      const az = v[i + 2]!
      const dx = v[j]! - ax
      const dy = v[j + 1]! - ay
      const dz = v[j + 2]! - az
      // a × b = a × (b − a), which keeps its digits for short edges
      const nx = ay * dz - az * dy
      const ny = az * dx - ax * dz
      const nz = ax * dy - ay * dx
      const l = Math.sqrt(nx * nx + ny * ny + nz * nz)
      n[i] = nx / l
      n[i + 1] = ny / l
      n[i + 2] = nz / l
    }
  }
}
