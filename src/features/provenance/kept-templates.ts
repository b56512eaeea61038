import * as z from 'zod/mini'
import type { ServedTemplate } from '../../../vo/templates/template.ts'
import { readSetting, writeSetting } from '../../platform/storage.ts'

const key = 'provenance.templates'
const changed = new EventTarget()
const kept = z.array(z.looseObject({ id: z.string(), title: z.string(), question: z.string(), adql: z.string(), parameters: z.array(z.unknown()) }))
const cache: { text: string; list: readonly ServedTemplate[] } = { text: '', list: [] }

/** Templates kept in this browser, for archives that keep none; the same array until it changes. */
export function keptTemplates(): readonly ServedTemplate[] {
  const setting = readSetting(key)
  const text = JSON.stringify(setting ?? [])
  if (text !== cache.text) {
    const read = kept.safeParse(setting)
    cache.text = text
    cache.list = read.success ? (read.data as unknown as readonly ServedTemplate[]) : []
  }
  return cache.list
}

/** Keeps a template, in the place of one with its id; false where the browser keeps nothing. */
export function keepTemplate(template: ServedTemplate): boolean {
  const done = writeSetting(key, [template, ...keptTemplates().filter((t) => t.id !== template.id)])
  changed.dispatchEvent(new Event('change'))
  return done
}

/** Forgets one. */
export function forgetTemplate(id: string): void {
  writeSetting(
    key,
    keptTemplates().filter((t) => t.id !== id),
  )
  changed.dispatchEvent(new Event('change'))
}

/** Tells when the kept templates change. */
export function onKeptTemplates(listener: () => void): () => void {
  changed.addEventListener('change', listener)
  return () => changed.removeEventListener('change', listener)
}
