import { cornerAngles, fieldAngle, type Detector } from '../../vo/sky/lsstcam.ts'
import type { SkyPos } from '../../vo/sky/sky-pos.ts'
import { fromPlane, toPlane, type TanImage } from './tan.ts'

/** Camera pixels averaged into one pixel of a demo image, along each side. */
export const binning = 4

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
