import type { ServedNote } from '../../../../dax/contract/notes.ts'
import type { Night } from '../../../api/night.ts'
import type { Place, TimeRange } from '../night-view.ts'

/** What a note is about: something of the night, or a stretch of it. */
export type NoteAbout = { readonly kind: 'place'; readonly place: Place } | { readonly kind: 'range'; readonly range: TimeRange }

export function aboutOf(note: ServedNote): NoteAbout {
  const { visit, detector, attempt, from_mjd_tai: from, to_mjd_tai: to } = note
  if (visit !== null)
    return { kind: 'place', place: { visit: BigInt(visit), ...(detector === null ? {} : { detector }), ...(attempt === null ? {} : { attempt }) } }
  return { kind: 'range', range: { from: from ?? 0, to: to ?? 0 } }
}

/** Whether a note has to do with a place: it is about it, or about a part or the whole of it, or about a time in which it was observed. */
export function concerns(night: Night, note: ServedNote, place: Place): boolean {
  const about = aboutOf(note)
  if (about.kind === 'place') {
    const fits = <T>(a: T | undefined, b: T | undefined): boolean => a === undefined || b === undefined || a === b
    return fits(about.place.visit, place.visit) && fits(about.place.detector, place.detector) && fits(about.place.attempt, place.attempt)
  }
  const row = place.visit === undefined ? -1 : night.visits.visit.indexOf(place.visit)
  return row !== -1 && night.visits.begin[row]! < about.range.to && night.visits.end[row]! > about.range.from
}

/** Notes by attempt: those about it, its detector, its visit, or a time range in which it was observed or worked on. Attempts without any are left out. */
export function notesByAttempt(night: Night, notes: readonly ServedNote[]): ReadonlyMap<number, readonly ServedNote[]> {
  const out = new Map<number, ServedNote[]>()
  if (notes.length === 0) return out
  const { n, visit, detector, attempt, started, ended } = night.attempts
  const told = notes.map((note) => ({ note, about: aboutOf(note) }))
  for (let i = 0; i < n; i++) {
    const v = visit[i]!
    for (const { note, about } of told) {
      const isHere =
        about.kind === 'place'
          ? night.visits.visit[v] === about.place.visit &&
            (about.place.detector === undefined || about.place.detector === detector[i]) &&
            (about.place.attempt === undefined || about.place.attempt === attempt[i])
          : (night.visits.begin[v]! < about.range.to && night.visits.end[v]! > about.range.from) ||
            (started[i]! < about.range.to && ended[i]! > about.range.from)
      if (!isHere) continue
      const known = out.get(i)
      if (known === undefined) out.set(i, [note])
      else known.push(note)
    }
  }
  return out
}

/** When a note belongs in the night: its range, or the exposure of its visit; null where the night does not know the visit. */
export function timeOf(night: Night, note: ServedNote): TimeRange | null {
  const about = aboutOf(note)
  if (about.kind === 'range') return about.range
  const row = about.place.visit === undefined ? -1 : night.visits.visit.indexOf(about.place.visit)
  return row === -1 ? null : { from: night.visits.begin[row]!, to: night.visits.end[row]! }
}

/** The detectors of visits, or attempts at them, that notes are about; whole visits and stretches of time are left out. */
export function notedPlaces(notes: readonly ServedNote[]): readonly Place[] {
  return notes.map(aboutOf).flatMap((about) => (about.kind === 'place' && about.place.detector !== undefined ? [about.place] : []))
}
