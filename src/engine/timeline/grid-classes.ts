import { conditionPattern, conditions } from './condition.ts'
import type { Pattern } from './condition.ts'
import { conditionToken } from './inks.ts'
import type { Night, Product } from '../../api/night.ts'
import type { NightFacts } from './night-facts.ts'
import type { Palette, Token } from './palette.ts'
import { blend } from './raster.ts'
import type { Ink } from './raster.ts'

/** What a cell of the grid can be coloured by. */
export type GridBy = 'status' | 'latency' | 'attempts' | Product

/** One class of cells. `share` is how much of its colour it has, the rest being background. */
export interface GridClass {
  readonly name: string
  readonly token: Token
  readonly share: number
  readonly pattern: Pattern
}

/** The classes of a grid from harmless to worst, and the class of each cell: 0 = no attempt there, else 1 + its place in `classes`. Cell = visit · detectors + detector. */
export interface GridCells {
  readonly classes: readonly GridClass[]
  readonly detectors: number
  readonly visits: number
  readonly ofCell: Uint8Array
  /** Row of the log that a cell leads to: the last attempt there; −1 = none. */
  readonly attempt: Int32Array
}

/** Classes of all cells of a night. `mask` leaves attempts out. */
export function gridCells(night: Night, facts: NightFacts, by: GridBy, mask: Uint8Array | null): GridCells {
  const a = night.attempts
  let detectors = 189
  for (const d of a.detector) if (d >= detectors) detectors = d + 1
  const attempt = new Int32Array(night.visits.n * detectors).fill(-1)
  for (let i = 0; i < a.n; i++) {
    if (mask !== null && mask[i] === 0) continue
    const cell = a.visit[i]! * detectors + a.detector[i]!
    const before = attempt[cell]!
    if (before < 0 || a.attempt[i]! >= a.attempt[before]!) attempt[cell] = i
  }
  const { classes, ofCell } = classify(night, facts, by, mask, attempt, detectors)
  return { classes, detectors, visits: night.visits.n, ofCell, attempt }
}

type Classified = Pick<GridCells, 'classes' | 'ofCell'>

function classify(night: Night, facts: NightFacts, by: GridBy, mask: Uint8Array | null, attempt: Int32Array, detectors: number): Classified {
  switch (by) {
    case 'status':
      return { classes: statusClasses, ofCell: Uint8Array.from(attempt, (i) => (i < 0 ? 0 : facts.condition[i]! + 1)) }
    case 'latency':
      return byLatency(night, facts, mask, attempt, detectors)
    case 'attempts':
      return byAttempts(night, mask, attempt, detectors)
    default:
      return byDelivery(night, by, mask, attempt, detectors)
  }
}

const statusClasses: readonly GridClass[] = conditions.map((c) => ({
  name: c,
  token: conditionToken[c],
  share: c === 'done' ? 0.62 : 1,
  pattern: conditionPattern[c],
}))

const ramp = (name: string, share: number): GridClass => ({ name, token: '--accent', share, pattern: 'solid' })

/** Limits of the classes of latency, s. */
const latencyLimits = [60, 300, 3600, 86_400]
const latencyClasses: readonly GridClass[] = [
  { name: 'within 60 s', token: '--good', share: 0.45, pattern: 'solid' },
  ramp('to 5 min', 0.4),
  ramp('to 1 h', 0.6),
  ramp('to 1 d', 0.8),
  ramp('later', 1),
  { name: 'nothing stored', token: '--bad', share: 1, pattern: 'up' },
  { name: 'before the exposure', token: '--warn', share: 1, pattern: 'cross' },
]

/** The first results that were stored there; what comes before its exposure is an error of the data. */
function byLatency(night: Night, facts: NightFacts, mask: Uint8Array | null, attempt: Int32Array, detectors: number): Classified {
  const least = new Float32Array(attempt.length).fill(Infinity)
  const { n, visit, detector } = night.attempts
  for (let i = 0; i < n; i++) {
    if ((mask !== null && mask[i] === 0) || (facts.condition[i] !== 0 && !(facts.latency[i]! < 0))) continue
    const cell = visit[i]! * detectors + detector[i]!
    if (facts.latency[i]! < least[cell]!) least[cell] = facts.latency[i]!
  }
  const classOf = (s: number): number => {
    if (s === Infinity) return 6
    if (s < 0) return 7
    const at = latencyLimits.findIndex((limit) => s <= limit)
    return at < 0 ? 5 : at + 1
  }
  return { classes: latencyClasses, ofCell: Uint8Array.from(attempt, (i, cell) => (i < 0 ? 0 : classOf(least[cell]!))) }
}

