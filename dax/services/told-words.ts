import type { ProvAttributes, ProvValue } from '../../vo/prov/document.ts'
import type { ToldWord, ToldWords } from '../archive/prov/record.ts'

const xsd = 'http://www.w3.org/2001/XMLSchema#'
const known = new Map([
  ['http://www.w3.org/ns/prov#', 'prov'],
  [xsd, 'xsd'],
  ['urn:skydax:prov#', 'skydax'],
])

/** Writes words by URI as attributes with prefixes: those that others gave where they are free, else ns1, ns2 … `prefixes` grows with what is used. */
export class WordWriter {
  readonly prefixes: Record<string, string> = {}
  readonly #given: ReadonlyMap<string, string>

  constructor(given: ReadonlyMap<string, string>) {
    this.#given = given
    for (const [uri, prefix] of known) this.prefixes[prefix] = uri
  }

  /** The attributes that words say; arguments and names of relations ('prov:plan', '@id') are not of them. */
  attributes(words: ToldWords): ProvAttributes {
    return Object.entries(words).flatMap(([uri, value]) =>
      isArgument(uri)
        ? []
        : (Array.isArray(value) ? (value as readonly ToldWord[]) : [value as ToldWord]).map((one) => [this.#name(uri), this.#value(one)] as const),
    )
  }

  #value(word: ToldWord): ProvValue {
    if (typeof word === 'string') return word
    if (typeof word === 'boolean') return { value: String(word), type: 'xsd:boolean' }
    if (typeof word === 'number') return { value: String(word), type: Number.isSafeInteger(word) ? 'xsd:long' : 'xsd:double' }
    const value = String(word.$)
    if (word.lang !== undefined) return { value, lang: word.lang }
    if (word.type === undefined) return value
    if (word.type === 'prov:QUALIFIED_NAME') return { value: this.#name(value), type: word.type }
    return { value, type: /^(?:xsd|prov):/u.test(word.type) ? word.type : this.#name(word.type) }
  }

  #name(uri: string): string {
    const [, space, local] = /^(.*[#/:])(.*)$/su.exec(uri) ?? [null, 'urn:skydax:id:', uri]
    const namespace = space ?? ''
    let prefix = known.get(namespace) ?? this.#given.get(namespace)
    const free = (one: string): boolean => !Object.hasOwn(this.prefixes, one) || this.prefixes[one] === namespace
    // schemes name ids, and `default` is a prefix without a name
    if (prefix === undefined || !free(prefix) || /^(?:default|id|_|https?|ivo|urn)$/u.test(prefix)) {
      prefix = Object.entries(this.prefixes).find(([, one]) => one === namespace)?.[0]
      for (let n = 1; prefix === undefined; n++) if (free(`ns${n}`)) prefix = `ns${n}`
    }
    this.prefixes[prefix] = namespace
    return `${prefix}:${local ?? ''}`
  }
}

/** Arguments of a relation beyond its ends, but those that may not be seen. */
export function argumentsOf(words: ToldWords, hidden: ReadonlySet<string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, value]) =>
      name.startsWith('prov:') && typeof value === 'string' && !hidden.has(value) ? [[name, value]] : [],
    ),
  )
}

function isArgument(name: string): boolean {
  return name === '@id' || name.startsWith('prov:')
}
