import { coverage } from './coverage.ts'
import { cellCenter } from './healpix.ts'
import { detectors, fieldAngle } from './lsstcam.ts'
import type { SkyPos } from './sky-pos.ts'
import { deg } from './units.ts'

/** HEALPix order whose cells stand for places on the sky: 6.9′ apart, so that every science detector (13.5′ wide) holds at least one centre. */
export const placeOrder = 9

/** deg: no corner of a science detector is farther from the boresight. */
const reach = 1.9
const mmPerPixel = 0.01
const raftPitch = 127
const sensorPitch = 42.25

/**
 * Cells (nested, of `placeOrder`) whose centres a science detector of LSSTCam saw, and which detector it was: never two, since detectors do not
 * overlap. Two detectors of two visits that have a cell in common overlap on the sky; those that overlap by less than a cell may have none.
 */
export function cellsUnderCamera(boresight: SkyPos, rotationDeg: number): readonly (readonly [cell: number, detector: number])[] {
  const { full, partial } = coverage({ kind: 'circle', center: boresight, radius: deg(reach) }, placeOrder)
  const found: (readonly [number, number])[] = []
  for (const { lo, hi } of [...full, ...partial])
    for (let cell = lo; cell < hi; cell++) {
      const detector = detectorAt(boresight, rotationDeg, cellCenter(placeOrder, cell))
      if (detector !== null) found.push([cell, detector])
    }
  return found
}

/** The science detector that saw a place; null where none did. The inverse of fieldAngleToSky and fieldAngle. */
export function detectorAt(boresight: SkyPos, rotationDeg: number, pos: SkyPos): number | null {
  const rad = Math.PI / 180
  const [sinDec, cosDec] = [Math.sin(pos.dec * rad), Math.cos(pos.dec * rad)]
  const [sin0, cos0] = [Math.sin(boresight.dec * rad), Math.cos(boresight.dec * rad)]
  const east = (pos.ra - boresight.ra) * rad
  const toward = sin0 * sinDec + cos0 * cosDec * Math.cos(east)
  if (toward <= 0.5) return null
  const xi = (cosDec * Math.sin(east)) / toward
  const eta = (cos0 * sinDec - sin0 * cosDec * Math.cos(east)) / toward
  const s = rotationDeg * rad
  const [x, y] = millimetres(Math.atan(-xi * Math.cos(s) + eta * Math.sin(s)) / rad, Math.atan(xi * Math.sin(s) + eta * Math.cos(s)) / rad)
  const [column, across] = place(x)
  const [row, down] = place(y)
  const detector = byPlace.get(((row * 5 + column) * 3 + down) * 3 + across)
  if (detector === undefined) return null
  const { id, x: x0, y: y0, nx, ny } = detectors[detector]!
  return Math.abs(x - x0) <= (nx * mmPerPixel) / 2 && Math.abs(y - y0) <= (ny * mmPerPixel) / 2 ? id : null
}

/** Place in the focal plane of a field angle: fieldAngle turned round; its scale changes so little that each round gains three digits. */
function millimetres(angleX: number, angleY: number): readonly [x: number, y: number] {
  let [x, y] = [angleX * 180, angleY * 180]
  for (let round = 0; round < 3; round++) {
    const [ax, ay] = fieldAngle(x, y)
    const found = ax * ax + ay * ay
    const factor = found === 0 ? 1 : Math.sqrt((angleX * angleX + angleY * angleY) / found)
    x *= factor
    y *= factor
  }
  return [x, y]
}

/** Raft and sensor along one axis of the focal plane. */
function place(mm: number): readonly [raft: number, sensor: number] {
  const raft = Math.max(-2, Math.min(2, Math.round(mm / raftPitch)))
  return [raft + 2, Math.max(0, Math.min(2, Math.round((mm - raft * raftPitch) / sensorPitch) + 1))]
}

/** 'R24_S01' is raft row 2, column 4, sensor row 0, column 1. */
const byPlace: ReadonlyMap<number, number> = new Map(
  detectors.map(({ id, name }) => [((Number(name[1]) * 5 + Number(name[2])) * 3 + Number(name[5])) * 3 + Number(name[6]), id]),
)
