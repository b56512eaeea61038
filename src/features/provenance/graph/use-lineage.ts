import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { LineageAnswer } from '../../../../dax/contract/lineage.ts'
import { headline, isRetryable, sentence, type ApiError } from '../../../api/api-error.ts'
import { lineageGraph, type LineageAsk } from '../../../api/lineage.ts'
import { apiErrorOf, unwrap } from '../../../api/unwrap.ts'
import { nothing, withAnswer, type LineageData } from './lineage-data.ts'

/** Nodes of a first answer, and of each that is added. */
const firstLimit = 2000
const addedLimit = 1000

export interface LineageState {
  readonly at: 'loading' | 'failed' | 'ready'
  readonly data: LineageData
  readonly roots: readonly string[]
  /** Why nothing, or the last addition, could be loaded. */
  readonly error: {
    readonly kind: ApiError['kind']
    readonly title: string
    readonly message: string
    readonly isUnknown: boolean
    readonly mayRetry: boolean
  } | null
  /** Ids whose neighbours are being loaded. */
  readonly pending: ReadonlySet<string>
  readonly retry: () => void
  /** Loads neighbours of things: what they were made from, what came of them, or both. */
  readonly expand: (ids: readonly string[], direction: LineageAsk['direction'], depth?: LineageAsk['depth']) => Promise<void>
}

/** The lineage of some things, growing as it is expanded. Another question (roots, depth, direction) begins anew. */
export function useLineage(service: string, ids: readonly string[], depth: LineageAsk['depth'], direction: LineageAsk['direction']): LineageState {
  const client = useQueryClient()
  const asked: LineageAsk = { ids, depth, direction, limit: firstLimit, agents: true }
  const key = JSON.stringify([service, asked])
  const first = useQuery({
    queryKey: ['lineage', service, asked],
    queryFn: ({ signal }) => unwrap(lineageGraph(service, asked, signal)),
    enabled: ids.length > 0,
  })
  const [added, setAdded] = useState<{ readonly key: string; readonly answers: readonly LineageAnswer[] }>({ key, answers: [] })
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set())
  const [failure, setFailure] = useState<{ readonly key: string; readonly error: ApiError } | null>(null)
  const data = useMemo(() => {
    if (first.data === undefined) return nothing
    return (added.key === key ? added.answers : []).reduce(withAnswer, withAnswer(nothing, first.data))
  }, [first.data, added, key])
  const error = first.error !== null ? apiErrorOf(first.error) : failure?.key === key ? failure.error : null

  async function expand(more: readonly string[], toward: LineageAsk['direction'], steps: LineageAsk['depth'] = 1): Promise<void> {
    const wanted: LineageAsk = { ids: more.slice(0, 500), depth: steps, direction: toward, limit: addedLimit, agents: true }
    setPending((before) => new Set([...before, ...wanted.ids]))
    setFailure(null)
    try {
      const answer = await client.fetchQuery({
        queryKey: ['lineage', service, wanted],
        queryFn: ({ signal }) => unwrap(lineageGraph(service, wanted, signal)),
      })
      setAdded((before) => ({ key, answers: [...(before.key === key ? before.answers : []), answer] }))
    } catch (caught) {
      setFailure({ key, error: apiErrorOf(caught) })
    } finally {
      setPending((before) => new Set([...before].filter((id) => !wanted.ids.includes(id))))
    }
  }

  return {
    at: first.data !== undefined ? 'ready' : first.error !== null ? 'failed' : 'loading',
    data,
    roots: first.data?.roots ?? [],
    error:
      error === null
        ? null
        : {
            kind: error.kind,
            title: headline(error),
            message: isUnknown(error) ? error.message : sentence(error, Date.now()),
            isUnknown: isUnknown(error),
            mayRetry: isRetryable(error),
          },
    pending,
    retry: () => void first.refetch(),
    expand,
  }
}

/** Nobody knows an id: the service's own sentence says which. */
function isUnknown(error: ApiError): error is Extract<ApiError, { kind: 'http' }> {
  return error.kind === 'http' && error.status === 404
}
