import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import type { UploadLimits } from '../../../dax/contract/uploads.ts'
import { session } from '../../api/session.ts'
import { readIngests, readKnown, readLimits, readUnfinished, type Ingest } from '../../api/uploads.ts'
import { unwrap } from '../../api/unwrap.ts'
import { digestOf, isBeingTaken, type UploadItem } from '../../engine/upload/upload-item.ts'
import type { UploadMachine } from '../../engine/upload/upload-machine.ts'

const followMs = 700
const askedAtOnce = 1000
const followedAtOnce = 200

export interface ArchiveSide {
  /** Name of who is signed in; null = nobody. */
  readonly who: string | null
  readonly limits: UploadLimits | undefined
  /** Uploads that were begun and whose file is not on the page. */
  readonly unfinished: readonly Ingest[]
  readonly refresh: () => void
}

/** What the archive says while files are on the page: limits, what it has already, what was begun before, and what becomes of what is sent. */
export function useArchiveSide(base: string, machine: UploadMachine, items: readonly UploadItem[]): ArchiveSide {
  const who = useStore(session, (state) => state.who?.username ?? null)
  const limits = useQuery({
    queryKey: ['upload-limits', base, who],
    queryFn: ({ signal }) => unwrap(readLimits(base, signal)),
    enabled: who !== null,
  })
  const begun = useQuery({
    queryKey: ['unfinished-uploads', base, who],
    queryFn: ({ signal }) => unwrap(readUnfinished(base, signal)),
    enabled: who !== null,
    staleTime: 0,
  })
  const isFollowing = items.some(isBeingTaken)
  useFollowing(base, machine, isFollowing)
  useKnown(base, machine, items, who)
  const waiting = items.filter((item) => item.sending.at === 'idle' && item.reading.at === 'read').length
  const kept = useMemo(() => begun.data?.filter(isKept) ?? [], [begun.data])
  useEffect(() => machine.recognise(kept), [machine, kept, waiting])
  const refetch = { limits: limits.refetch, begun: begun.refetch }
  const latest = useRef(refetch)
  useEffect(() => {
    latest.current = refetch
  })
  const isIdle = !isFollowing && who !== null
  useEffect(() => {
    // what came in, or was taken back, counts for the quota
    if (isIdle) void latest.current.limits()
  }, [isIdle])
  const here = new Set(items.map(({ uploadId }) => uploadId))
  return {
    who,
    limits: who === null ? undefined : limits.data,
    unfinished: who === null ? [] : kept.filter(({ id }) => !here.has(id)),
    refresh: () => void Promise.all([limits.refetch(), begun.refetch()]),
  }
}

/** An upload that expired is taken away by and by: until then it is told of, and takes no bytes. */
const isKept = ({ expires }: Ingest): boolean => expires === null || Date.parse(expires) > Date.now()

/** Asks again and again what became of those that the archive is busy with: of thousands, those that were sent first, which are those that it takes next. */
function useFollowing(base: string, machine: UploadMachine, isFollowing: boolean): void {
  useEffect(() => {
    if (!isFollowing) return undefined
    const leave = new AbortController()
    const follow = async (): Promise<void> => {
      while (!leave.signal.aborted) {
        const sent = machine.items().flatMap((item) => (isBeingTaken(item) && item.uploadId !== null ? [item.uploadId] : []))
        const answer = await readIngests(base, sent.slice(0, followedAtOnce), leave.signal)
        if (answer.ok) machine.told(answer.value)
        await new Promise((resolve) => setTimeout(resolve, answer.ok ? followMs : 4 * followMs))
      }
    }
    follow().catch(() => undefined)
    return () => leave.abort()
  }, [base, machine, isFollowing])
}

/** Asks which of the files that were read the archive has already, a thousand at a time. */
function useKnown(base: string, machine: UploadMachine, items: readonly UploadItem[], who: string | null): void {
  const isAsking = useRef(false)
  useEffect(() => {
    if (who === null || isAsking.current) return
    const asked = [...new Set(items.flatMap((item) => (item.known === undefined ? (digestOf(item) ?? []) : [])))].slice(0, askedAtOnce)
    if (asked.length === 0) return
    isAsking.current = true
    void readKnown(base, asked, new AbortController().signal).then((answer) => {
      isAsking.current = false
      // where it cannot be told now the ingest tells it later
      machine.toldKnown(asked, new Map(answer.ok ? answer.value.known.map((one) => [one.sha256, one]) : []))
    })
  }, [base, machine, items, who])
}
