import { qualifiedNames, type ProvAttributes, type ProvDocument, type ProvRelation, type ProvValue } from './document.ts'
import { relationArguments, withoutAttributes } from './relations.ts'

/** A document in PROV-N (W3C Recommendation of 2013). */
export function provN(document: ProvDocument): string {
  const { prefixes, nameOf } = qualifiedNames(document)
  const name = (id: string): string => {
    const { prefix, local } = nameOf(id)
    return `${prefix}:${escapedLocal(local)}`
  }
  const lines = ['document']
  // prov and xsd are known to every reader, and must not be declared
  for (const [prefix, uri] of Object.entries(prefixes)) if (prefix !== 'prov' && prefix !== 'xsd') lines.push(`  prefix ${prefix} <${uri}>`)
  for (const { kind, id, start, end, attributes } of document.things) {
    const times = kind === 'activity' ? [start ?? '-', end ?? '-'] : []
    lines.push(`  ${kind}(${[name(id), ...times, ...attributesOf(attributes)].join(', ')})`)
  }
  for (const relation of document.relations) {
    const { kind, id, attributes } = relation
    const told = [...argumentsOf(relation, name), ...(withoutAttributes.has(kind) ? [] : attributesOf(attributes))]
    lines.push(`  ${kind}(${id === undefined ? '' : `${name(id)}; `}${told.join(', ')})`)
  }
  lines.push('endDocument', '')
  return lines.join('\n')
}

/** The arguments of a relation, '-' for those that are unknown: all of them, but that a derivation may end after its two entities. */
function argumentsOf({ kind, from, to, time, further }: ProvRelation, name: (id: string) => string): readonly string[] {
  const all = relationArguments[kind].map((key, i) => {
    const id = i === 0 ? from : i === 1 ? to : further?.[key]
    return key === 'prov:time' ? (time ?? '-') : id === undefined ? '-' : name(id)
  })
  return kind === 'wasDerivedFrom' && all.slice(2).every((one) => one === '-') ? all.slice(0, 2) : all
}

/** Signs that a local name may hold only behind a backslash; a dot or hyphen is plain within it. */
function escapedLocal(local: string): string {
  return local.replaceAll(/[='(),:;"[\]]/gu, '\\$&').replaceAll(/^[-.]|\.$/gu, '\\$&')
}

function attributesOf(attributes: ProvAttributes): readonly string[] {
  if (attributes.length === 0) return []
  return [`[${attributes.map(([key, value]) => `${key}=${valueOf(value)}`).join(', ')}]`]
}

function valueOf(value: ProvValue): string {
  if (typeof value === 'string') return quoted(value)
  if ('lang' in value) return `${quoted(value.value)}@${value.lang}`
  return value.type === 'prov:QUALIFIED_NAME' ? `'${escapedName(value.value)}'` : `${quoted(value.value)} %% ${value.type}`
}

function escapedName(name: string): string {
  const colon = name.indexOf(':')
  return `${name.slice(0, colon + 1)}${escapedLocal(name.slice(colon + 1))}`
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`
}
