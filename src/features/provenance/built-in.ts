import { templateLibrary } from '../../../vo/templates/library/library.ts'
import type { ServedTemplate } from '../../../vo/templates/template.ts'

/** The library that the page brings along, for archives without a template service. Its examples are of the demo survey: other archives have none. */
export const builtIn: readonly ServedTemplate[] = templateLibrary().map((template) => ({ ...template, example: {}, owner: null, share: 'public' }))
