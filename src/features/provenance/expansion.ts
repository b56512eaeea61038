import type { Result } from '../../../vo/result.ts'
import { expand } from '../../../vo/templates/expand.ts'
import type { Expansion, Template, TemplateProblem } from '../../../vo/templates/template.ts'
import { filledOnly } from './form-values.ts'
import type { Values } from './form-values.ts'

/** The query that a filled form becomes. Defaults are filled into the form already: a field that was emptied is empty. */
export function expansionOf(template: Pick<Template, 'parameters' | 'adql'>, values: Values): Result<Expansion, readonly TemplateProblem[]> {
  const parameters = template.parameters.map((p) => ({ ...p, default: '' }))
  const known = Object.fromEntries(Object.entries(filledOnly(values)).filter(([name]) => parameters.some((p) => p.name === name)))
  return expand({ adql: template.adql, parameters }, known)
}
