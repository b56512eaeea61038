import type { SkyPos } from '../../vo/sky/sky-pos.ts'
import { fromPlane, toPlane, type TanImage } from './tan.ts'

/** A science detector of LSSTCam: its place in the focal plane (mm, centre), and its size in camera pixels of 10 µm (0.2″). */
export interface Detector {
  readonly id: number
  /** 'R22_S11': raft row and column, sensor row and column. */
  readonly name: string
  readonly maker: 'ITL' | 'E2V'
  readonly x: number
  readonly y: number
  readonly nx: number
  readonly ny: number
}

/** Camera pixels averaged into one pixel of a demo image, along each side. */
export const binning = 4

const raftPitch = 127
const sensorPitch = 42.25
const pixel = 0.01
const itlRafts = new Set(['R01', 'R02', 'R03', 'R10', 'R20', 'R41', 'R42', 'R43'])

/** The 189 science detectors in the order of their ids: 21 rafts (5 × 5 less the corners) of 3 × 3 sensors. */
export const detectors: readonly Detector[] = makeDetectors()

function makeDetectors(): Detector[] {
  const out: Detector[] = []
  for (let row = 0; row < 5; row++)
    for (let column = 0; column < 5; column++) {
      if (row % 4 === 0 && column % 4 === 0) continue
      const raft = `R${row}${column}`
      const maker = itlRafts.has(raft) ? 'ITL' : 'E2V'
      for (let s = 0; s < 9; s++) {
        const down = Math.floor(s / 3)
        const across = s % 3
        out.push({
          id: out.length,
          name: `${raft}_S${down}${across}`,
          maker,
          x: (column - 2) * raftPitch + (across - 1) * sensorPitch,
          y: (row - 2) * raftPitch + (down - 1) * sensorPitch,
          nx: maker === 'ITL' ? 4072 : 4096,
          ny: maker === 'ITL' ? 4000 : 4004,
        })
      }
    }
  return out
}

/**
 * Field angle in deg of a place in the focal plane (mm): plate scale and radial distortion, fitted to the published corners of all 189
 * detectors (largest residual 0.24″).
 */
export function fieldAngle(x: number, y: number): readonly [number, number] {
  const r2 = x * x + y * y
  const scale = 5.55715253e-3 + r2 * (-4.41620608e-11 + r2 * (-2.85513407e-17 + r2 * 5.67011041e-23))
  return [x * scale, y * scale]
}

/** Field angles in deg of the four corners: (−,−) (+,−) (+,+) (−,+). */
export function cornerAngles(detector: Detector): readonly (readonly [number, number])[] {
  const w = (detector.nx * pixel) / 2
  const h = (detector.ny * pixel) / 2
  return [
    fieldAngle(detector.x - w, detector.y - h),
    fieldAngle(detector.x + w, detector.y - h),
    fieldAngle(detector.x + w, detector.y + h),
    fieldAngle(detector.x - w, detector.y + h),
  ]
}

/** Where the telescope looks: boresight (ICRS) and position angle of the camera's y axis, deg (Rubin's rotSkyPos). */
export interface Pointing {
  readonly ra: number
  readonly dec: number
  readonly rotation: number
}

/** Sky position of a field angle under a pointing: gnomonic at the boresight, the camera's x axis against right ascension. */
export function skyOfAngle(pointing: Pointing, [x, y]: readonly [number, number]): SkyPos {
  const s = (pointing.rotation * Math.PI) / 180
  const tx = Math.tan((x * Math.PI) / 180)
  const ty = Math.tan((y * Math.PI) / 180)
  const degrees = 180 / Math.PI
  return fromPlane(pointing.ra, pointing.dec, (-tx * Math.cos(s) + ty * Math.sin(s)) * degrees, (tx * Math.sin(s) + ty * Math.cos(s)) * degrees)
}

/** The linear TAN image of a binned detector under a pointing: its corners lie within 0.1″ of those of the distorted camera. */
export function detectorImage(detector: Detector, pointing: Pointing): TanImage {
  const center = skyOfAngle(pointing, fieldAngle(detector.x, detector.y))
  const corner = cornerAngles(detector).map((angle) => toPlane(center.ra, center.dec, skyOfAngle(pointing, angle))!)
  const nx = Math.floor(detector.nx / binning)
  const ny = Math.floor(detector.ny / binning)
  const side = (axis: 0 | 1, plus: readonly number[], minus: readonly number[], n: number): number =>
    (plus.reduce((sum, k) => sum + corner[k]![axis], 0) - minus.reduce((sum, k) => sum + corner[k]![axis], 0)) / 2 / n
  const cd = [side(0, [1, 2], [0, 3], nx), side(0, [2, 3], [0, 1], ny), side(1, [1, 2], [0, 3], nx), side(1, [2, 3], [0, 1], ny)] as const
  const middle = ([0, 1] as const).map((axis) => corner.reduce((sum, one) => sum + one[axis], 0) / 4)
  const det = cd[0] * cd[3] - cd[1] * cd[2]
  return {
    ra: center.ra,
    dec: center.dec,
    crpix: [(nx + 1) / 2 - (cd[3] * middle[0]! - cd[1] * middle[1]!) / det, (ny + 1) / 2 - (cd[0] * middle[1]! - cd[2] * middle[0]!) / det],
    cd,
    nx,
    ny,
  }
}
