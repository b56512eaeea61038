import type { LaidOut } from './use-layout.ts'

/** The box that an arrow key leads to: along an edge to the left or right (the nearest in height), up and down within the column. Null = none, or another key. */
export function walkFrom({ drawn, laid }: LaidOut, at: number, key: string): number | null {
  const nearest = (candidates: readonly number[]): number | null =>
    candidates.reduce<number | null>((best, i) => (best === null || distance(i) < distance(best) ? i : best), null)
  const distance = (i: number): number => Math.abs(laid.y[i]! - laid.y[at]!) + Math.abs(laid.x[i]! - laid.x[at]!) * 0.01
  switch (key) {
    case 'ArrowLeft':
      return nearest(drawn.links.filter((link) => link.to === at).map((link) => link.from))
    case 'ArrowRight':
      return nearest(drawn.links.filter((link) => link.from === at).map((link) => link.to))
    case 'ArrowUp':
    case 'ArrowDown': {
      const sign = key === 'ArrowUp' ? -1 : 1
      const column = [...laid.ranks.keys()].filter((i) => laid.ranks[i] === laid.ranks[at] && after(laid, i, at) * sign > 0)
      return column.reduce<number | null>((best, i) => (best === null || after(laid, i, best) * sign < 0 ? i : best), null)
    }
    default:
      return null
  }
}

/** Order within a column (or, along time, a lane): by height, then by x. */
function after(laid: LaidOut['laid'], a: number, b: number): number {
  return laid.y[a]! - laid.y[b]! || laid.x[a]! - laid.x[b]! || a - b
}