const attemptClasses: readonly GridClass[] = [ramp('1 attempt', 0.25), ramp('2', 0.5), ramp('3', 0.75), ramp('4 or more', 1)]

function byAttempts(night: Night, mask: Uint8Array | null, attempt: Int32Array, detectors: number): Classified {
  const counts = new Uint16Array(attempt.length)
  const { n, visit, detector } = night.attempts
  for (let i = 0; i < n; i++) if (mask === null || mask[i] === 1) counts[visit[i]! * detectors + detector[i]!]! += 1
  return { classes: attemptClasses, ofCell: Uint8Array.from(counts, (k) => Math.min(4, k)) }
}

/**
 * Delivered by any attempt; else what became of it last. Where an attempt sent alerts out and did not deliver this, the cell says so, and whether a later
 * attempt has made up for it.
 */
function byDelivery(night: Night, product: Product, mask: Uint8Array | null, attempt: Int32Array, detectors: number): Classified {
  const { n, visit, detector, deliveries } = night.attempts
  const states = new Uint8Array(attempt.length)
  const isTorn = new Uint8Array(attempt.length)
  for (let i = 0; i < n; i++) {
    if (mask !== null && mask[i] === 0) continue
    const cell = visit[i]! * detectors + detector[i]!
    const state = deliveries[product].state[i]!
    if (deliveries.alerts.state[i] === 1 && state !== 1 && state !== 4) isTorn[cell] = 1
    if (state !== 0 && states[cell] !== 1) states[cell] = state
  }
  // states: 0 none, 1 delivered, 2 failed, 3 pending, 4 withheld
  const classOfState = [5, 1, 6, 4, 3]
  const ofCell = Uint8Array.from(attempt, (i, cell) => {
    if (i < 0) return 0
    if (isTorn[cell] === 1) return states[cell] === 1 ? 2 : 7
    return classOfState[states[cell]!]!
  })
  return { classes: deliveryClasses, ofCell }
}

const deliveryClasses: readonly GridClass[] = [
  { name: 'delivered', token: '--good', share: 0.62, pattern: 'solid' },
  { name: 'after the alerts, by a later attempt', token: '--accent', share: 1, pattern: 'dots' },
  { name: 'withheld', token: '--accent', share: 0.6, pattern: 'down' },
  { name: 'pending', token: '--dim', share: 1, pattern: 'outline' },
  { name: 'nothing made', token: '--dim', share: 0.5, pattern: 'dots' },
  { name: 'failed', token: '--bad', share: 1, pattern: 'up' },
  { name: 'not delivered, though alerts went out', token: '--warn', share: 1, pattern: 'cross' },
]

/** Names and counts of all products' classes that a grid holds: for its legend. */
export function countClasses(cells: GridCells): readonly { readonly kind: GridClass; readonly count: number }[] {
  const counts = new Uint32Array(cells.classes.length + 1)
  for (const c of cells.ofCell) counts[c]! += 1
  return cells.classes.flatMap((kind, k) => (counts[k + 1] === 0 ? [] : [{ kind, count: counts[k + 1]! }]))
}

/** Inks of the classes; the first is that of cells without an attempt. */
export function gridInks(palette: Palette, classes: readonly GridClass[]): readonly Ink[] {
  const panel = palette.word['--panel']
  const none: Ink = { main: blend(panel, palette.word['--line'], 0.35), second: panel, pattern: 'solid' }
  return [
    none,
    ...classes.map((c): Ink => ({
      main: blend(panel, palette.word[c.token], c.share),
      second: blend(panel, palette.word[c.token], 0.2),
      pattern: c.pattern,
    })),
  ]
}
