/**
 * The order of processing written out, as processing-order.md says it: every pair is looked at. What the database computes is compared with it.
 */

/** MJD (TAI) or, for `recorded`, a rank; null = not known. */
export interface Source {
  readonly id: number
  readonly diaObject: number | null
  readonly ssObject: number | null
  readonly observed: number
  readonly made: number | null
  readonly stored: number | null
  readonly replicated: number | null
  readonly recorded: number | null
}

export interface Visit {
  readonly visit: number
  readonly begin: number
  readonly end: number
  /** Cells that the visit's detectors saw. */
  readonly cells: readonly { readonly cell: number; readonly detector: number }[]
}

export interface Attempt {
  readonly visit: number
  readonly detector: number
  readonly attempt: number
  readonly made: number | null
  readonly stored: number | null
  readonly replicated: number | null
  /** Whether its catalogue rows were delivered. */
  readonly delivered: boolean
}

/** Something observed once and processed at most once, by one clock; `at` null = takes no part. */
interface Placed {
  readonly observed: number
  readonly at: number | null
}

export interface Place {
  readonly observedRank: number | null
  readonly processedRank: number | null
  readonly overtakenBy: number | null
  readonly overtook: number | null
  readonly isTie: number
}

/** Where one stands among all of its scope (itself included): its two ranks, the pairs whose ranks disagree, and whether it shares a rank. */
export function placeOf(one: Placed, scope: readonly Placed[]): Place {
  const { at } = one
  if (at === null) return { observedRank: null, processedRank: null, overtakenBy: null, overtook: null, isTie: 0 }
  const others = scope.filter((other): other is { observed: number; at: number } => other !== one && other.at !== null)
  const count = (is: (other: { observed: number; at: number }) => boolean): number => others.filter(is).length
  return {
    observedRank: 1 + count((other) => other.observed < one.observed),
    processedRank: 1 + count((other) => other.at < at),
    overtakenBy: count((other) => other.observed > one.observed && other.at < at),
    overtook: count((other) => other.observed < one.observed && other.at > at),
    isTie: count((other) => other.observed === one.observed || other.at === at) > 0 ? 1 : 0,
  }
}

/** A time that cannot be, before the observation, is no time. */
function possible(time: number | null, observed: number): number | null {
  return time !== null && time >= observed ? time : null
}

function impossible(times: readonly (number | null)[], observed: number): number {
  return times.some((time) => time !== null && time < observed) ? 1 : 0
}

export type Clock = 'explicit' | 'stored' | 'made' | 'replicated'

/** The clock of an object: the recorded ranks where no source that was made or stored lacks one; else the first clock that shows any time. */
export function clockOf(sources: readonly Source[]): Clock | null {
  const shows = (clock: 'made' | 'stored' | 'replicated') => (s: Source) => possible(s[clock], s.observed) !== null
  const ranked = sources.filter((s) => s.recorded !== null)
  if (ranked.length > 0 && sources.every((s) => s.recorded !== null || (!shows('made')(s) && !shows('stored')(s)))) return 'explicit'
  return (['stored', 'made', 'replicated'] as const).find((clock) => sources.some(shows(clock))) ?? null
}

/** One row of ap.object_order a source, sources of no object left out. */
export function objectOrder(sources: readonly Source[]): readonly Record<string, unknown>[] {
  return sources.flatMap((one) => {
    const kind = one.ssObject !== null ? 'ss' : 'dia'
    const object = one.ssObject ?? one.diaObject
    if (object === null) return []
    const scope = sources.filter((s) => (kind === 'ss' ? s.ssObject === object : s.ssObject === null && s.diaObject === object))
    const clock = clockOf(scope)
    const by = (name: Clock | null) =>
      scope.map((s) => ({
        id: s.id,
        observed: s.observed,
        at: name === null ? null : name === 'explicit' ? s.recorded : possible(s[name], s.observed),
      }))
    const place = (name: Clock | null): Place => {
      const all = by(name)
      return placeOf(
        all.find((p) => p.id === one.id)!,
        all,
      )
    }
    const chosen = place(clock)
    const isImpossible = impossible([one.made, one.stored, one.replicated], one.observed)
    return [
      {
        object_kind: kind,
        object_id: object,
        dia_source_id: one.id,
        clock,
        ...told(chosen),
        made_rank: place('made').processedRank,
        stored_rank: place('stored').processedRank,
        replicated_rank: place('replicated').processedRank,
        is_precovery: (chosen.overtakenBy ?? 0) > 0 ? 1 : 0,
        is_missing: chosen.observedRank === null && isImpossible === 0 ? 1 : 0,
        is_impossible: isImpossible,
      },
    ]
  })
}

/** The attempt that counts: the last by number that stored; null where none did. */
export function storedAttempt(attempts: readonly Attempt[], visit: number, detector: number): Attempt | null {
  const stored = attempts.filter((a) => a.visit === visit && a.detector === detector && (a.stored !== null || a.delivered))
  return stored.reduce<Attempt | null>((last, a) => (last === null || a.attempt > last.attempt ? a : last), null)
}

/** One row of ap.cell_order a visit and cell where something was stored. */
export function cellOrder(visits: readonly Visit[], attempts: readonly Attempt[]): readonly Record<string, unknown>[] {
  const all = visits.flatMap((v) =>
    v.cells.flatMap(({ cell, detector }) => {
      const a = storedAttempt(attempts, v.visit, detector)
      return a === null ? [] : [{ v, cell, detector, a, observed: v.begin, at: possible(a.stored, v.end) }]
    }),
  )
  return all.map((one) => {
    const scope = all.filter(({ cell }) => cell === one.cell)
    const place = placeOf(one, scope)
    const byOther = (clock: 'made' | 'replicated'): number | null => {
      const placed = scope.map((p) => ({ from: p, observed: p.observed, at: possible(p.a[clock], p.v.end) }))
      return placeOf(
        placed.find(({ from }) => from === one)!,
        placed,
      ).processedRank
    }
    const later = scope.filter((p) => p.at !== null && p.observed > one.observed).map((p) => p.at!)
    const after = one.at === null || later.length === 0 ? 0 : one.at - Math.min(...later)
    return {
      cell: one.cell,
      visit: one.v.visit,
      detector: one.detector,
      attempt: one.a.attempt,
      ...told(place),
      made_rank: byOther('made'),
      replicated_rank: byOther('replicated'),
      late_seconds: after > 0 ? after * 86400 : null,
      is_precovery: (place.overtakenBy ?? 0) > 0 ? 1 : 0,
      is_missing: one.a.stored === null ? 1 : 0,
      is_impossible: impossible([one.a.made, one.a.stored, one.a.replicated], one.v.end),
    }
  })
}

function told(place: Place): Record<string, number | null> {
  return {
    observed_rank: place.observedRank,
    processed_rank: place.processedRank,
    overtaken_by: place.overtakenBy,
    overtook: place.overtook,
    is_tie: place.isTie,
  }
}
