import type { Box } from './collapse.ts'

type Laned = Pick<Box, 'title' | 'isGroup' | 'kind' | 'time'>

/** The lane of a box along time: '212 × calexp' and 'calexp' share one. */
export function laneOf({ title, isGroup }: Pick<Laned, 'title' | 'isGroup'>): string {
  return isGroup ? title.replace(/^\d+ × /u, '') : title
}

/**
 * Lanes from the one that begins earliest (in the mean) to the latest; without times in the order found. Data has the moment when it was made, and an
 * execution the one when it began: of two at the same moment the data is what the execution read.
 */
export function lanesOf(boxes: readonly Laned[]): ReadonlyMap<string, number> {
  const found = new Map<string, { readonly sum: number; readonly n: number; readonly isDone: boolean }>()
  for (const box of boxes) {
    const name = laneOf(box)
    const lane = found.get(name) ?? { sum: 0, n: 0, isDone: box.kind === 'activity' }
    found.set(name, box.time === null ? lane : { ...lane, sum: lane.sum + box.time, n: lane.n + 1 })
  }
  const mean = ({ sum, n }: { readonly sum: number; readonly n: number }): number => (n === 0 ? Number.MAX_VALUE : sum / n)
  return new Map([...found].sort(([, a], [, b]) => mean(a) - mean(b) || Number(a.isDone) - Number(b.isDone)).map(([name], i) => [name, i]))
}
