import { qualifiedNames, type ProvAttributes, type ProvDocument, type ProvRelation } from './document.ts'

/** The ends of each relation, as PROV-JSON names them. */
const ends: Readonly<Record<ProvRelation['kind'], readonly [from: string, to: string]>> = {
  used: ['prov:activity', 'prov:entity'],
  wasGeneratedBy: ['prov:entity', 'prov:activity'],
  wasDerivedFrom: ['prov:generatedEntity', 'prov:usedEntity'],
  wasInformedBy: ['prov:informed', 'prov:informant'],
  hadMember: ['prov:collection', 'prov:entity'],
  wasAssociatedWith: ['prov:activity', 'prov:agent'],
  wasAttributedTo: ['prov:entity', 'prov:agent'],
}

/** A document as PROV-JSON (W3C member submission of 2013). */
export function provJson(document: ProvDocument): string {
  const { prefixes, nameOf } = qualifiedNames(document)
  const name = (id: string): string => {
    const { prefix, local } = nameOf(id)
    return `${prefix}:${local}`
  }
  const json: Record<string, Record<string, unknown>> = { prefix: { ...prefixes } }
  for (const { kind, id, start, end, attributes } of document.things) {
    ;(json[kind] ??= {})[name(id)] = {
      ...(start === undefined ? {} : { 'prov:startTime': start }),
      ...(end === undefined ? {} : { 'prov:endTime': end }),
      ...attributesOf(attributes),
    }
  }
  document.relations.forEach(({ kind, from, to, time, attributes }, i) => {
    ;(json[kind] ??= {})[`_:r${i + 1}`] = {
      [ends[kind][0]]: name(from),
      [ends[kind][1]]: name(to),
      ...(time === undefined ? {} : { 'prov:time': time }),
      // PROV-DM gives memberships no attributes
      ...(kind === 'hadMember' ? {} : attributesOf(attributes)),
    }
  })
  return JSON.stringify(json, null, 1)
}

function attributesOf(attributes: ProvAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(([key, value]) => [key, typeof value === 'string' ? value : { $: value.value, type: value.type }]))
}
