import { raftOf } from './lane-layout.ts'
import type { LanesFrame } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import type { LaneView } from './paint-lanes.ts'
import type { Pen } from './pen.ts'

/** Least px between two names. */
const lineHeight = 13

/** Names of the lanes, as many as there is room for; detectors also by their rafts where they are thin. */
export function paintGutter(everywhere: Pen, frame: LanesFrame, scene: LanesScene, view: LaneView): void {
  const { lanes } = scene.laid
  const { word } = scene.palette
  const yOf = (lane: number): number => frame.lanes.y + lanes.firstRow[lane]! * view.rowHeight - view.top
  const pen = everywhere.within(frame.lanes)
  const isByRaft = lanes.by === 'detector' && lanes.labels.length > 40 && yOf(1) - yOf(0) < lineHeight
  let last = -Infinity
  let group = ''
  for (let lane = 0; lane < lanes.labels.length; lane++) {
    const y0 = yOf(lane)
    const y1 = yOf(lane + 1)
    const raft = isByRaft ? raftOf(Number(lanes.labels[lane])) : ''
    const isFirst = !isByRaft || raft !== group
    group = raft
    if (!isFirst || y1 < frame.lanes.y || y0 > frame.lanes.y + frame.lanes.h) continue
    if (isByRaft || y1 - y0 >= 6) {
      pen.fill(isByRaft ? 0 : frame.left - 6, Math.round(y0), frame.width, 1, word['--line'], 0.6)
    }
    const y = isByRaft ? y0 + 7 : (y0 + y1) / 2
    if (y - last < lineHeight) continue
    last = y
    pen.text(isByRaft ? raft : lanes.labels[lane]!, frame.left - 6, y, word['--dim'], 'right', frame.left - 10)
  }
}
