import { infiniteQueryOptions, keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { CheckKind, CheckRun } from '../../../dax/contract/checks.ts'
import { cancelCheck, readChecks, readFindings, readRepairs, startCheck } from '../../api/checks.ts'
import type { ApiError } from '../../api/api-error.ts'
import { unwrap } from '../../api/unwrap.ts'

/** A run is looked at this often. */
const lookMs = 1000
/** Nobody reads more findings than this in a list: what is wrong so often has one cause. */
const mostPages = 10

const keyOf = (checks: string, user: string) => ['checks', checks, user] as const

/** Runs and schedule; read again and again while a run goes on, here or elsewhere. Fails with ApiFailure. */
export const checksQuery = (checks: string, user: string) =>
  queryOptions({
    queryKey: [...keyOf(checks, user), 'runs'],
    queryFn: ({ signal }) => unwrap(readChecks(checks, signal)),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.runs.some(({ state }) => state === 'running') === true ? lookMs : 60_000),
  })

/** Findings of a run, of one kind or all, by the thousand. `known` = how many there are by now: read anew when that changes. Fails with ApiFailure. */
export const findingsQuery = (checks: string, user: string, run: string, kind: CheckKind | null, known: string) =>
  infiniteQueryOptions({
    queryKey: [...keyOf(checks, user), 'findings', run, kind, known],
    queryFn: ({ signal, pageParam }) => unwrap(readFindings(checks, { run, kind, after: pageParam }, signal)),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.more && pages.length < mostPages ? last.findings.at(-1)?.no : undefined),
    placeholderData: keepPreviousData,
  })

/** Repairs that were tried. `known` = changes with each. Fails with ApiFailure. */
export const repairsQuery = (checks: string, user: string) =>
  queryOptions({ queryKey: [...keyOf(checks, user), 'repairs'], queryFn: ({ signal }) => unwrap(readRepairs(checks, signal)), staleTime: 0 })

export interface CheckOrders {
  readonly isBusy: boolean
  readonly problem: ApiError | null
  readonly start: (deep: boolean) => void
  readonly cancel: (run: CheckRun) => void
}

/** Starts and stops runs. */
export function useCheckOrders(checks: string): CheckOrders {
  const client = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiError | null>(null)
  const order = async (run: Promise<{ readonly ok: true } | { readonly ok: false; readonly error: ApiError }>): Promise<void> => {
    setBusy(true)
    const done = await run
    setBusy(false)
    setProblem(done.ok ? null : done.error)
    await client.invalidateQueries({ queryKey: ['checks', checks] })
  }
  return {
    isBusy,
    problem,
    start: (deep) => void order(startCheck(checks, deep)),
    cancel: ({ id }) => void order(cancelCheck(checks, id)),
  }
}

/** Loads page after page, as far as the query has one. */
export function useAllPages(query: {
  readonly hasNextPage: boolean
  readonly isFetching: boolean
  readonly fetchNextPage: () => Promise<unknown>
}): void {
  const { hasNextPage, isFetching, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
}
