import { qualifiedNames, type ProvAttributes, type ProvDocument, type ProvValue } from './document.ts'
import { relationArguments, withoutAttributes } from './relations.ts'

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
  document.relations.forEach(({ kind, id, from, to, time, further, attributes }, i) => {
    const [fromKey, toKey] = relationArguments[kind]
    ;(json[kind] ??= {})[id === undefined ? `_:r${i + 1}` : name(id)] = {
      [fromKey]: name(from),
      ...(to === undefined ? {} : { [toKey]: name(to) }),
      ...Object.fromEntries(Object.entries(further ?? {}).map(([key, one]) => [key, name(one)])),
      ...(time === undefined ? {} : { 'prov:time': time }),
      ...(withoutAttributes.has(kind) ? {} : attributesOf(attributes)),
    }
  })
  return JSON.stringify(json, null, 1)
}

function attributesOf(attributes: ProvAttributes): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of attributes) out[key] = Object.hasOwn(out, key) ? [out[key], jsonOf(value)].flat() : jsonOf(value)
  return out
}

function jsonOf(value: ProvValue): unknown {
  if (typeof value === 'string') return value
  return 'lang' in value ? { $: value.value, lang: value.lang } : { $: value.value, type: value.type }
}
