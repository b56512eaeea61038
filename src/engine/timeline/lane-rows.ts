import type { LaneSet } from './lane-layout.ts'

/** The rows of the lanes as they are scrolled and zoomed: px from the top of the lanes. */
export interface LaneRows {
  /** How many rows there are, and how high the place for them is. */
  fit(count: number, place: number): void
  /** Shows all rows again, from the first. */
  reset(): void
  /** px that are scrolled away above. */
  top(): number
  /** Height of a row, px. */
  height(): number
  /** Moves the rows; false where they already lie at that edge. */
  scroll(dy: number): boolean
  /** Makes the rows higher about a place. */
  zoom(factor: number, y: number): void
  /** Scrolls so that a row is seen; false where it is already. */
  reveal(row: number): boolean
  /** Middle of a row; null where it is not in sight. */
  middleOf(row: number): number | null
}

const [leastHeight, usualMost, most] = [1, 18, 40]

export function laneRows(): LaneRows {
  let [count, place] = [1, 0]
  /** null = all rows fit, as long as each has 1 px. */
  let chosen: number | null = null
  let top = 0
  const fitting = (): number => Math.min(usualMost, Math.max(leastHeight, place / count))
  const height = (): number => chosen ?? fitting()
  const within = (y: number): number => Math.max(0, Math.min(count * height() - place, y))
  return {
    fit(rows, px) {
      count = Math.max(1, rows)
      place = px
      top = within(top)
    },
    reset() {
      chosen = null
      top = 0
    },
    top: () => top,
    height,
    scroll(dy) {
      const next = within(top + dy)
      const hasMoved = next !== top
      top = next
      return hasMoved
    },
    zoom(factor, y) {
      const before = height()
      const next = Math.max(fitting(), Math.min(most, before * factor))
      const about = Math.max(0, y)
      chosen = next <= fitting() * 1.001 ? null : next
      top = within(((top + about) / before) * height() - about)
    },
    reveal(row) {
      const before = top
      if (row * height() < top) top = within(row * height())
      else if ((row + 1) * height() > top + place) top = within((row + 1) * height() - place)
      return top !== before
    },
    middleOf(row) {
      const y = (row + 0.5) * height() - top
      return y >= 0 && y < place ? y : null
    },
  }
}

/** The row at the top (fractions included) when lanes were laid anew, so that the lane that lay there still does; the same row where that lane is gone. */
export function keptTop(before: Pick<LaneSet, 'labels' | 'firstRow'>, after: Pick<LaneSet, 'labels' | 'firstRow'>, top: number): number {
  const lane = before.firstRow.findLastIndex((first) => first <= top)
  const now = after.labels.indexOf(before.labels[lane] ?? '')
  return now < 0 ? top : after.firstRow[now]! + top - before.firstRow[lane]!
}
