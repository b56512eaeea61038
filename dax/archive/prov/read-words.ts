import { relationArguments, furtherArguments, type RelationKind } from '../../../vo/prov/relations.ts'
import { readAttributes } from '../../contract/prov-sidecar.ts'
import type { ToldWord, ToldWords } from './record.ts'

/** How names of a document are read. */
export interface Names {
  /** URI of a qualified name; null where its prefix is not declared. */
  readonly uri: (name: string) => string | null
  /** Id of the thing that a qualified name stands for. */
  readonly id: (name: string) => string
}

/** Relations whose role the archive keeps, where both ends are told. */
const rolesOf: ReadonlySet<RelationKind> = new Set<RelationKind>(['used', 'wasGeneratedBy', 'wasAssociatedWith', 'wasAttributedTo'])
const agentTypes = /^prov:(?:Person|Organization|SoftwareAgent)$/u
const numberTypes = /^xsd:(?:string|int|integer|short|long|nonNegativeInteger|double|float|decimal|boolean|dateTime)$/u

/**
 * What a description in PROV-JSON (its typed literals in place) says beyond what the archive reads: attributes of other prefixes, literals with a type or
 * language, and of relations their further arguments and name.
 */
export function toldWords(told: unknown, section: RelationKind | 'entity' | 'activity' | 'agent', key: string, names: Names): ToldWords | undefined {
  if (typeof told !== 'object' || told === null) return undefined
  const words: Record<string, ToldWord | readonly ToldWord[]> = {}
  const kind = section in relationArguments ? (section as RelationKind) : null
  const further = kind === null ? [] : furtherArguments(kind)
  const read: readonly string[] = kind === null ? [] : relationArguments[kind]
  const hasRole = kind !== null && rolesOf.has(kind) && relationArguments[kind][1] in told
  for (const [name, value] of Object.entries(told)) {
    if (further.includes(name)) words[name] = names.id(String(value))
    else if (!read.includes(name) && !understood(name, value, section, hasRole))
      words[names.uri(name) ?? name] = Array.isArray(value) ? value.map((one) => word(one as ToldWord, names)) : word(value as ToldWord, names)
  }
  const own = kind === null || key.startsWith('_:') ? null : names.uri(key)
  if (own !== null) words['@id'] = names.id(key)
  return Object.keys(words).length === 0 ? undefined : words
}

/** Whether the archive keeps all that an attribute says, where it belongs. */
function understood(name: string, value: unknown, section: string, hasRole: boolean): boolean {
  if (name === 'prov:type') return section === 'agent' && typeof value === 'string' && agentTypes.test(value)
  if (!readAttributes.has(name)) return false
  if ((name === 'prov:role' || name === 'skydax:role') && !hasRole) return false
  return typeof value !== 'object' || value === null || ('type' in value && numberTypes.test(String(value.type)))
}

function word(value: ToldWord, names: Names): ToldWord {
  if (typeof value !== 'object' || value.type === undefined) return value
  if (value.type === 'prov:QUALIFIED_NAME' || value.type === 'xsd:QName')
    return { $: names.uri(String(value.$)) ?? value.$, type: 'prov:QUALIFIED_NAME' }
  return /^(?:xsd|prov):/u.test(value.type) ? value : { ...value, type: names.uri(value.type) ?? value.type }
}
