import * as z from 'zod/mini'

const text = z.string().check(z.maxLength(20_000))
const name = z.string().check(z.minLength(1), z.maxLength(2000))
const whole = z.int().check(z.minimum(0), z.maximum(2_147_483_647))
/** A whole number of 64 bits: as text, or as a number below 2^53. */
const long = z.union([z.string().check(z.regex(/^\d{1,18}$/u)), z.int().check(z.minimum(0))], {
  error: 'a whole number expected (from 2^53 on in quotes, or its digits are lost)',
})
const uuid = z.string().check(z.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu, { error: 'a UUID expected' }))
const typed = z.object({ $: z.union([z.string(), z.number(), z.boolean()]), type: z.optional(z.string()), lang: z.optional(z.string()) })
const literal = z.union([z.string(), z.number(), z.boolean(), typed])
/** An attribute that Skydax gives no meaning to: kept. */
const value = z.union([literal, z.array(literal)], { error: 'text, a number, true, false, {"$": …, "type": …} or a list of these expected' })
const time = name

const dataId = {
  'skydax:run': z.optional(name),
  'skydax:visit': z.optional(long),
  'skydax:detector': z.optional(whole),
  'skydax:band': z.optional(name),
  'skydax:dayObs': z.optional(whole),
  'skydax:tract': z.optional(whole),
  'skydax:patch': z.optional(whole),
}
const entity = z.catchall(
  z.object({
    'prov:label': z.optional(text),
    'skydax:datasetType': z.optional(name),
    'skydax:uuid': z.optional(uuid),
    'skydax:produced': z.optional(z.boolean()),
    ...dataId,
  }),
  value,
)
const statuses = ['ABORTED', 'UNKNOWN', 'ABORTED_SUCCESS', 'FAILED', 'BLOCKED', 'SUCCESSFUL'] as const
const activity = z.catchall(
  z.object({
    'prov:label': z.optional(text),
    'prov:startTime': z.optional(time),
    'prov:endTime': z.optional(time),
    'skydax:task': z.optional(name),
    'skydax:status': z.optional(z.enum(statuses)),
    'skydax:caveats': z.optional(text),
    'skydax:attempts': z.optional(whole),
    'skydax:node': z.optional(name),
    'skydax:exceptionType': z.optional(text),
    'skydax:exceptionMessage': z.optional(text),
    ...dataId,
  }),
  value,
)
const agent = z.catchall(z.object({ 'prov:label': z.optional(text), 'prov:type': z.optional(value) }), value)
const role = { 'prov:role': z.optional(text), 'skydax:role': z.optional(text) }
const relations = <T extends z.ZodMiniType>(one: T) => z.optional(z.record(name, z.union([one, z.array(one)])))
const relation = <T extends Record<string, z.ZodMiniType>>(shape: T) => z.catchall(z.object({ ...shape, ...role }), value)

const amount = z.number().check(z.minimum(0))
const attempt = z.strictObject({
  attempt: whole,
  status: z.enum(statuses),
  caveats: z.optional(text),
  node: z.optional(name),
  start: z.optional(time),
  end: z.optional(time),
  exceptionType: z.optional(text),
  exceptionMessage: z.optional(text),
  cpuSeconds: z.optional(amount),
  wallSeconds: z.optional(amount),
  peakMemoryBytes: z.optional(z.int().check(z.minimum(0))),
})
const run = z.strictObject({
  pipeline: z.optional(text),
  description: z.optional(text),
  packages: z.optional(z.record(name, z.strictObject({ version: name, gitSha: z.optional(name) }))),
})
/** A section of PROV-JSON that is read over, and told so. */
const aside = z.optional(z.record(z.string(), z.unknown()))

/**
 * The sidecar of an image, `<image>.prov.json`: PROV-JSON with the attributes of the prefix `skydax`, which is declared already, and two sections of
 * Skydax's own: `skydax:attempts` (by activity) and `skydax:runs` (by name). The image itself is the entity `skydax:image`. Times are ISO 8601 (UTC). Where
 * a value is expected a typed literal {"$": value, "type": …} may stand.
 */
