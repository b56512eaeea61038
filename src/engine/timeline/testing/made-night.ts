import { nightRanks } from '../../../../vo/processing/ranks.ts'
import type { DeliveryColumns, Night } from '../../../api/night.ts'

/** A made night of `visits` × `detectors` attempts, 40 s apart, for tests and benchmarks: same arguments, same night. One in fifty fails, one in a hundred waits, alerts may go out without images. */
export function madeNight(visits: number, detectors: number, seed = 1): Night {
  let state = seed >>> 0
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const n = visits * detectors
  const start = 61_000.05
  const column = (): Float64Array => new Float64Array(n).fill(NaN)
  const delivery = (): DeliveryColumns => ({ state: new Uint8Array(n), at: column(), n: new Int32Array(n) })
  const begin = Float64Array.from({ length: visits }, (_, v) => start + (v * 34) / 86_400)
  const night: Night = {
    dayObs: 20_251_120,
    visits: {
      n: visits,
      visit: BigInt64Array.from({ length: visits }, (_, v) => 2_025_112_000_000n + BigInt(v)),
      seq: Int32Array.from({ length: visits }, (_, v) => v + 1),
      band: Uint8Array.from({ length: visits }, (_, v) => Math.floor(v / 40) % 6),
      begin,
      end: begin.map((t) => t + 30 / 86_400),
      ra: new Float64Array(visits).map(() => 360 * random()),
      dec: new Float64Array(visits).map(() => -60 * random()),
      rotation: new Float64Array(visits),
      synthetic: new Uint8Array(visits).fill(1),
    },
    attempts: {
      n,
      visit: Uint32Array.from({ length: n }, (_, i) => Math.floor(i / detectors)),
      detector: Uint16Array.from({ length: n }, (_, i) => i % detectors),
      attempt: new Uint8Array(n).fill(1),
      reason: new Uint8Array(n),
      status: new Int8Array(n).fill(1),
      queued: column(),
      started: column(),
      stored: column(),
      ended: column(),
      node: new Uint16Array(n),
      version: new Uint16Array(n),
      caveats: new Uint16Array(n),
      exception: new Uint16Array(n),
      synthetic: new Uint8Array(n).fill(1),
      deliveries: { alerts: delivery(), images: delivery(), catalogue: delivery(), provenance: delivery() },
      observedRank: new Uint32Array(n),
      processedRank: new Uint32Array(n),
    },
    dicts: {
      band: ['u', 'g', 'r', 'i', 'z', 'y'],
      reason: ['prompt', 'retry', 'catch-up', 'reprocess'],
      node: Array.from({ length: 64 }, (_, k) => `node${k}`),
      version: ['w_2025_46'],
      caveats: [''],
      exception: ['', 'TimeoutInterrupt'],
    },
  }
  const a = night.attempts
  for (let i = 0; i < n; i++) {
    const end = night.visits.end[a.visit[i]!]!
    const draw = random()
    a.node[i] = Math.floor(64 * random())
    a.queued[i] = end + 2 / 86_400
    if (draw < 0.01) {
      a.status[i] = -3
      continue
    }
    a.started[i] = end + (3 + 4 * random()) / 86_400
    a.ended[i] = a.started[i]! + (18 + 30 * random() + (random() < 0.02 ? 600 * random() : 0)) / 86_400
    if (draw < 0.03) {
      a.status[i] = -1
      a.exception[i] = 1
      continue
    }
    a.stored[i] = a.ended[i]! - 1 / 86_400
    for (const product of ['alerts', 'images', 'catalogue', 'provenance'] as const) {
      const isLost = product === 'images' && random() < 0.01
      a.deliveries[product].state[i] = isLost ? 2 : 1
      a.deliveries[product].at[i] = a.ended[i]!
    }
  }
  const ofVisit = (times: Float64Array): Float64Array => Float64Array.from(a.visit, (row) => times[row]!)
  const ranks = nightRanks(ofVisit(night.visits.begin), ofVisit(night.visits.end), a.stored)
  a.observedRank.set(ranks.observed)
  a.processedRank.set(ranks.processed)
  return night
}
