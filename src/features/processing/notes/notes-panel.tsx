import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { ServedNote } from '../../../../dax/contract/notes.ts'
import { sentence } from '../../../api/api-error.ts'
import { deleteNote, notesQuery } from '../../../api/processing.ts'
import { clockText } from '../clock-text.ts'
import { useNightHere, useView } from '../night-context.ts'
import { NoteForm } from './note-form.tsx'
import { aboutOf, concerns } from './note-place.ts'
import { useAboutWords } from './use-about-words.ts'
import { useNotes } from './use-notes.ts'
import './notes.css'

/** What people wrote about the night: who, when, about what. Those about what is selected come first. */
export function NotesPanel() {
  const { night } = useNightHere()
  const { notes, error, service } = useNotes()
  const selection = useView((view) => view.selection)
  const [editing, setEditing] = useState<ServedNote | 'new' | null>(null)
  const sorted = useMemo(() => {
    const isNear = (note: ServedNote): boolean => selection !== null && concerns(night, note, selection)
    return notes.toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)))
  }, [notes, night, selection])
  if (service === null) return null
  return (
    <section className="side-part" aria-labelledby="notes-title">
      <div className="side-head">
        <h2 id="notes-title">Notes</h2>
        {editing === null ? (
          <button type="button" className="quiet" onClick={() => setEditing('new')}>
            Add a note
          </button>
        ) : null}
      </div>
      {editing === null ? null : (
        <NoteForm
          key={editing === 'new' ? 'new' : editing.note_id}
          service={service}
          note={editing === 'new' ? null : editing}
          onDone={() => setEditing(null)}
        />
      )}
      {error === null ? null : <p className="note warn">The notes cannot be read: {sentence(error, Date.now())}</p>}
      {sorted.length === 0 && error === null ? <p className="dim">Nobody wrote anything about this night.</p> : null}
      {sorted.length === 0 ? null : (
        <ul className="notes" aria-label="Notes">
          {sorted.map((note) => (
            <Note
              key={note.note_id}
              service={service}
              note={note}
              isNear={selection !== null && concerns(night, note, selection)}
              onEdit={() => setEditing(note)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function Note({
  service,
  note,
  isNear,
  onEdit,
}: {
  readonly service: string
  readonly note: ServedNote
  readonly isNear: boolean
  readonly onEdit: () => void
}) {
  const { night, times, store } = useNightHere()
  const clock = useView((view) => view.clock)
  const client = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const wordsOf = useAboutWords()
  const about = aboutOf(note)
  const show = (): void => store.setState(about.kind === 'place' ? { selection: about.place } : { range: about.range })
  const remove = async (): Promise<void> => {
    const gone = await deleteNote(service, note.note_id)
    setProblem(gone.ok ? null : sentence(gone.error, Date.now()))
    await client.invalidateQueries({ queryKey: notesQuery(service, night.dayObs).queryKey })
  }
  return (
    <li data-near={isNear || undefined}>
      <button type="button" className="quiet note-about" title="Show what it is about" onClick={show}>
        ✎ {wordsOf(about)}
      </button>
      <p className="note-text">{note.text}</p>
      <p className="dim">
        {note.author}, {clockText(note.changed_mjd_tai, clock === 'sunset' ? 'utc' : clock, times.sunset)}
        {note.version > 1 ? ` (version ${note.version})` : ''}
        {note.may_change ? (
          <>
            {' '}
            <button type="button" className="quiet" onClick={onEdit}>
              Change
            </button>
            <button type="button" className="quiet" onClick={() => void remove()}>
              Delete
            </button>
          </>
        ) : null}
      </p>
      {problem === null ? null : (
        <p className="note bad" role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}
