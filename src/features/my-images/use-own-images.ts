import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { OwnImage } from '../../../dax/contract/images.ts'
import { pulseOfImages, readDeleted, readHistory, readOwnImages } from '../../api/own-images.ts'
import { unwrap } from '../../api/unwrap.ts'

/** Images that are listed at most: who has more searches. */
const mostPages = 10
/** How often it is asked whether images came or went. */
const pulseMs = 5000

export const ownKey = (base: string) => ['own images', base] as const

const listQuery = (base: string, user: string, text: string, visibility: string | null) =>
  infiniteQueryOptions({
    queryKey: [...ownKey(base), user, 'list', text, visibility],
    queryFn: ({ signal, pageParam }) => unwrap(readOwnImages(base, { text, visibility, after: pageParam }, signal)),
    initialPageParam: null as string | null,
    getNextPageParam: (last, pages) => (last.more && pages.length < mostPages ? last.images.at(-1)?.imageId : undefined),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

/** What was changed of an image, oldest first. Fails with ApiFailure. */
export const historyQuery = (base: string, user: string, id: string) =>
  queryOptions({
    queryKey: [...ownKey(base), user, 'history', id],
    queryFn: ({ signal }) => unwrap(readHistory(base, id, signal)),
    staleTime: 0,
  })

/** Fails with ApiFailure. */
export const deletedQuery = (base: string, user: string) =>
  queryOptions({ queryKey: [...ownKey(base), user, 'deleted'], queryFn: ({ signal }) => unwrap(readDeleted(base, signal)), staleTime: 0 })

export interface ListSort {
  readonly column: string
  readonly descending: boolean
}

/** One's own images that a search finds, loaded page after page and sorted here. */
export function useOwnImages(base: string, user: string, text: string, visibility: string | null) {
  const query = useInfiniteQuery(listQuery(base, user, text, visibility))
  useFreshness(base, user)
  const { hasNextPage, isFetching, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const [sort, setSort] = useState<ListSort | null>(null)
  const rows = useMemo(
    () =>
      sorted(
        (query.data?.pages ?? []).flatMap(({ images }) => images),
        sort,
      ),
    [query.data, sort],
  )
  const onSort = useCallback(
    (column: string) =>
      setSort((before) => (before?.column !== column ? { column, descending: false } : before.descending ? null : { column, descending: true })),
    [],
  )
  return { query, rows, total: query.data?.pages[0]?.total ?? null, sort, onSort }
}

/** Reads everything again soon after an image came or went: here, by an upload, or elsewhere. */
function useFreshness(base: string, user: string): void {
  const client = useQueryClient()
  const pulse = useQuery({
    queryKey: ['pulse of own images', base, user],
    queryFn: ({ signal }) => pulseOfImages(base, signal),
    refetchInterval: pulseMs,
    staleTime: 0,
  })
  const last = useRef('')
  useEffect(() => {
    const now = pulse.data ?? ''
    if (now === '' || now === last.current) return
    if (last.current !== '') void client.invalidateQueries({ queryKey: ownKey(base) })
    last.current = now
  }, [pulse.data, client, base])
}

function sorted(images: readonly OwnImage[], sort: ListSort | null): readonly OwnImage[] {
  if (sort === null) return images
  const key = sort.column as keyof OwnImage
  const way = sort.descending ? -1 : 1
  return images.toSorted((a, b) => {
    const [x, y] = [a[key], b[key]]
    // what is not known comes last, whichever way
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return way * (x < y ? -1 : x > y ? 1 : 0)
  })
}

/** The value as it was when it last stood still for a moment: not every letter is a search. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 250)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
