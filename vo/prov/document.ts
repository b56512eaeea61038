import type { RelationKind } from './relations.ts'

/** A value of an attribute: text, with its type where it has one ('xsd:long'; of 'prov:QUALIFIED_NAME' the value is such a name), or its language. */
export type ProvValue = string | { readonly value: string; readonly type: string } | { readonly value: string; readonly lang: string }

/** Attributes by qualified name ('prov:label', 'skydax:visit'), in the order to be written; a name may come again. */
export type ProvAttributes = readonly (readonly [name: string, value: ProvValue])[]

/** An entity, activity or agent. `id` is any text or URI; `start` and `end` (activities) are ISO 8601 in UTC. */
export interface ProvThing {
  readonly kind: 'entity' | 'activity' | 'agent'
  readonly id: string
  readonly start?: string
  readonly end?: string
  readonly attributes: ProvAttributes
}

/** A relation of PROV-DM, from the later thing to what it depends on, where that is known. `time` is ISO 8601 in UTC. */
export interface ProvRelation {
  readonly kind: RelationKind
  /** Its own name, where it has one. */
  readonly id?: string
  readonly from: string
  readonly to?: string
  /** Further arguments by their names in PROV-JSON ('prov:plan'): ids. */
  readonly further?: Readonly<Record<string, string>>
  readonly time?: string
  readonly attributes: ProvAttributes
}

/** What a PROV document says. `prefixes` are those of its attributes. */
export interface ProvDocument {
  readonly prefixes: Readonly<Record<string, string>>
  readonly things: readonly ProvThing[]
  readonly relations: readonly ProvRelation[]
}

/** Namespace of ids that are no URIs. */
const plainIds = 'urn:skydax:id:'

/** Qualified names of ids: 'ivo://a/b' is ivo:a/b with the prefix ivo = 'ivo://'; an id that is no URI has the prefix `id`. What no name may hold is percent-encoded. */
export function qualifiedNames(document: ProvDocument): {
  readonly prefixes: Readonly<Record<string, string>>
  readonly nameOf: (id: string) => { readonly prefix: string; readonly local: string }
} {
  const prefixes: Record<string, string> = { ...document.prefixes }
  const nameOf = (id: string): { readonly prefix: string; readonly local: string } => {
    const uri = /^([a-z][a-z0-9+]*):\/\/(.+)$/su.exec(id)
    // a scheme may be called as one of the attributes' prefixes, which means something else
    const prefix = uri === null ? 'id' : `${uri[1]!.replaceAll('+', '_')}${Object.hasOwn(document.prefixes, uri[1]!) ? '_' : ''}`
    prefixes[prefix] ??= uri === null ? plainIds : `${uri[1]}://`
    return { prefix, local: encoded(uri === null ? id : uri[2]!) }
  }
  for (const { id } of document.things) nameOf(id)
  for (const { id, from, to, further } of document.relations)
    for (const one of [id, from, to, ...Object.values(further ?? {})]) if (one !== undefined) nameOf(one)
  return { prefixes, nameOf }
}

function encoded(local: string): string {
  // a lone surrogate is no text that a URI can hold
  return local
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/%(?![0-9A-Fa-f]{2})|[^\p{L}\p{N}_/@~&+*?#$!%='(),:;".[\]-]/gu, (sign) => encodeURIComponent(sign))
}
