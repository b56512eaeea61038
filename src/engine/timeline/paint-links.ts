import { xOf } from './lanes-frame.ts'
import type { LanesFrame } from './lanes-frame.ts'
import type { LanesScene, Marked } from './lanes-scene.ts'
import { lateAfter } from './paint-head.ts'
import type { LaneView } from './paint-lanes.ts'

/** Row of the lanes in which each attempt is drawn; −1 = it is not. */
export function rowsOf(lanes: LanesScene['laid']['lanes'], n: number): { readonly row: Int32Array; readonly bar: Int32Array } {
  const row = new Int32Array(n).fill(-1)
  const bar = new Int32Array(n).fill(-1)
  for (let r = 0; r + 1 < lanes.rowAt.length; r++)
    for (let k = lanes.rowAt[r]!; k < lanes.rowAt[r + 1]!; k++) {
      row[lanes.attempt[k]!] = r
      bar[lanes.attempt[k]!] = k
    }
  return { row, bar }
}

/** From a visit to all that became of it: its bar above, a line down where its exposure ended, a branch to each bar, and its own 60 s line. */
export function paintLinks(
  c: CanvasRenderingContext2D,
  frame: LanesFrame,
  scene: LanesScene,
  view: LaneView,
  places: { readonly row: Int32Array; readonly bar: Int32Array },
  marked: Marked,
  isSelected: boolean,
): void {
  const { lanes } = scene.laid
  const { css } = scene.palette
  const v = scene.night.visits
  const x = xOf(frame, scene.range, v.end[marked.visit]!)
  c.save()
  c.beginPath()
  c.rect(frame.left, frame.visits.y, frame.width - frame.left, frame.height - frame.visits.y)
  c.clip()
  c.strokeStyle = css['--accent']
  c.lineWidth = isSelected ? 1.5 : 1
  const x0 = xOf(frame, scene.range, v.begin[marked.visit]!)
  c.strokeRect(x0 - 0.5, frame.visits.y + 1.5, Math.max(3, x - x0), frame.visits.h - 3)
  c.beginPath()
  c.rect(frame.left, frame.lanes.y, frame.width - frame.left, frame.lanes.h)
  c.clip()
  c.globalAlpha = isSelected ? 0.8 : 0.5
  c.beginPath()
  let [top, bottom] = [Infinity, frame.visits.y + frame.visits.h]
  for (const attempt of marked.attempts) {
    const row = places.row[attempt]!
    if (row < 0) continue
    const y0 = frame.lanes.y + row * view.rowHeight - view.top
    const y = y0 + view.rowHeight / 2
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    if (y < frame.lanes.y || y > frame.lanes.y + frame.lanes.h) continue
    const k = places.bar[attempt]!
    const from = frame.left + (lanes.from[k]! - view.from) / view.perPx
    const to = frame.left + (lanes.to[k]! - view.from) / view.perPx
    c.moveTo(x, y)
    c.lineTo(Math.min(from, frame.width), y)
    if (view.rowHeight >= 3) c.rect(from - 0.5, y0 - 0.5, Math.max(2, to - from), view.rowHeight)
  }
  c.moveTo(x, frame.visits.y + frame.visits.h)
  c.lineTo(x, bottom)
  c.stroke()
  c.globalAlpha = 1
  if (isSelected && top < Infinity) {
    c.strokeStyle = css['--warn']
    c.setLineDash([4, 3])
    const due = Math.round(xOf(frame, scene.range, v.end[marked.visit]! + lateAfter / 86_400)) + 0.5
    c.beginPath()
    c.moveTo(due, frame.lanes.y)
    c.lineTo(due, frame.lanes.y + frame.lanes.h)
    c.stroke()
  }
  c.restore()
}
