/** PROV-JSON as parsed, in the one spelling that the schema of sidecars knows: plain values for typed literals, one description of each thing. */
export function plainProvJson(raw: unknown): unknown {
  return joined(unwrapped(raw))
}

/** PROV-JSON as parsed, with its typed literals, and one description of each thing. */
export function wholeProvJson(raw: unknown): unknown {
  return joined(raw)
}

/** Whether a text that is no JSON is an XML document. */
export function isXml(bytes: Uint8Array): boolean {
  return /^\s*<\?xml\b/u.test(new TextDecoder().decode(bytes.subarray(0, 200)).replace(/^\uFEFF/u, ''))
}

/** Typed literals as plain values. */
function unwrapped(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map(unwrapped)
  if (typeof raw !== 'object' || raw === null) return raw
  const { $: value, type } = raw as { $?: unknown; type?: unknown }
  if (value !== undefined) {
    if (
      typeof value === 'string' &&
      /^xsd:(?:int|integer|short|nonNegativeInteger|double|float|decimal)$/u.test(String(type)) &&
      Number.isFinite(Number(value))
    )
      return Number(value)
    return type === 'xsd:boolean' && typeof value === 'string' ? value === 'true' || value === '1' : value
  }
  return Object.fromEntries(Object.entries(raw).map(([key, one]) => [key, unwrapped(one)]))
}

/** PROV-JSON tells a thing that a document describes twice as a list of descriptions: they are one thing, with what all of them say. */
function joined(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document
  const one = (description: unknown): unknown => {
    if (!Array.isArray(description) || !description.every((d) => typeof d === 'object' && d !== null && !Array.isArray(d))) return description
    const all: Record<string, unknown> = {}
    for (const told of description as readonly Record<string, unknown>[])
      for (const [key, value] of Object.entries(told))
        all[key] = !Object.hasOwn(all, key) || all[key] === value ? value : [...new Set([all[key], value].flat())]
    return all
  }
  const sections = Object.entries(document).map(([name, section]): [string, unknown] =>
    ['entity', 'activity', 'agent'].includes(name) && typeof section === 'object' && section !== null && !Array.isArray(section)
      ? [name, Object.fromEntries(Object.entries(section).map(([id, description]) => [id, one(description)]))]
      : [name, section],
  )
  return Object.fromEntries(sections)
}
