import * as z from 'zod/mini'
import { readSetting, writeSetting } from '../../platform/storage.ts'

/** A question that was asked in this browser: its template, and the values as the address carries them. */
export interface Recent {
  readonly id: string
  readonly query: string
  /** Values in words: 'visit 12, band g'. */
  readonly words: string
}

const recents = z.array(z.object({ id: z.string(), query: z.string(), words: z.string() }))
const most = 8

/** The questions asked last, newest first. */
export function recentQuestions(): readonly Recent[] {
  const read = recents.safeParse(readSetting('provenance.recent'))
  return read.success ? read.data : []
}

/** Remembers a question as the newest. */
export function rememberQuestion(recent: Recent): void {
  writeSetting('provenance.recent', [recent, ...recentQuestions().filter((r) => r.id !== recent.id || r.query !== recent.query)].slice(0, most))
}
