/** Clocks by which a source can count as processed: a rank that was recorded, or one of three times. */
export const objectClocks = ['explicit', 'stored', 'made', 'replicated'] as const
export type ObjectClock = (typeof objectClocks)[number]

/** One source of an object; times MJD TAI, null = nobody wrote it down. */
export interface ObjectSource {
  readonly id: string
  readonly visit: string
  readonly detector: number
  readonly band: string
  readonly observed: number
  readonly made: number | null
  readonly stored: number | null
  readonly replicated: number | null
  /** Recorded rank (prv_proc_order). */
  readonly explicit: number | null
  readonly snr: number | null
}

/** A source with its places in both orders by one clock; the words are those of dax/archive/processing-order.md. */
export interface RankedSource extends ObjectSource {
  /** null = takes no part by this clock. */
  readonly observedRank: number | null
  readonly processedRank: number | null
  /** How many observed later were processed before it, and how many observed earlier after it. */
  readonly overtakenBy: number
  readonly overtook: number
  /** s from the store of the first later observed one to its own; null where none was before it. */
  readonly lateSeconds: number | null
  readonly state: SourceState
}

/** What a source is in the order: the first that holds. */
export const sourceStates = ['impossible', 'missing', 'precovery', 'tie', 'overtook', 'in order'] as const
export type SourceState = (typeof sourceStates)[number]

/** The clock that an object goes by where none is chosen. */
export function usualClock(sources: readonly ObjectSource[]): ObjectClock {
  const isRecorded = sources.some((s) => s.explicit !== null) && sources.every((s) => s.explicit !== null || (s.made === null && s.stored === null))
  if (isRecorded) return 'explicit'
  return (['stored', 'made', 'replicated'] as const).find((c) => sources.some((s) => placeBy(s, c) !== null)) ?? 'stored'
}

/** Where a source stands by a clock; null = no time, or one before the observation, which cannot be. */
function placeBy(source: ObjectSource, clock: ObjectClock): number | null {
  const value = source[clock]
  return value === null || (clock !== 'explicit' && value < source.observed) ? null : value
}

/** Ranks and inversions of an object's sources by a clock, in the order given. */
export function rankBy(sources: readonly ObjectSource[], clock: ObjectClock): readonly RankedSource[] {
  const at = sources.map((s) => placeBy(s, clock))
  return sources.map((s, i): RankedSource => {
    const mine = at[i]!
    const isImpossible = [s.made, s.stored, s.replicated].some((t) => t !== null && t < s.observed)
    const none = { ...s, observedRank: null, processedRank: null, overtakenBy: 0, overtook: 0, lateSeconds: null }
    if (at[i] === null) return { ...none, state: isImpossible ? 'impossible' : 'missing' }
    let [observedRank, processedRank, overtakenBy, overtook, isTie, firstLater] = [1, 1, 0, 0, false, Infinity]
    sources.forEach((other, j) => {
      const its = at[j]!
      if (j === i || at[j] === null) return
      if (other.observed < s.observed) observedRank++
      if (its < mine) processedRank++
      if (other.observed > s.observed && its < mine) overtakenBy++
      if (other.observed < s.observed && its > mine) overtook++
      if (other.observed === s.observed || its === mine) isTie = true
      if (other.observed > s.observed && other.stored !== null && other.stored < firstLater) firstLater = other.stored
    })
    const lateSeconds = overtakenBy > 0 && s.stored !== null && firstLater < s.stored ? (s.stored - firstLater) * 86_400 : null
    const state =
      isImpossible && clock !== 'explicit' ? 'impossible' : overtakenBy > 0 ? 'precovery' : isTie ? 'tie' : overtook > 0 ? 'overtook' : 'in order'
    return { ...s, observedRank, processedRank, overtakenBy, overtook, lateSeconds, state }
  })
}

/** The order of an object in words: '24 sources: 5 inversions; 2 precoveries; 1 tie; 1 without a time'. */
export function orderWords(sources: readonly RankedSource[]): string {
  const inversions = sources.reduce((sum, s) => sum + s.overtakenBy, 0)
  const count = (state: SourceState): number => sources.filter((s) => s.state === state).length
  const some = (n: number, one: string, many: string): readonly string[] => (n === 0 ? [] : [`${n.toLocaleString('en')} ${n === 1 ? one : many}`])
  const parts = [
    ...(inversions === 0 ? ['in the order in which they were observed'] : some(inversions, 'inversion', 'inversions')),
    ...some(count('precovery'), 'precovery (processed after a later one)', 'precoveries (processed after a later one)'),
    ...some(count('tie'), 'tied', 'tied'),
    ...some(count('missing'), 'without a time', 'without a time'),
    ...some(count('impossible'), 'with an impossible time', 'with impossible times'),
  ]
  return `${sources.length.toLocaleString('en')} ${sources.length === 1 ? 'source' : 'sources'}: ${parts.join('; ')}`
}
