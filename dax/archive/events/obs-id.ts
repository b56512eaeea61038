import { detectors } from '../../../vo/sky/lsstcam.ts'

/** An image of LSSTCam by the name that its control system gives it: 'MC_O_20250502_000010'. */
export interface ObsId {
  readonly dayObs: number
  readonly seq: number
  /** Visit number as Rubin reckons it; null for images of other controllers than O, whose numbers lie elsewhere. */
  readonly visit: bigint | null
}

/** null where the text is no such name. */
export function readObsId(text: string): ObsId | null {
  const found = /^[A-Z]{2}_([A-Z])_(\d{8})_(\d{6})$/u.exec(text)
  if (found === null) return null
  const [dayObs, seq] = [Number(found[2]), Number(found[3])]
  return { dayObs, seq, visit: found[1] === 'O' && seq < 100_000 ? BigInt(dayObs) * 100_000n + BigInt(seq) : null }
}

/** Number of a science detector by its name, 'R22_S11'; null for guiders, wavefront sensors and other names. */
export function detectorOfName(name: string): number | null {
  return detectors.find((one) => one.name === name)?.id ?? null
}
