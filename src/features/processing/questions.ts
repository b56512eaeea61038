import type { TemplateValue } from '../../../vo/templates/template.ts'
import type { Night } from '../../api/night.ts'

/** A question that the page asks of a night with one click: a template of the library with its values filled. */
export interface NightQuestion {
  /** In the address and in NightFilter.question. */
  readonly id: string
  /** A few words for the list; the template has the whole sentence. */
  readonly title: string
  /** What the rows are, for the count: '3 attempts …'. */
  readonly rows: string
  /** What must be known to read the count; absent where its title says it all. */
  readonly about?: string
  /** Template of the library whose answer has the columns visit, detector and attempt. */
  readonly template: string
  /** The template's values for a night (day_obs). */
  values(dayObs: number): Readonly<Record<string, TemplateValue>>
}

const ofNight = (dayObs: number): Readonly<Record<string, TemplateValue>> => ({ day_obs: String(dayObs) })

/** In the order in which the page lists them. */
export const nightQuestions: readonly NightQuestion[] = [
  {
    id: 'alerts-without-images',
    title: 'Alerts without images',
    rows: 'sent alerts and delivered no images',
    template: 'alerts-without',
    values: (dayObs) => ({ ...ofNight(dayObs), product: 'images' }),
  },
  { id: 'never-retried', title: 'Failed and never retried', rows: 'failed, and nobody tried again', template: 'never-retried', values: ofNight },
  {
    id: 'out-of-order',
    title: 'Out of order, by how much',
    rows: 'were stored after a later visit of the same place',
    about: 'At the same place on the sky, whichever detector saw it later: what association goes by. The summary counts detector by detector.',
    template: 'overtaken',
    values: ofNight,
  },
  {
    id: 'slowest',
    title: 'Slowest',
    rows: 'of the night itself took longer than 5 minutes',
    template: 'slowest',
    values: (dayObs) => ({ ...ofNight(dayObs), latency: '300', reason: 'prompt' }),
  },
  {
    id: 'mended',
    title: 'What catch-up mended',
    rows: 'delivered what the attempts before had not',
    template: 'mended',
    values: (dayObs) => ({ ...ofNight(dayObs), reason: 'catch-up' }),
  },
  { id: 'owed', title: 'What is still owed', rows: 'left something that nobody has delivered', template: 'still-owed', values: ofNight },
]

/** The question of an id; null for none. */
export function nightQuestion(id: string | null): NightQuestion | null {
  return nightQuestions.find((one) => one.id === id) ?? null
}

/** An attempt as a row of an answer names it. */
export interface NamedAttempt {
  readonly visit: bigint
  readonly detector: number
  readonly attempt: number
}

/**
 * The attempts of a night that the rows of an answer name: per attempt 1 or 0, as maskOf takes it. An answer can name an attempt twice (once a product);
 * rows that name no attempt of this night count for nothing.
 */
export function attemptsOfAnswer(night: Night, rows: Iterable<NamedAttempt>): Uint8Array {
  const { n, visit, detector, attempt } = night.attempts
  const rowOfVisit = new Map(Array.from(night.visits.visit, (id, row) => [id, row]))
  const named = new Set<number>()
  for (const row of rows) {
    const at = rowOfVisit.get(row.visit)
    if (at !== undefined) named.add(keyOf(at, row.detector, row.attempt))
  }
  const mask = new Uint8Array(n)
  for (let i = 0; i < n; i++) if (named.has(keyOf(visit[i]!, detector[i]!, attempt[i]!))) mask[i] = 1
  return mask
}

function keyOf(visitRow: number, detector: number, attempt: number): number {
  return (visitRow * 1024 + detector) * 1024 + attempt
}
