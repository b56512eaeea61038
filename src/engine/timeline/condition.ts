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

/** When the bar of an attempt begins, MJD TAI: started, else queued; NaN without any of the two. */
export function barBegin(night: Night, i: number): number {
  const { started, queued } = night.attempts
  return Number.isNaN(started[i]!) ? queued[i]! : started[i]!
}

/**
 * When it ends: the later of ended and stored. What still runs or waits goes on until `now`; what is said to have ended, without saying when, has a bar without
 * length. Before its begin where its times run backwards, which is no bar to draw.
 */
export function barEnd(night: Night, i: number, now: number): number {
  const { ended, stored, status } = night.attempts
  const [end, store] = [ended[i]!, stored[i]!]
  const late = Number.isNaN(end) || store > end ? store : end
  if (!Number.isNaN(late)) return late
  const begin = barBegin(night, i)
  const isOpen = status[i] === -3 || status[i] === 0
  return isOpen && now > begin ? now : begin
}

/** The bar of an attempt, MJD TAI; null without any time or when it runs backwards. */
export function barOf(night: Night, i: number, now: number): readonly [from: number, to: number] | null {
  const [from, to] = [barBegin(night, i), barEnd(night, i, now)]
  return to >= from ? [from, to] : null
}
