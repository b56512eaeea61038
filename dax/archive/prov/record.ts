import type { RelationKind } from '../../../vo/prov/relations.ts'

/** How an input stood: read, there, or only predicted. The numbers are those of dax.prov_used. */
export const inputStates = { actual: 0, available: 1, predicted: 2 } as const
/** How a quantum ended, in Rubin's words and numbers. */
export const statusCodes = { ABORTED: -4, UNKNOWN: -3, ABORTED_SUCCESS: -2, FAILED: -1, BLOCKED: 0, SUCCESSFUL: 1 } as const
export type StatusName = keyof typeof statusCodes

/** A value in the words of others: as PROV-JSON writes it, with URIs for qualified names. */
export type ToldWord = string | number | boolean | { readonly $: string | number | boolean; readonly type?: string; readonly lang?: string }

/**
 * What a document says of a thing or relation beyond what the archive gives a meaning to, by URI. Arguments of relations stand under their names in PROV-JSON
 * ('prov:plan') with an id, the relation's own name under '@id'.
 */
export type ToldWords = Readonly<Record<string, ToldWord | readonly ToldWord[]>>

/** What places data on the sky and in the night; all of it may be unknown. */
export interface DataId {
  readonly visit?: bigint
  readonly detector?: number
  readonly band?: string
  readonly dayObs?: number
  readonly tract?: number
  readonly patch?: number
}

/** What a file tells of its own dataset, beside what the header makes an ObsCore row of. */
export interface ToldDataset extends DataId {
  readonly uuid?: string
  readonly type?: string
  readonly run?: string
  readonly attributes?: ToldWords
}

/** A dataset or other entity. Times are MJD (UTC). `placeholder`: nobody has told more of it than what stands here; it is filled when it arrives. */
export interface EntityRecord extends DataId {
  readonly id: string
  readonly attributes?: ToldWords
  readonly uuid?: string
  readonly name?: string
  readonly type?: string
  readonly run?: string
  readonly generatedAt?: number
  readonly value?: string
  readonly comment?: string
  readonly kind?: 'dataset' | 'collection' | 'value' | 'plan'
  readonly produced?: boolean
  readonly placeholder?: boolean
}

/** One attempt at a quantum; times are MJD (UTC). */
export interface AttemptRecord {
  readonly attempt: number
  readonly status: StatusName
  readonly caveats?: string
  readonly node?: string
  readonly start?: number
  readonly end?: number
  readonly exceptionType?: string
  readonly exceptionMessage?: string
  readonly cpuSeconds?: number
  readonly wallSeconds?: number
  readonly peakMemoryBytes?: number
}

/** An activity; what an attempt tells stands for the last one. `attempts` are listed where they are known one by one. */
export interface ActivityRecord extends DataId, Omit<AttemptRecord, 'attempt' | 'status'> {
  readonly id: string
  readonly attributes?: ToldWords
  readonly name?: string
  readonly task?: string
  /** 'quantum', 'ingest', 'import' or any other word; default 'activity'. */
  readonly kind?: string
  readonly run?: string
  readonly status?: StatusName
  readonly attemptCount?: number
  readonly attempts?: readonly AttemptRecord[]
  readonly comment?: string
}

export interface AgentRecord {
  readonly id: string
  readonly attributes?: ToldWords
  readonly name?: string
  readonly type?: string
  readonly email?: string
  readonly affiliation?: string
}

/** A run and the software it ran. */
export interface RunRecord {
  readonly name: string
  readonly pipeline?: string
  readonly description?: string
  readonly packages?: readonly { readonly name: string; readonly version: string; readonly gitSha?: string }[]
}

/** A relation, from the later thing to what it depends on; `time` is MJD (UTC), of used and wasGeneratedBy. */
export interface RelationRecord {
  readonly kind: 'used' | 'wasGeneratedBy' | 'wasDerivedFrom' | 'wasInformedBy' | 'hadMember' | 'wasAssociatedWith' | 'wasAttributedTo'
  readonly from: string
  readonly to: string
  readonly role?: string
  readonly time?: number
  readonly state?: keyof typeof inputStates
  readonly attributes?: ToldWords
}

/** A relation that no lineage is made of, or whose other end is not told: kept as it was said. */
export interface FurtherRecord {
  readonly kind: RelationKind
  readonly from: string
  readonly to?: string
  /** MJD (UTC). */
  readonly time?: number
  readonly attributes?: ToldWords
}

/** Provenance to be written: all that a sidecar, a header or a document tells. */
export interface ProvRecord {
  readonly entities: readonly EntityRecord[]
  readonly activities: readonly ActivityRecord[]
  readonly agents: readonly AgentRecord[]
  readonly runs: readonly RunRecord[]
  readonly relations: readonly RelationRecord[]
  readonly further?: readonly FurtherRecord[]
  /** Namespaces that the document names, by prefix. */
  readonly prefixes?: Readonly<Record<string, string>>
}

/** Whose the provenance is: that of the image it belongs to. */
export interface ProvOwner {
  readonly owner: string | null
  readonly visibility: 'public' | 'private' | 'group'
  /** Where visibility is 'group'. */
  readonly shareGroup?: string | null
}
