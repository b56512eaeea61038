import { clockText } from '../clock-text.ts'
import { useNightHere, useView } from '../night-context.ts'
import type { NoteAbout } from './note-place.ts'

/** What a note is about, in words: 'visit 2026031600021, detector 12, attempt 1', or a time range by the clock. */
export function useAboutWords(): (about: NoteAbout) => string {
  const { sunset } = useNightHere().times
  const clock = useView((view) => view.clock)
  return (about) => {
    if (about.kind === 'range') return `${clockText(about.range.from, clock, sunset)} to ${clockText(about.range.to, clock, sunset)}`
    const { visit, detector, attempt } = about.place
    return [
      `visit ${visit ?? '?'}`,
      ...(detector === undefined ? [] : [`detector ${detector}`]),
      ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
    ].join(', ')
  }
}
