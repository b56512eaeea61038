import { deg } from '../vo/sky/units.ts'
import { destination, skyPos } from '../vo/sky/sky-pos.ts'
import type { SkyPos } from '../vo/sky/sky-pos.ts'
import type { Region } from '../vo/sky/region.ts'

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Within the survey's zone, right ascension 0 to 120, dec −65 to +5 (7,000 deg²), evenly. */
function anywhere(random: () => number): SkyPos {
  const [lo, hi] = [Math.sin((-65 * Math.PI) / 180), Math.sin((5 * Math.PI) / 180)]
  return skyPos(120 * random(), (Math.asin(lo + (hi - lo) * random()) * 180) / Math.PI)
}

function ring(center: SkyPos, radius: number, corners: number, turn: number): Region {
  return {
    kind: 'polygon',
    vertices: Array.from({ length: corners }, (_, i) => destination(center, deg(turn + (360 * i) / corners), deg(radius))),
  }
}

/**
 * `n` footprints as an archive of a survey holds them: per pointing 189 rotated squares of 0.22° (15 × 15 detectors less the corners), one circle
 * of 3.5° across (the whole exposure) and four square cut-outs of 30″. Pointings lie on fields 2.9° apart with a dither of 0.7°.
 */
export function* surveyFootprints(n: number): Generator<Region> {
  const random = seeded(20_260_923)
  let made = 0
  while (made < n) {
    const at = anywhere(random)
    const dec = Math.round(at.dec / 2.9) * 2.9
    const step = 2.9 / Math.cos((dec * Math.PI) / 180)
    const field = destination(skyPos(Math.round(at.ra / step) * step, dec), deg(360 * random()), deg(0.7 * Math.sqrt(random())))
    const turn = 360 * random()
    const visit: Region[] = [{ kind: 'circle', center: field, radius: deg(1.75) }]
    for (let x = -7; x <= 7; x++)
      for (let y = -7; y <= 7; y++) {
        if (Math.abs(x) > 4 && Math.abs(y) > 4) continue
        const angle = (Math.atan2(x, y) * 180) / Math.PI
        visit.push(ring(destination(field, deg(turn + angle), deg(0.235 * Math.hypot(x, y))), 0.11 * Math.SQRT2, 4, turn + 45))
      }
    for (let i = 0; i < 4; i++)
      visit.push(ring(destination(field, deg(360 * random()), deg(1.7 * Math.sqrt(random()))), (15 / 3600) * Math.SQRT2, 4, 360 * random()))
    for (const footprint of visit) if (made++ < n) yield footprint
  }
}

/** Twelve or so regions to search by: circles of this radius, or five-cornered polygons inside such circles. */
export function queryRegions(kind: 'circle' | 'polygon', radius: number, count: number): Region[] {
  const random = seeded(Math.round(radius * 1000) + (kind === 'circle' ? 1 : 2))
  return Array.from({ length: count }, (): Region => {
    const center = anywhere(random)
    return kind === 'circle' ? { kind, center, radius: deg(radius) } : ring(center, radius, 5, 360 * random())
  })
}
