import { qualifiedNames, type ProvAttributes, type ProvDocument } from './document.ts'

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
  for (const { kind, from, to, time, attributes } of document.relations) {
    // the place of a time (used, wasGeneratedBy) or of a plan (wasAssociatedWith)
    const third = kind === 'used' || kind === 'wasGeneratedBy' ? [time ?? '-'] : kind === 'wasAssociatedWith' ? ['-'] : []
    lines.push(`  ${kind}(${[name(from), name(to), ...third, ...(kind === 'hadMember' ? [] : attributesOf(attributes))].join(', ')})`)
  }
  lines.push('endDocument', '')
  return lines.join('\n')
}

/** Signs that a local name may hold only behind a backslash; a dot or hyphen is plain within it. */
function escapedLocal(local: string): string {
  return local.replaceAll(/[='(),:;"[\]]/gu, '\\$&').replaceAll(/^[-.]|\.$/gu, '\\$&')
}

function attributesOf(attributes: ProvAttributes): readonly string[] {
  if (attributes.length === 0) return []
  const list = attributes.map(([key, value]) =>
    typeof value === 'string' ? `${key}=${quoted(value)}` : `${key}=${quoted(value.value)} %% ${value.type}`,
  )
  return [`[${list.join(', ')}]`]
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`
}
