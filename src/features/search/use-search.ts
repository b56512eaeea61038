import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useArchives } from '../../api/archive-context.ts'
import { sentence } from '../../api/api-error.ts'
import type { ApiError } from '../../api/api-error.ts'
import { resolveName } from '../../api/names.ts'
import { readOffer } from '../../api/offer.ts'
import type { Offer } from '../../api/offer.ts'
import { tapCount } from '../../api/tap.ts'
import { apiErrorOf, unwrap } from '../../api/unwrap.ts'
import { loadResults } from '../../engine/results/load-results.ts'
import type { ResultSet } from '../../engine/results/result-set.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { conditions, countAdql, searchAdql } from './search-adql.ts'
import { circleAt, placeOf } from './search-state.ts'
import type { FieldProblem, SearchForm } from './search-state.ts'

/** A search as far as it has come. */
export interface Search {
  readonly offer: Offer | null
  /** What was searched, in words of the archive; null while it is not known. */
  readonly adql: string | null
  readonly region: Region | null
  readonly problem: FieldProblem | null
  readonly result: ResultSet | null
  /** The result is the one before, kept on the screen while the new one comes. */
  readonly isStale: boolean
  readonly isBusy: boolean
  readonly isCancelled: boolean
  /** Rows read so far. */
  readonly progress: number
  readonly error: ApiError | null
  /** All matching images, when the result was cut. */
  readonly total: number | null
  readonly maxRows: number
  readonly again: () => void
}

/** What a form asks: region and condition, or what is wrong with a field of it. */
export interface Question {
  readonly region: Region | null
  readonly where: string | null
  readonly problem: FieldProblem | null
  readonly isBusy: boolean
  /** Looks the name up again, where that failed; null = there is nothing to ask again. */
  readonly again: (() => void) | null
}

/** What a form asks of an archive, once its name is looked up: region and condition, or what is wrong. */
export function useQuestion(form: SearchForm | null, offer: Offer | null): Question {
  const { names } = useArchives()
  const place = useMemo(() => (form === null ? null : placeOf(form)), [form])
  const name = place?.kind === 'name' ? place.name : null
  const found = useQuery({
    queryKey: ['name', names, name],
    queryFn: ({ signal }) => unwrap(resolveName(names ?? '', name ?? '', signal)),
    enabled: name !== null && names !== null,
    staleTime: Infinity,
  })
  const { refetch } = found
  return useMemo(() => {
    const none = { region: null, where: null, problem: null, isBusy: false, again: null }
    if (form === null || place === null) return none
    if (place.kind === 'wrong') return { ...none, problem: place.problem }
    let region: Region | null = null
    if (place.kind === 'region') region = place.region
    if (place.kind === 'name') {
      if (names === null)
        return { ...none, problem: { field: 'position' as const, message: `"${place.name}" is no position, and no name service is configured.` } }
      if (found.isFetching) return { ...none, isBusy: true }
      if (found.error !== null) {
        const message = nameProblem(place.name, apiErrorOf(found.error))
        return { ...none, problem: { field: 'position' as const, message }, again: () => void refetch() }
      }
      // the look-up was cancelled
      if (found.data === undefined) return { ...none, again: () => void refetch() }
      region = circleAt(skyPos(found.data.ra, found.data.dec), place.radius)
    }
    if (offer === null) return { ...none, region }
    const where = conditions(form, region, offer)
    return where.ok ? { ...none, region, where: where.value } : { ...none, region, problem: where.error }
  }, [form, place, names, found.isFetching, found.error, found.data, refetch, offer])
}

function nameProblem(name: string, error: ApiError): string {
  if (error.kind === 'http' && error.status === 404) return `No object called "${name}" is known. Write a position like 150.1 2.2, or another name.`
  return sentence(error, Date.now())
}

/** Runs the search that `form` describes; null = none is asked for. Results are kept, so that back and forward are instant. */
export function useSearch(form: SearchForm | null, maxRows: number): Search {
  const { current } = useArchives()
  const offer = useQuery({ queryKey: ['offer', current.tap], queryFn: ({ signal }) => unwrap(readOffer(current.tap, signal)), staleTime: Infinity })
  const question = useQuestion(form, offer.data ?? null)
  const adql = offer.data === undefined || question.where === null ? null : searchAdql(offer.data, question.where)
  const [progress, setProgress] = useState(0)
  const search = useQuery({
    queryKey: ['images', current.tap, adql, maxRows],
    queryFn: ({ signal }) => {
      setProgress(0)
      return loadResults({ tap: current.tap, adql: adql ?? '', maxrec: maxRows }, signal, setProgress)
    },
    enabled: adql !== null,
    gcTime: 120_000,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
  const total = useQuery({
    queryKey: ['count', current.tap, question.where],
    queryFn: ({ signal }) => unwrap(tapCount({ tap: current.tap, adql: countAdql(offer.data!, question.where ?? ''), signal })),
    enabled: offer.data !== undefined && question.where !== null && search.data?.table.overflow === true && !search.isPlaceholderData,
  })
  const failure = offer.error ?? search.error
  const isBusy = offer.isFetching || question.isBusy || search.isFetching
  // rows of the search before stand in only while the new ones are coming
  const hasRows = search.data !== undefined && (search.isFetching || !search.isPlaceholderData)
  const isUnasked = offer.data === undefined || question.again !== null || (adql !== null && !hasRows)
  return {
    offer: offer.data ?? null,
    adql,
    region: question.region,
    problem: question.problem,
    result: search.error === null && (hasRows || question.problem !== null) ? (search.data ?? null) : null,
    isStale: search.isPlaceholderData || (question.problem !== null && search.data !== undefined),
    isBusy,
    isCancelled: !isBusy && failure === null && question.problem === null && isUnasked,
    progress,
    error: failure === null ? null : apiErrorOf(failure),
    total: total.data ?? null,
    maxRows,
    again: () => {
      if (offer.data === undefined) void offer.refetch()
      if (question.again !== null) question.again()
      else if (adql !== null) void search.refetch()
    },
  }
}
