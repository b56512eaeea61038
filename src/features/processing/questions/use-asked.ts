import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ApiError } from '../../../api/api-error.ts'
import type { Archive } from '../../../api/archive.ts'
import { apiErrorOf } from '../../../api/unwrap.ts'
import type { Night } from '../../../api/night.ts'
import { attemptsOfAnswer, nightQuestion, nightQuestions } from '../questions.ts'
import { questionQuery } from './read-question.ts'

/** What the question of the filter lets pass. */
export interface Asked {
  /** Per attempt 1 or 0; null = no question is asked, or its answer is not here. */
  readonly mask: Uint8Array | null
  readonly isBusy: boolean
  readonly error: ApiError | null
}

/** Asks the question that the filter names. */
export function useAsked(archive: Archive, night: Night, id: string | null): Asked {
  const question = nightQuestion(id)
  const query = useQuery({ ...questionQuery(archive, night.dayObs, question ?? nightQuestions[0]!), enabled: question !== null })
  const answer = question === null ? undefined : query.data
  const mask = useMemo(() => (answer === undefined ? null : attemptsOfAnswer(night, answer.rows)), [night, answer])
  return { mask, isBusy: question !== null && query.isPending, error: question === null || query.error === null ? null : apiErrorOf(query.error) }
}
