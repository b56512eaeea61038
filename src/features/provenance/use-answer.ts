import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useArchives } from '../../api/archive-context.ts'
import type { ApiError } from '../../api/api-error.ts'
import type { TemplateRun } from '../../api/run-template.ts'
import { apiErrorOf } from '../../api/unwrap.ts'
import { loadResults } from '../../engine/results/load-results.ts'
import type { ResultSet } from '../../engine/results/result-set.ts'

/** Rows that an answer brings at most unless the address says otherwise. */
export const defaultMaxRows = 20_000

/** An answer as far as it has come. */
export interface Answer {
  readonly result: ResultSet | null
  readonly isBusy: boolean
  readonly isCancelled: boolean
  /** Rows read so far. */
  readonly progress: number
  readonly error: ApiError | null
  readonly again: () => void
  readonly cancel: () => void
}

/**
 * Runs the query in a worker; null = none is asked for. `run` = the filled template that it is of, which its service runs. Answers are kept, so that back
 * and forward are instant.
 */
export function useAnswer(query: string | null, maxRows: number, run: TemplateRun | null = null): Answer {
  const { current } = useArchives()
  const client = useQueryClient()
  const [progress, setProgress] = useState(0)
  const queryKey = ['answer', current.tap, query, maxRows, run?.url ?? null]
  const answer = useQuery({
    queryKey,
    queryFn: ({ signal }) => {
      setProgress(0)
      return loadResults({ tap: current.tap, adql: query ?? '', maxrec: maxRows, ...(run === null ? {} : { template: run }) }, signal, setProgress)
    },
    enabled: query !== null,
    gcTime: 300_000,
    structuralSharing: false,
  })
  return {
    result: query === null || answer.error !== null ? null : (answer.data ?? null),
    isBusy: answer.isFetching,
    isCancelled: query !== null && !answer.isFetching && answer.data === undefined && answer.error === null,
    progress,
    error: query === null || answer.error === null ? null : apiErrorOf(answer.error),
    again: () => void answer.refetch(),
    cancel: () => void client.cancelQueries({ queryKey }),
  }
}
