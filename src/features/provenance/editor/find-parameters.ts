import type { ParameterType, TemplateParameter } from '../../../../vo/templates/template.ts'

/** Names of parameters that ADQL mentions as {name}, {name.from} or {name.to}, in their order; {typed} of lookups is none. */
export function parameterNames(adql: string): readonly string[] {
  return [...new Set([...adql.matchAll(/\{([A-Za-z_]\w*)(?:\.(?:from|to))?\}/gu)].map((m) => m[1]!))]
}

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

/** The type of a parameter as its use in the ADQL and its name tell it; text where they tell nothing. */
export function guessType(name: string, adql: string): ParameterType {
  if (new RegExp(`\\{${name}\\.(from|to)\\}`, 'u').test(adql)) return 'time_range'
  const column = new RegExp(`([A-Za-z_]\\w*)\\s*(?:=|<>|<=?|>=?|IN|LIKE)\\s*\\(?\\s*\\{${name}\\}`, 'iu').exec(adql)?.[1]?.toLowerCase()
  for (const text of [name.toLowerCase(), column ?? '']) {
    for (const [pattern, type] of byName) if (text !== '' && pattern.test(text)) return type
  }
  return 'text'
}

/** The parameters of changed ADQL: those known keep what was said of them, new ones are typed by their use, those gone are left out. */
export function parametersFor(adql: string, known: readonly TemplateParameter[]): readonly TemplateParameter[] {
  return parameterNames(adql).map((name) => {
    const before = known.find((p) => p.name === name)
    if (before !== undefined) return before
    const isList = new RegExp(`\\bIN\\s*\\{${name}\\}`, 'iu').test(adql)
    return { name, type: guessType(name, adql), label: labelOf(name), required: !isOptional(name, adql), ...(isList ? { list: true } : {}) }
  })
}

/** Whether every use of a parameter stands within [[ … ]]. */
export function isOptional(name: string, adql: string): boolean {
  let depth = 0
  let outside = false
  for (const m of adql.matchAll(/\[\[|\]\]|\{(\w+)(?:\.\w+)?\}/gu)) {
    if (m[0] === '[[') depth += 1
    else if (m[0] === ']]') depth -= 1
    else if (m[1] === name && depth <= 0) outside = true
  }
  return !outside
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return words === '' ? name : words[0]!.toUpperCase() + words.slice(1)
}
