import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { separation } from '../../vo/sky/sky-pos.ts'
import { cornerAngles, detectors } from '../../vo/sky/lsstcam.ts'
import { detectorImage, skyOfAngle } from './camera.ts'
import { toSky } from './tan.ts'

interface RealDetector {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly physicalType: string
  readonly bbox: readonly number[]
  readonly fpPosition_mm: readonly number[]
  readonly fieldAngleCorners_deg: readonly (readonly number[])[]
}

const file = join(process.env.SKYDAX_DATA ?? '../shared/data', 'lsst_camera/lsstcam_detectors.json')

describe('the camera', () => {
  it('has 189 detectors with ids in order and names of their own', () => {
    expect(detectors.map(({ id }) => id)).toEqual(Array.from({ length: 189 }, (_, id) => id))
    expect(new Set(detectors.map(({ name }) => name)).size).toBe(189)
    expect(detectors[94]?.name).toBe('R22_S11')
  })

  it.skipIf(!existsSync(file))(`is LSSTCam: ids, names, makers and corners within 1″ (skipped without ${file})`, () => {
    const real = (JSON.parse(readFileSync(file, 'utf8')) as RealDetector[]).filter(({ type }) => type === 'SCIENCE')
    expect(real.length).toBe(189)
    let worst = 0
    for (const one of real) {
      const mine = detectors[one.id]!
      expect([mine.name, mine.maker, mine.nx, mine.ny, mine.x, mine.y]).toEqual([
        one.name,
        one.physicalType,
        one.bbox[2]! + 1,
        one.bbox[3]! + 1,
        ...one.fpPosition_mm,
      ])
      for (const [k, corner] of cornerAngles(mine).entries())
        worst = Math.max(worst, 3600 * Math.hypot(corner[0] - one.fieldAngleCorners_deg[k]![0]!, corner[1] - one.fieldAngleCorners_deg[k]![1]!))
    }
    expect(worst).toBeLessThan(0.5)
  })

  it('is followed by a linear TAN image within 0.3″ at every corner, near the pole too', () => {
    for (const pointing of [
      { ra: 150.1, dec: 2.2, rotation: 33 },
      { ra: 359.5, dec: -71.7, rotation: 250 },
      { ra: 10, dec: -89.2, rotation: 120 },
    ])
      for (const detector of detectors) {
        const image = detectorImage(detector, pointing)
        const ends = [
          [-0.5, -0.5],
          [image.nx - 0.5, -0.5],
          [image.nx - 0.5, image.ny - 0.5],
          [-0.5, image.ny - 0.5],
        ] as const
        for (const [k, angle] of cornerAngles(detector).entries())
          expect(separation(toSky(image, ends[k]![0], ends[k]![1]), skyOfAngle(pointing, angle)) * 3600).toBeLessThan(0.3)
      }
  })
})
