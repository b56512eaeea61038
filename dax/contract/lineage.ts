import * as z from 'zod/mini'

const text = z.nullable(z.string())
const whole = z.nullable(z.number())

/** How a quantum ended, in Rubin's words. */
export const quantumStatuses = ['ABORTED', 'UNKNOWN', 'ABORTED_SUCCESS', 'FAILED', 'BLOCKED', 'SUCCESSFUL'] as const

/** One attempt at a quantum; times are MJD (UTC). */
export const lineageAttempt = z.object({
  attempt: z.number(),
  status: z.string(),
  caveats: text,
  node: text,
  start: z.nullable(z.number()),
  end: z.nullable(z.number()),
  exception: z.nullable(z.object({ type: text, message: text })),
})
export type LineageAttempt = z.infer<typeof lineageAttempt>

/**
 * A thing of the lineage. What does not apply to its kind is null. `type` is the dataset type of an entity, the task of an activity, the kind of an agent.
 * `visit` is a decimal string (64 bits). `start` and `end` are MJD (UTC); of an entity `start` is when it was made. `depth` counts relations from the
 * nearest root. `more` counts neighbours that are not in the answer, upstream (`in`) and downstream (`out`), up to 1000. `attempts` counts attempts;
 * `history` tells them where there was more than one, or the last failed. `recorded` false: an image of the archive without recorded provenance.
 * `image`: whether the archive has an image of that publisher DID.
 */
export const lineageNode = z.object({
  id: z.string(),
  kind: z.enum(['entity', 'activity', 'agent']),
  name: text,
  type: text,
  run: text,
  visit: text,
  detector: whole,
  band: text,
  tract: whole,
  patch: whole,
  produced: z.nullable(z.boolean()),
  status: text,
  caveats: text,
  attempts: whole,
  exception: z.nullable(z.object({ type: text, message: text })),
  history: z.array(lineageAttempt),
  node: text,
  start: z.nullable(z.number()),
  end: z.nullable(z.number()),
  depth: z.number(),
  more: z.object({ in: z.number(), out: z.number() }),
  recorded: z.boolean(),
  image: z.boolean(),
})
export type LineageNode = z.infer<typeof lineageNode>

/** A node of which nothing is known but what it is. */
export const unknownNode: Omit<LineageNode, 'id' | 'kind'> = {
  name: null,
  type: null,
  run: null,
  visit: null,
  detector: null,
  band: null,
  tract: null,
  patch: null,
  produced: null,
  status: null,
  caveats: null,
  attempts: null,
  exception: null,
  history: [],
  node: null,
  start: null,
  end: null,
  depth: 0,
  more: { in: 0, out: 0 },
  recorded: true,
  image: false,
}

/** The relations of the model, named as in PROV; `from` is the later thing (an activity used an entity: from activity to entity). */
export const relationKinds = [
  'used',
  'wasGeneratedBy',
  'wasDerivedFrom',
  'wasInformedBy',
  'hadMember',
  'wasAssociatedWith',
  'wasAttributedTo',
] as const

/** A relation between two things of the answer. `state` tells of a use whether the input was read, was there, or was predicted only; else it is null. */
export const lineageEdge = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(relationKinds),
  role: text,
  state: z.nullable(z.enum(['actual', 'available', 'predicted'])),
})
export type LineageEdge = z.infer<typeof lineageEdge>

/**
 * A relation of PROV that no lineage is made of (wasStartedBy, wasInfluencedBy, specializationOf …), or of which one end alone was told: of a node of the
 * answer to anything. It is told, not walked. `time` is MJD (UTC).
 */
export const furtherRelation = z.object({ kind: z.string(), from: z.string(), to: text, time: z.nullable(z.number()) })
export type LineageFurther = z.infer<typeof furtherRelation>

/** Answer of /api/provenance/lineage with RESPONSEFORMAT=GRAPH. `truncated`: LIMIT was met before DEPTH was. `roots` are ids of nodes, in the order asked. */
export const lineageAnswer = z.object({
  nodes: z.array(lineageNode),
  edges: z.array(lineageEdge),
  further: z.optional(z.array(furtherRelation)),
  truncated: z.boolean(),
  roots: z.array(z.string()),
})
export type LineageAnswer = z.infer<typeof lineageAnswer>
