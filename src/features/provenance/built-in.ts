import type { ServedTemplate } from '../../../vo/templates/template.ts'

/** The library that the page brings along, for archives without a template service. */
export const builtIn: readonly ServedTemplate[] = []
