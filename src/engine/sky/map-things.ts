import type { SkyPos } from '../../../vo/sky/sky-pos.ts'
import { hidden } from './footprint-layer.ts'
import type { FootprintPaint } from './footprint-layer.ts'
import type { FootprintSet } from './footprint-set.ts'
import { allOf } from './mark-overlay.ts'
import type { Rings } from './mark-overlay.ts'
import { outlineOf } from './outline.ts'
import { pickIndex } from './pick-index.ts'
import { playHits, quadsOf } from './play-scene.ts'
import type { PlayScene } from './play-scene.ts'

/** Things of a map that can be pointed at: found by place, outlined by row. */
export interface MapThings {
  /** Rows at a place, within `slack` rad. */
  at(place: SkyPos, slack: number): readonly number[]
  outlines(rows: readonly number[]): Rings | null
}

export const noThings: MapThings = { at: () => [], outlines: () => null }

/** The footprints of a set; `paintNow` tells which of them are hidden. */
export function footprintThings(set: FootprintSet, paintNow: () => FootprintPaint): MapThings {
  const index = pickIndex(set)
  const ringsOfRow = new Map<number, number[]>()
  for (let k = 0; k < set.rings; k++) {
    const row = set.row[k]!
    const known = ringsOfRow.get(row)
    if (known === undefined) ringsOfRow.set(row, [k])
    else known.push(k)
  }
  return {
    at(place, slack) {
      const rows = new Set<number>()
      for (const k of index.at(place, slack)) {
        const row = set.row[k]!
        if ((paintNow().colorOfRow[row] ?? hidden) < 32) rows.add(row)
      }
      return [...rows].sort((a, b) => a - b)
    },
    outlines: (rows) => (rows.length === 0 ? null : { set, rings: rows.flatMap((row) => ringsOfRow.get(row) ?? []) }),
  }
}

/** What is played; `secondsNow` tells the moment. */
export function playThings(scene: PlayScene, secondsNow: () => number): MapThings {
  return {
    at: (place) => playHits(scene, place, secondsNow()),
    outlines: (rows) =>
      rows.length === 0 ? null : allOf(outlineOf({ kind: 'union', parts: quadsOf(scene, rows).map((vertices) => ({ kind: 'polygon', vertices })) })),
  }
}
