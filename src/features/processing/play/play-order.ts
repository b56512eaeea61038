import { conditionOf, conditions } from '../../../engine/timeline/condition.ts'
import { nightOrigin } from '../../../engine/timeline/lane-layout.ts'
import type { Night } from '../../../api/night.ts'
import { lsstcamGroups, lsstcamParts } from '../../../engine/sky/lsstcam-parts.ts'
import type { PlayInput } from '../../../engine/sky/play-scene.ts'
import { lastAttempts } from '../night-words.ts'
import type { BarColour } from '../night-view.ts'

/** In which order footprints appear: when they were observed, or when each attempt was stored. */
export const playOrders = ['observed', 'processed'] as const
export type PlayOrder = (typeof playOrders)[number]

/** Item of a visit's detector at which nothing was tried. */
export const untried = 0xffff_ffff

const impossible = conditions.indexOf('impossible')
const waiting = conditions.indexOf('waiting')

/** When an attempt counts as processed, MJD TAI: stored, else ended, else started, else queued; NaN where it holds no time, or impossible ones. */
export function processedAt(night: Night, i: number): number {
  if (conditionOf(night, i) === impossible) return Number.NaN
  const { stored, ended, started, queued } = night.attempts
  return [stored[i]!, ended[i]!, started[i]!, queued[i]!].find((t) => !Number.isNaN(t)) ?? Number.NaN
}

/**
 * What is played, in s after the night's origin. Observed: each visit-detector once, at the end of its exposure, in the state of its last attempt; those at which
 * nothing was tried are waiting. Processed: each attempt when it was stored. `mask` leaves attempts out (and with it all that was not tried).
 */
export function playInput(night: Night, order: PlayOrder, colour: BarColour, mask: Uint8Array | null): PlayInput {
  const { attempts, visits } = night
  const rows =
    order === 'observed'
      ? lastAttempts(night, mask)
      : Uint32Array.from({ length: attempts.n }, (_, i) => i).filter((i) => mask === null || mask[i] === 1)
  const rest = order === 'observed' && mask === null ? withoutAttempt(night) : []
  const n = rows.length + rest.length
  const origin = nightOrigin(night)
  const input = {
    item: new Uint32Array(n).fill(untried),
    at: new Uint32Array(n),
    part: new Uint16Array(n),
    turn: new Float64Array(n),
    color: new Uint8Array(n),
  }
  rows.forEach((i, k) => {
    const visit = attempts.visit[i]!
    input.item[k] = i
    input.at[k] = visit
    input.part[k] = attempts.detector[i]!
    input.turn[k] = ((order === 'observed' ? visits.end[visit]! : processedAt(night, i)) - origin) * 86_400
    input.color[k] = colour === 'band' ? visits.band[visit]! : conditionOf(night, i)
  })
  rest.forEach(([visit, detector], j) => {
    const k = rows.length + j
    input.at[k] = visit
    input.part[k] = detector
    input.turn[k] = (visits.end[visit]! - origin) * 86_400
    input.color[k] = colour === 'band' ? visits.band[visit]! : waiting
  })
  return {
    parts: lsstcamParts,
    groups: lsstcamGroups,
    pointing: { n: visits.n, ra: visits.ra, dec: visits.dec, rotation: visits.rotation },
    n,
    ...input,
  }
}

/** When things appear in that order, s after the night's origin, rising, each moment once. */
export function playTurns(night: Night, order: PlayOrder, mask: Uint8Array | null): Float64Array {
  const { turn } = playInput(night, order, 'status', mask)
  const rising = turn.filter((t) => !Number.isNaN(t)).sort()
  return rising.filter((t, k) => k === 0 || t !== rising[k - 1])
}

/** Visit-detectors of the camera at which nothing was tried. */
function withoutAttempt(night: Night): readonly (readonly [visit: number, detector: number])[] {
  const { visit, detector, n } = night.attempts
  const tried = new Uint8Array(night.visits.n * lsstcamParts.length)
  for (let i = 0; i < n; i++) if (detector[i]! < lsstcamParts.length) tried[visit[i]! * lsstcamParts.length + detector[i]!] = 1
  const out: (readonly [number, number])[] = []
  for (let k = 0; k < tried.length; k++) if (tried[k] === 0) out.push([Math.floor(k / lsstcamParts.length), k % lsstcamParts.length])
  return out
}

/** Seconds of play after which an idle stretch is passed over. */
const longestWait = 1.5

/**
 * The moment after `elapsed` s of play at `speed` (s of the night a second), from `seconds`: where nothing appears for longer than one waits, the next appearance.
 * `turns` rises. null = all has appeared.
 */
export function nextMoment(turns: Float64Array, seconds: number, elapsed: number, speed: number): number | null {
  const next = turns[upperBound(turns, seconds)]
  if (next === undefined) return null
  const moved = seconds + elapsed * speed
  return next - moved > longestWait * speed ? next - longestWait * speed * 0.2 : moved
}

/** The next moment at which something appears (`way` 1), or the last before the present one (−1); null where there is none. `turns` rises, each moment once. */
export function stepFrom(turns: Float64Array, seconds: number, way: 1 | -1): number | null {
  return turns[upperBound(turns, seconds) + (way === 1 ? 0 : -2)] ?? null
}

/** First index of a rising column whose value is above x; its length where none is. */
function upperBound(column: Float64Array, x: number): number {
  let [lo, hi] = [0, column.length]
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if (column[mid]! <= x) lo = mid + 1
    else hi = mid
  }
  return lo
}
