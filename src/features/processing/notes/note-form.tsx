import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { FormEvent } from 'react'
import { noteLength } from '../../../../dax/contract/notes.ts'
import type { NoteDraft, ServedNote } from '../../../../dax/contract/notes.ts'
import { sentence } from '../../../api/api-error.ts'
import { notesQuery, saveNote } from '../../../api/processing.ts'
import { useNightHere, useView } from '../night-context.ts'
import type { Place, TimeRange } from '../night-view.ts'
import { aboutOf } from './note-place.ts'
import type { NoteAbout } from './note-place.ts'
import { useAboutWords } from './use-about-words.ts'

/** Writes a note, or changes one: about what is selected, its detector or visit, or the time that is shown. */
export function NoteForm({ service, note, onDone }: { readonly service: string; readonly note: ServedNote | null; readonly onDone: () => void }) {
  const { night, times } = useNightHere()
  const { selection, range } = useView((view) => ({ selection: view.selection, range: view.range }))
  const client = useQueryClient()
  const wordsOf = useAboutWords()
  const [text, setText] = useState(note?.text ?? '')
  const [chosen, setChosen] = useState(0)
  const [work, setWork] = useState<{ readonly isBusy: boolean; readonly problem: string | null }>({ isBusy: false, problem: null })
  const choices = useMemo(() => (note === null ? choicesOf(selection, range ?? times.usual) : [aboutOf(note)]), [note, selection, range, times])
  const about = choices[Math.min(chosen, choices.length - 1)]!
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (text.trim() === '') return setWork({ isBusy: false, problem: 'Write something first.' })
    setWork({ isBusy: true, problem: null })
    const saved = await saveNote(service, draftOf(night.dayObs, about, text.trim(), note), note?.note_id ?? null)
    await client.invalidateQueries({ queryKey: notesQuery(service, night.dayObs).queryKey })
    if (saved.ok) onDone()
    else setWork({ isBusy: false, problem: sentence(saved.error, Date.now()) })
  }
  return (
    <form className="note-form" aria-label={note === null ? 'New note' : 'Change the note'} onSubmit={(event) => void save(event)}>
      <label className="field">
        <span>About</span>
        <select value={Math.min(chosen, choices.length - 1)} disabled={choices.length === 1} onChange={(e) => setChosen(Number(e.target.value))}>
          {choices.map((choice, k) => (
            <option key={wordsOf(choice)} value={k}>
              {wordsOf(choice)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Note</span>
        <textarea
          rows={3}
          maxLength={noteLength}
          value={text}
          aria-invalid={work.problem !== null || undefined}
          onChange={(e) => setText(e.target.value)}
        />
        <span className="hint">
          {text.length} of {noteLength.toLocaleString('en')} characters; everyone who sees the night reads it.
        </span>
      </label>
      {work.problem === null ? null : (
        <p className="note bad" role="alert">
          {work.problem}
        </p>
      )}
      <div className="row">
        <button type="submit" className="primary" disabled={work.isBusy}>
          Save
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}

/** What a note can be about, the closest first. */
function choicesOf(selection: Place | null, range: TimeRange): readonly NoteAbout[] {
  const out: NoteAbout[] = []
  const { visit, detector, attempt } = selection ?? {}
  if (visit !== undefined) {
    if (detector !== undefined && attempt !== undefined) out.push({ kind: 'place', place: { visit, detector, attempt } })
    if (detector !== undefined) out.push({ kind: 'place', place: { visit, detector } })
    out.push({ kind: 'place', place: { visit } })
  }
  return [...out, { kind: 'range', range }]
}

function draftOf(dayObs: number, about: NoteAbout, text: string, note: ServedNote | null): NoteDraft {
  const version = note === null ? {} : { version: note.version }
  if (about.kind === 'range') return { day_obs: dayObs, from_mjd_tai: about.range.from, to_mjd_tai: about.range.to, text, ...version }
  const { visit, detector, attempt } = about.place
  return {
    day_obs: dayObs,
    visit: String(visit),
    ...(detector === undefined ? {} : { detector }),
    ...(attempt === undefined ? {} : { attempt }),
    text,
    ...version,
  }
}