export const provSidecar = z.strictObject({
  $schema: z.optional(z.string()),
  prefix: z.optional(z.record(z.string().check(z.regex(/^[\p{L}_][\p{L}\p{N}_.-]*$/u)), name)),
  entity: z.optional(z.record(name, entity)),
  activity: z.optional(z.record(name, activity)),
  agent: z.optional(z.record(name, agent)),
  used: relations(
    relation({
      'prov:activity': name,
      'prov:entity': z.optional(name),
      'prov:time': z.optional(time),
      'skydax:inputState': z.optional(z.enum(['actual', 'available', 'predicted'])),
    }),
  ),
  wasGeneratedBy: relations(relation({ 'prov:entity': name, 'prov:activity': z.optional(name), 'prov:time': z.optional(time) })),
  wasDerivedFrom: relations(
    relation({
      'prov:generatedEntity': name,
      'prov:usedEntity': name,
      'prov:activity': z.optional(name),
      'prov:generation': z.optional(name),
      'prov:usage': z.optional(name),
    }),
  ),
  wasInformedBy: relations(relation({ 'prov:informed': name, 'prov:informant': name })),
  hadMember: relations(relation({ 'prov:collection': name, 'prov:entity': z.union([name, z.array(name)]) })),
  wasAssociatedWith: relations(relation({ 'prov:activity': name, 'prov:agent': z.optional(name), 'prov:plan': z.optional(name) })),
  wasAttributedTo: relations(relation({ 'prov:entity': name, 'prov:agent': name })),
  wasStartedBy: relations(
    relation({ 'prov:activity': name, 'prov:trigger': z.optional(name), 'prov:starter': z.optional(name), 'prov:time': z.optional(time) }),
  ),
  wasEndedBy: relations(
    relation({ 'prov:activity': name, 'prov:trigger': z.optional(name), 'prov:ender': z.optional(name), 'prov:time': z.optional(time) }),
  ),
  wasInvalidatedBy: relations(relation({ 'prov:entity': name, 'prov:activity': z.optional(name), 'prov:time': z.optional(time) })),
  wasInfluencedBy: relations(relation({ 'prov:influencee': name, 'prov:influencer': name })),
  actedOnBehalfOf: relations(relation({ 'prov:delegate': name, 'prov:responsible': name, 'prov:activity': z.optional(name) })),
  specializationOf: relations(relation({ 'prov:specificEntity': name, 'prov:generalEntity': name })),
  alternateOf: relations(relation({ 'prov:alternate1': name, 'prov:alternate2': name })),
  mentionOf: relations(relation({ 'prov:specificEntity': name, 'prov:generalEntity': name, 'prov:bundle': z.optional(name) })),
  'skydax:attempts': z.optional(z.record(name, z.array(attempt))),
  'skydax:runs': z.optional(z.record(name, run)),
  bundle: aside,
})
export type ProvSidecar = z.infer<typeof provSidecar>

/** Names of the sections that are read over. */
export const asideSections = ['bundle'] as const

/** Attributes whose meaning is read; all others are kept as they are said. */
export const readAttributes: ReadonlySet<string> = new Set([
  ...Object.keys(dataId),
  ...['prov:label', 'prov:startTime', 'prov:endTime', 'prov:time', 'prov:role'],
  ...['role', 'datasetType', 'uuid', 'produced', 'provenanceRecorded', 'inputState'].map((word) => `skydax:${word}`),
  ...['task', 'status', 'caveats', 'attempts', 'node', 'exceptionType', 'exceptionMessage'].map((word) => `skydax:${word}`),
])

/** The sidecar's JSON Schema, as served at /api/provenance/sidecar.schema.json. */
export function sidecarSchema(): object {
  return {
    title: 'Skydax provenance sidecar',
    description:
      'PROV-JSON with attributes of the prefix skydax (urn:skydax:prov#), which need not be declared; lies beside an image as <image>.prov.json. The entity skydax:image is that image.',
    ...z.toJSONSchema(provSidecar),
  }
}
