import { queryOptions } from '@tanstack/react-query'
import { expand } from '../../../../vo/templates/expand.ts'
import { templateLibrary } from '../../../../vo/templates/library/library.ts'
import type { Archive } from '../../../api/archive.ts'
import { ApiFailure } from '../../../api/api-error.ts'
import { unwrap } from '../../../api/unwrap.ts'
import { tapSync } from '../../../api/tap.ts'
import { cellOf } from '../../../api/votable-answer.ts'
import type { NamedAttempt, NightQuestion } from '../questions.ts'

/** What a question's template answers about a night. */
export interface QuestionAnswer {
  /** An attempt can be named by several rows. */
  readonly rows: readonly NamedAttempt[]
  /** s: the largest of the answer's late_seconds or latency_seconds; null where it tells neither. */
  readonly most: number | null
  /** The service cut the answer. */
  readonly isCut: boolean
}

/** Rows asked for at most: every attempt of the longest night, thrice. */
const mostRows = 600_000

/** The answer to a question about a night, by its template through TAP. */
export const questionQuery = (archive: Archive, dayObs: number, question: NightQuestion) =>
  queryOptions({
    queryKey: ['processing', 'question', archive.tap, dayObs, question.id] as const,
    queryFn: async ({ signal }): Promise<QuestionAnswer> => {
      const adql = adqlOf(question, dayObs)
      if (adql === null)
        throw new ApiFailure({ kind: 'protocol', url: archive.tap, message: `the question ${question.id} has no template that its values fit` })
      const { table } = await unwrap(tapSync({ tap: archive.tap, adql, maxrec: mostRows, signal }))
      const rows: NamedAttempt[] = []
      let most: number | null = null
      for (let i = 0; i < table.length; i++) {
        rows.push({
          visit: BigInt(String(cellOf(table, 'visit', i))),
          detector: Number(cellOf(table, 'detector', i)),
          attempt: Number(cellOf(table, 'attempt', i)),
        })
        const s = cellOf(table, 'late_seconds', i) ?? cellOf(table, 'latency_seconds', i)
        if (typeof s === 'number' && (most === null || s > most)) most = s
      }
      return { rows, most, isCut: table.overflow }
    },
    staleTime: 30_000,
    structuralSharing: false,
    retry: false,
  })

/** The query that a question becomes; null where its template does not take its values. */
export function adqlOf(question: NightQuestion, dayObs: number): string | null {
  const template = templateLibrary().find((t) => t.id === question.template)
  if (template === undefined) return null
  const usual = Object.fromEntries(
    template.parameters.flatMap((p) => (p.default === undefined || p.default === '' ? [] : [[p.name, p.default] as const])),
  )
  const made = expand(template, { ...usual, ...question.values(dayObs) })
  return made.ok ? made.value.query : null
}
