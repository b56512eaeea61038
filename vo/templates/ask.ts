import type { Template, TemplateParameter, TemplateValue } from './template.ts'

/** What is known of a thing (a row, a footprint, a graph node), by the names of parameters: visit, detector, band, entity, run, task, node … */
export type Facts = Readonly<Record<string, string>>

/** A question that a thing can fill, in part or whole. */
export interface Askable<T extends Template = Template> {
  readonly template: T
  readonly values: Readonly<Record<string, TemplateValue>>
  /** Labels of required parameters that the thing does not tell. */
  readonly missing: readonly string[]
}

/** Other names of the same fact, as columns of ObsCore and prov.* write them. */
const otherNames: Readonly<Record<string, string>> = {
  obs_publisher_did: 'entity',
  entity_id: 'entity',
  used_entity_id: 'entity',
  lsst_visit: 'visit',
  lsst_detector: 'detector',
  lsst_band: 'band',
  lsst_day_obs: 'day_obs',
  lsst_tract: 'tract',
  lsst_patch: 'patch',
  dataset_uuid: 'uuid',
  git_sha: 'sha',
  quantum_id: 'quantum',
  activity_id: 'quantum',
  informed_id: 'quantum',
  task_name: 'task',
  node_name: 'node',
  dataproduct_subtype: 'dataset_type',
}

/** Types whose facts go by the name of the type, whatever the parameter is called. */
const byType: ReadonlySet<string> = new Set(['visit', 'detector', 'band', 'day_obs', 'tract', 'patch', 'entity', 'uuid', 'sha', 'region'])

/** Facts of a row: its columns by their usual names; nulls and empty texts tell nothing. */
export function factsOf(row: Iterable<readonly [column: string, value: unknown]>): Facts {
  const facts: Record<string, string> = {}
  for (const [column, value] of row) {
    if (value === null || value === undefined || typeof value === 'object' || value === '') continue
    const name = column.toLowerCase()
    const text = String(value as string)
    const fact = otherNames[name] ?? name
    // the row's own column wins over another name of it
    if (facts[fact] === undefined || fact === name) facts[fact] = fact === 'dataset_type' ? text.replace(/^lsst\./u, '') : text
  }
  return facts
}

/** Whether a parameter of this name means an activity (a quantum, an execution) rather than a dataset. */
export function isActivityName(name: string): boolean {
  return /^(quantum|activity|execution)(_id)?$/iu.test(name)
}

function factFor(parameter: TemplateParameter, facts: Facts): string | undefined {
  const name = parameter.name.toLowerCase()
  // an execution has an id of the same form as a dataset, and is another thing
  if (parameter.type === 'entity' && isActivityName(name)) return facts['quantum']
  if (byType.has(parameter.type)) return facts[parameter.type]
  if (parameter.type === 'time_range' || parameter.type === 'time') return undefined
  const value = facts[name] ?? facts[otherNames[name] ?? '']
  if (value === undefined && /^(run|task|node|quantum)_(a|1|first)$/u.test(name)) return facts[name.replace(/_.*$/u, '')]
  if (value !== undefined && parameter.type === 'enum' && !(parameter.options ?? []).some((o) => o.value === value)) return undefined
  return value
}

/** How telling a fact is: an identity first, a band last. */
const weight: Readonly<Record<string, number>> = {
  entity: 8,
  quantum: 8,
  uuid: 8,
  visit: 6,
  run: 4,
  node: 4,
  task: 4,
  tract: 4,
  patch: 2,
  detector: 2,
  band: 1,
  day_obs: 1,
}

/** The questions that `facts` can fill, those that can be asked at once first, then by how much of the thing they use. */
export function askable<T extends Template>(templates: readonly T[], facts: Facts): readonly Askable<T>[] {
  const found = templates.flatMap((template) => {
    const values: Record<string, TemplateValue> = {}
    const missing: string[] = []
    let telling = 0
    for (const parameter of template.parameters) {
      const fact = factFor(parameter, facts)
      if (fact !== undefined) {
        values[parameter.name] = parameter.list === true ? [fact] : fact
        telling += weight[byType.has(parameter.type) ? parameter.type : parameter.name] ?? 3
      } else if (parameter.required === true && (parameter.default ?? '') === '') missing.push(parameter.label)
    }
    return telling === 0 ? [] : [{ template, values, missing, telling }]
  })
  return found
    .toSorted((a, b) => Number(a.missing.length > 0) - Number(b.missing.length > 0) || b.telling - a.telling)
    .map(({ template, values, missing }) => ({ template, values, missing }))
}
