import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ServedNote } from '../../../../dax/contract/notes.ts'
import type { ApiError } from '../../../api/api-error.ts'
import { notesQuery, processingService } from '../../../api/processing.ts'
import { apiErrorOf } from '../../../api/unwrap.ts'
import { useNightHere } from '../night-context.ts'
import { notedPlaces, notesByAttempt } from './note-place.ts'
import type { Place } from '../night-view.ts'

const none: readonly ServedNote[] = []

/** The notes of the night that is shown, oldest first; none where the archive keeps none. */
export function useNotes(): { readonly notes: readonly ServedNote[]; readonly error: ApiError | null; readonly service: string | null } {
  const { archive, night } = useNightHere()
  const service = processingService(archive)
  const query = useQuery({ ...notesQuery(service ?? '', night.dayObs), enabled: service !== null })
  return { notes: query.data ?? none, error: query.error === null ? null : apiErrorOf(query.error), service }
}

/** Notes by attempt. */
export function useNotesByAttempt(): ReadonlyMap<number, readonly ServedNote[]> {
  const { night } = useNightHere()
  const { notes } = useNotes()
  return useMemo(() => notesByAttempt(night, notes), [night, notes])
}

/** The detectors of visits, or attempts at them, that notes are about. */
export function useNotedPlaces(): readonly Place[] {
  const { notes } = useNotes()
  return useMemo(() => notedPlaces(notes), [notes])
}
