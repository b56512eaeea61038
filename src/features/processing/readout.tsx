import { useNightHere, useView } from './night-context.ts'
import { concerns } from './notes/note-place.ts'
import { useNotes } from './notes/use-notes.ts'
import type { Place } from './night-view.ts'
import { placeWords } from './place.ts'

/** What lies under the pointer, in words; without a pointer, what is selected, which is also read out. */
export function Readout() {
  const { night, facts } = useNightHere()
  const { hover, selection } = useView((view) => ({ hover: view.hover, selection: view.selection }))
  const { notes } = useNotes()
  const wordsOf = (place: Place): string =>
    [
      placeWords(night, facts, place),
      ...notes.filter((note) => concerns(night, note, place)).map((note) => `note of ${note.author}: ${note.text}`),
    ].join('; ')
  const selected = selection === null ? '' : wordsOf(selection)
  return (
    <p className="night-readout">
      <span aria-hidden="true">{hover === null ? selected : wordsOf(hover)}</span>
      <span aria-live="polite" className="visually-hidden">
        {selected}
      </span>
    </p>
  )
}
