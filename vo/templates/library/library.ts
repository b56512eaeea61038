import type { Template } from '../template.ts'
import { affectedTemplates } from './affected.ts'
import { configurationTemplates } from './configuration.ts'
import { fullDemo } from './demo-facts.ts'
import type { ExampleFacts } from './example-facts.ts'
import { failureTemplates } from './failures.ts'
import { lineageTemplates } from './lineage.ts'
import { orderTemplates } from './order.ts'
import type { LibraryTemplate } from './parameters.ts'
import { processingTemplates } from './processing.ts'
import { versionTemplates } from './versions.ts'

const groups: readonly (readonly [group: string, templates: (facts: ExampleFacts) => readonly LibraryTemplate[]])[] = [
  ['Lineage', lineageTemplates],
  ['Affected', affectedTemplates],
  ['Failures', failureTemplates],
  ['Versions', versionTemplates],
  ['Configuration', configurationTemplates],
  ['Order', orderTemplates],
  ['Processing', processingTemplates],
]

/** The questions that ship with the product, by group; their examples speak of `facts` (the full demo survey by default). */
export function templateLibrary(facts: ExampleFacts = fullDemo): readonly Template[] {
  return groups.flatMap(([group, templates]) => templates(facts).map((template): Template => ({ ...template, group, author: 'Skydax', version: 1 })))
}
