import type { ComponentType } from 'react'
import { DetailsPanel } from './details/details-panel.tsx'
import { PlayControls } from './play/play-controls.tsx'

/** A part of the night's page: it takes what it works on from `useNightHere`. */
export type NightPart = readonly [key: string, part: ComponentType]

/** Right of the summary: what is done with the whole night (compare, export, link). */
export const headParts: readonly NightPart[] = []

/** Left of the slider of time: what moves it (Play, step, loop). */
export const timeParts: readonly NightPart[] = [['play', PlayControls]]

/** Beside the drawing, from top to bottom: questions, what is selected, notes. */
export const sideParts: readonly NightPart[] = [['details', DetailsPanel]]
