import type { ComponentType } from 'react'
import { CompareLink } from './compare/compare-link.tsx'
import { DetailsPanel } from './details/details-panel.tsx'
import { ExportButton } from './export/export-menu.tsx'
import { Live } from './live/live-state.tsx'
import { NotesPanel } from './notes/notes-panel.tsx'
import { PlayControls } from './play/play-controls.tsx'
import { QuestionsPanel } from './questions/questions-panel.tsx'

/** A part of the night's page: it takes what it works on from `useNightHere`. */
export type NightPart = readonly [key: string, part: ComponentType]

/** Right of the summary: what is done with the whole night (compare, export, link). */
export const headParts: readonly NightPart[] = [
  ['live', Live],
  ['compare', CompareLink],
  ['export', ExportButton],
]

/** Left of the slider of time: what moves it (Play, step, loop). */
export const timeParts: readonly NightPart[] = [['play', PlayControls]]

/** Beside the drawing, from top to bottom: questions, what is selected, notes. */
export const sideParts: readonly NightPart[] = [
  ['questions', QuestionsPanel],
  ['details', DetailsPanel],
  ['notes', NotesPanel],
]
