import { fromTangent } from './box.ts'
import type { Region } from './region.ts'
import type { SkyPos } from './sky-pos.ts'

/** A place in the focal plane as angles from the boresight, deg: x and y of the camera (Rubin's FIELD_ANGLE), not of the sky. */
export type FieldAngle = readonly [x: number, y: number]

/**
 * Where a field angle looks: gnomonic about the boresight, turned by the rotation of the sky (Rubin's `sky_angle`; ConsDB's `sky_rotation`), deg.
 * With rotation 0, +y of the camera is north and +x is west. Angles must be below 90°.
 */
export function fieldAngleToSky(angle: FieldAngle, boresight: SkyPos, rotationDeg: number): SkyPos {
  const x = Math.tan((angle[0] * Math.PI) / 180)
  const y = Math.tan((angle[1] * Math.PI) / 180)
  const s = (rotationDeg * Math.PI) / 180
  return fromTangent(boresight, -x * Math.cos(s) + y * Math.sin(s), x * Math.sin(s) + y * Math.cos(s))
}

/** The footprint of a detector from its corners in field angle; agrees with Rubin's butler regions to 2″ in the middle (those are padded by some 50″ a side). */
export function detectorFootprint(corners: readonly FieldAngle[], boresight: SkyPos, rotationDeg: number): Region {
  return { kind: 'polygon', vertices: corners.map((c) => fieldAngleToSky(c, boresight, rotationDeg)) }
}
