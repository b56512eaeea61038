import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useArchives } from '../../api/archive-context.ts'
import type { Offer } from '../../api/offer.ts'
import { quietHttp } from '../../api/http.ts'
import { tapCount } from '../../api/tap.ts'
import { unwrap } from '../../api/unwrap.ts'
import { countAdql } from './search-adql.ts'
import type { FieldProblem, SearchForm } from './search-state.ts'
import { useQuestion } from './use-search.ts'

/** What the form as typed would find: asked when the typing rests, cancelled when superseded. */
export interface Forecast {
  readonly words: string
  readonly problem: FieldProblem | null
}

const restMs = 450

/** Counts for the form as typed; silent where it is the one that was searched. */
export function useForecast(offer: Offer | null, typed: SearchForm, searched: SearchForm | null): Forecast {
  const { current } = useArchives()
  const [settled, setSettled] = useState<SearchForm>(typed)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), restMs)
    return () => clearTimeout(timer)
  }, [typed])
  const same = searched !== null && JSON.stringify(settled) === JSON.stringify(searched)
  const question = useQuestion(same ? null : settled, offer)
  const where = settled === typed ? question.where : null
  const count = useQuery({
    queryKey: ['count', current.tap, where],
    queryFn: ({ signal }) => unwrap(tapCount({ tap: current.tap, adql: countAdql(offer!, where ?? ''), timeoutMs: 20_000, signal }, quietHttp)),
    enabled: where !== null && offer !== null,
  })
  if (same) return { words: '', problem: null }
  if (question.problem !== null) return { words: '', problem: settled === typed ? question.problem : null }
  if (question.isBusy || count.isFetching) return { words: 'counting …', problem: null }
  if (count.error !== null) return { words: 'the archive gives no count', problem: null }
  if (count.data === undefined || where === null) return { words: '', problem: null }
  return { words: count.data === 0 ? 'would find nothing' : `would find ${count.data.toLocaleString('en')}`, problem: null }
}
