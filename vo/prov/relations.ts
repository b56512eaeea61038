/**
 * The relations of PROV-DM: their arguments in the order of PROV-N, as PROV-JSON names them. The first two are the ends, the later thing first; the second
 * may be unknown.
 */
export const relationArguments = {
  used: ['prov:activity', 'prov:entity', 'prov:time'],
  wasGeneratedBy: ['prov:entity', 'prov:activity', 'prov:time'],
  wasDerivedFrom: ['prov:generatedEntity', 'prov:usedEntity', 'prov:activity', 'prov:generation', 'prov:usage'],
  wasInformedBy: ['prov:informed', 'prov:informant'],
  hadMember: ['prov:collection', 'prov:entity'],
  wasAssociatedWith: ['prov:activity', 'prov:agent', 'prov:plan'],
  wasAttributedTo: ['prov:entity', 'prov:agent'],
  wasStartedBy: ['prov:activity', 'prov:trigger', 'prov:starter', 'prov:time'],
  wasEndedBy: ['prov:activity', 'prov:trigger', 'prov:ender', 'prov:time'],
  wasInvalidatedBy: ['prov:entity', 'prov:activity', 'prov:time'],
  wasInfluencedBy: ['prov:influencee', 'prov:influencer'],
  actedOnBehalfOf: ['prov:delegate', 'prov:responsible', 'prov:activity'],
  specializationOf: ['prov:specificEntity', 'prov:generalEntity'],
  alternateOf: ['prov:alternate1', 'prov:alternate2'],
  mentionOf: ['prov:specificEntity', 'prov:generalEntity', 'prov:bundle'],
} as const satisfies Readonly<Record<string, readonly [string, string, ...string[]]>>
export type RelationKind = keyof typeof relationArguments

/** Relations that PROV-DM gives no attributes. */
export const withoutAttributes: ReadonlySet<RelationKind> = new Set<RelationKind>(['hadMember', 'specializationOf', 'alternateOf', 'mentionOf'])

/** Arguments beyond the ends that name a thing or a relation. */
export function furtherArguments(kind: RelationKind): readonly string[] {
  return relationArguments[kind].slice(2).filter((name) => name !== 'prov:time')
}
