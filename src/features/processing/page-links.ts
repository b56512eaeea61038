import { createContext, useContext } from 'react'
import type { TemplateValue } from '../../../vo/templates/template.ts'

/** Address of a question of provenance with its values filled, by the id of its template; null where the page was given no such way. */
export type TemplateHref = ((template: string, values: Readonly<Record<string, TemplateValue>>) => string) | null

/** Ways from here to other abilities, handed down by the app. */
export const TemplateHrefContext = createContext<TemplateHref>(null)

export function useTemplateHref(): TemplateHref {
  return useContext(TemplateHrefContext)
}
