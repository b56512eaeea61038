import { blanksOf, readTemplate } from '../../../../vo/templates/read-template.ts'
import type { ParameterType, TemplateParameter } from '../../../../vo/templates/template.ts'

/** Tables that ADQL reads, lower case, as far as they are written schema.table after FROM or JOIN. */
export function tablesOf(adql: string): readonly string[] {
  const plain = adql.replaceAll(/'(?:[^']|'')*'/gu, "''")
  return [...new Set([...plain.matchAll(/\b(?:from|join)\s+([a-z_]\w*\.[a-z_]\w*)/giu)].map((m) => m[1]!.toLowerCase()))]
}

const byName: readonly (readonly [RegExp, ParameterType])[] = [
  [/^visit/u, 'visit'],
  [/^detector/u, 'detector'],
  [/^bands?$/u, 'band'],
  [/^(day_obs|night)/u, 'day_obs'],
  [/^tract/u, 'tract'],
  [/^patch/u, 'patch'],
  [/uuid/u, 'uuid'],
  [/^(sha|git_sha|commit)/u, 'sha'],
  [/^(entity|dataset_id|image|obs_publisher_did)/u, 'entity'],
  [/^(region|area|where)$/u, 'region'],
  [/(range|during|between|interval)/u, 'time_range'],
  [/(^|_)(time|at|since|until|begin|end|mjd)$/u, 'time'],
  [/^(min_|max_|n_|attempts?|limit|count)/u, 'int'],
  [/(_object|_source|^object|^source).*(_id)?$/u, 'long'],
]

/** The type of a parameter as its name and the column it is compared with tell it; text where they tell nothing. */
export function guessType(name: string, adql: string): ParameterType {
  const column = new RegExp(`([A-Za-z_]\\w*)\\s*(?:=|<>|<=?|>=?|IN|LIKE)\\s*\\{${name}\\}`, 'iu').exec(adql)?.[1]?.toLowerCase()
  for (const text of [name.toLowerCase(), column ?? '']) {
    for (const [pattern, type] of byName) if (text !== '' && pattern.test(text)) return type
  }
  return 'text'
}

/** The parameters of changed ADQL: those known keep what was said of them, new ones are typed by their use, those gone are left out. */
export function parametersFor(adql: string, known: readonly TemplateParameter[]): readonly TemplateParameter[] {
  const blanks = blanksOf(readTemplate(adql).stretches)
  const names = [...new Set(blanks.map(({ blank }) => blank.parameter))]
  return names.map((name) => {
    const before = known.find((p) => p.name === name)
    if (before !== undefined) return before
    const uses = blanks.filter(({ blank }) => blank.parameter === name)
    const type = uses.some(({ blank }) => blank.end !== null) ? 'time_range' : guessType(name, adql)
    const isList = uses.every(({ blank }) => blank.after === 'IN')
    const isRequired = uses.some(({ isOptional }) => !isOptional)
    return { name, type, label: labelOf(name), ...(isRequired ? { required: true } : {}), ...(isList ? { list: true } : {}) }
  })
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return words === '' ? name : words[0]!.toUpperCase() + words.slice(1)
}
