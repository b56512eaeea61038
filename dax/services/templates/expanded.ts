import { expand } from '../../../vo/templates/expand.ts'
import type { Expansion, Template, TemplateValue } from '../../../vo/templates/template.ts'
import type { GivenValues } from '../../contract/templates.ts'
import { Refusals } from '../refusals.ts'

/** The query that a template becomes with these values. Throws Refusals: one for each value that cannot be. */
export function expanded(template: Template, values: GivenValues): Expansion {
  const texts = Object.entries(values).map(([name, value]): [string, TemplateValue] => [
    name,
    Array.isArray(value) ? value.map(String) : String(value),
  ])
  const filled = expand(template, Object.fromEntries(texts))
  if (filled.ok) return filled.value
  throw new Refusals(filled.error.map((p) => ({ message: p.message, loc: p.parameter === null ? ['body'] : ['values', p.parameter] })))
}
