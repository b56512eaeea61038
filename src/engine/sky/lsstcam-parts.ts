import { cornerAngles, detectors } from '../../../vo/sky/lsstcam.ts'
import type { CameraPart } from './play-scene.ts'

/** Science detectors of LSSTCam by their numbers; nine make a raft. */
export const lsstcamParts: readonly CameraPart[] = detectors.map((d) => ({ corners: cornerAngles(d), group: Math.floor(d.id / 9) }))

/** The 21 science rafts: each from the outer corner of its first detector to that of its last. */
export const lsstcamGroups: readonly CameraPart[] = Array.from({ length: detectors.length / 9 }, (_, raft) => {
  const corner = (detector: number, k: number): readonly [number, number] => lsstcamParts[9 * raft + detector]!.corners[k]!
  return { corners: [corner(0, 0), corner(2, 1), corner(8, 2), corner(6, 3)], group: raft }
})
