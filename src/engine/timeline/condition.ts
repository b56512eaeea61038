import type { Night } from '../../api/night.ts'

/** What one sees of an attempt, worst last: a merged bar shows the worst of its parts, so that no failure hides in a crowd. */
export const conditions = ['done', 'running', 'waiting', 'blocked', 'unknown', 'failed', 'impossible'] as const
export type Condition = (typeof conditions)[number]

/** Patterns of the conditions: colour is never alone. */
export const conditionPattern: Readonly<Record<Condition, Pattern>> = {
  done: 'solid',
  running: 'dots',
  waiting: 'outline',
  blocked: 'down',
  unknown: 'dots',
  failed: 'up',
  impossible: 'cross',
}
export type Pattern = 'solid' | 'up' | 'down' | 'cross' | 'dots' | 'outline'

/**
 * Condition of an attempt, as index into `conditions`. A latency below zero, or an end before its start, is 'impossible': an error of the data, which no bar may hide.
 * Without an end it is 'running' once started and 'waiting' before, unless its status says that it failed.
 */
export function conditionOf(night: Night, i: number): number {
  const a = night.attempts
  const [started, ended, stored] = [a.started[i]!, a.ended[i]!, a.stored[i]!]
  const observed = night.visits.begin[a.visit[i]!]!
  if (ended < started || stored < observed || ended < observed) return 6
  const status = a.status[i]!
  // −4 is aborted: it gave nothing either
  if (status === -1 || status === -4) return 5
  if (Number.isNaN(ended) && status !== 1) return Number.isNaN(started) ? 2 : 1
  if (status === 0) return 3
  return status === 1 ? 0 : 4
}

/** Seconds from the end of the exposure to the store of its rows (or, without one, to the end of the attempt); NaN where neither is known. Negative is a data error. */
export function latencyOf(night: Night, i: number): number {
  const a = night.attempts
  const until = Number.isNaN(a.stored[i]!) ? a.ended[i]! : a.stored[i]!
  return (until - night.visits.end[a.visit[i]!]!) * 86_400
}

/**
 * When the bar of an attempt begins and ends, MJD TAI: started (else queued) to the later of ended and stored; null without any time or when it runs
 * backwards. What still runs or waits goes on until `now`; what is said to have ended, without saying when, has a bar without length.
 */
export function barOf(night: Night, i: number, now: number): readonly [from: number, to: number] | null {
  const a = night.attempts
  const from = Number.isNaN(a.started[i]!) ? a.queued[i]! : a.started[i]!
  if (Number.isNaN(from)) return null
  const late = Math.max(Number.isNaN(a.ended[i]!) ? -Infinity : a.ended[i]!, Number.isNaN(a.stored[i]!) ? -Infinity : a.stored[i]!)
  const isOpen = night.attempts.status[i] === -3 || night.attempts.status[i] === 0
  const to = late === -Infinity ? (isOpen ? Math.max(now, from) : from) : late
  return to < from ? null : [from, to]
}
