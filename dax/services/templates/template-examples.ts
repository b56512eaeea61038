import { expand } from '../../../vo/templates/expand.ts'
import type { Template } from '../../../vo/templates/template.ts'
import type { TapExample } from '../tap/examples.ts'

/** Templates as examples of TAP, filled with their example values; one without any is left out. */
export function templateExamples(templates: readonly Template[]): readonly TapExample[] {
  return templates.flatMap((template) => {
    const filled = expand(template, template.example)
    if (!filled.ok) return []
    const values = filled.value.bound
      .filter((one, i, all) => all.findIndex((other) => other.name === one.name) === i)
      .map((one) => `${template.parameters.find((p) => p.name === one.name.replace(/\..*$/u, ''))?.label ?? one.name} = ${one.given}`)
    const asked = values.length === 0 ? '' : ` Here: ${values.join('; ')}.`
    return [
      {
        id: template.id,
        name: template.title,
        text: `${template.question}${asked} Other values: the template ${template.id} at /api/provenance/templates.`,
        query: filled.value.query,
        tables: template.tables,
      },
    ]
  })
}
