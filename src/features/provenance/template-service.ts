import { createContext, useContext } from 'react'
import type { TemplateRun } from '../../api/run-template.ts'

/** The template of the form that a field stands in, where the archive's template service serves it; null = it is asked by TAP. */
const TemplateService = createContext<Pick<TemplateRun, 'url' | 'version'> | null>(null)

export const TemplateServiceProvider = TemplateService.Provider

export function useTemplateService(): Pick<TemplateRun, 'url' | 'version'> | null {
  return useContext(TemplateService)
}
