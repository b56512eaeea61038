import * as z from 'zod/mini'

const types = [
  'long',
  'int',
  'double',
  'text',
  'visit',
  'detector',
  'band',
  'day_obs',
  'tract',
  'patch',
  'time',
  'time_range',
  'uuid',
  'entity',
  'sha',
  'enum',
  'region',
] as const
const short = z.string().check(z.maxLength(200))
const long = z.string().check(z.maxLength(4000))
const adql = z.string().check(z.maxLength(100_000))

/** One blank of a template: see vo/templates/template.ts. */
export const templateParameter = z.object({
  name: short,
  type: z.enum(types),
  label: short,
  help: z.optional(long),
  unit: z.optional(short),
  ucd: z.optional(short),
  min: z.optional(short),
  max: z.optional(short),
  options: z.optional(z.array(z.object({ value: short, label: z.optional(short) })).check(z.maxLength(200))),
  lookup: z.optional(adql),
  scale: z.optional(z.enum(['utc', 'tai'])),
  list: z.optional(z.boolean()),
  required: z.optional(z.boolean()),
  default: z.optional(long),
})

/** What a template holds: texts, and lists of texts. */
export const templateValues = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

const valueWords = { error: 'a text, a number, or a list of these expected; a whole number from 2^53 on in quotes, or its digits are lost' }
/** A number that JSON carries exactly stands for its decimal text. */
const one = z.union([z.string(), z.number().check(z.refine((x) => !Number.isInteger(x) || Number.isSafeInteger(x), valueWords))], valueWords)
/** What a person or program fills in. */
const givenValues = z.record(z.string(), z.union([one, z.array(one)], valueWords))
export type GivenValues = z.infer<typeof givenValues>

const tables = z.array(short).check(z.maxLength(50))
const definition = {
  id: short,
  title: short,
  question: z.string().check(z.maxLength(500)),
  group: short,
  parameters: z.array(templateParameter).check(z.maxLength(50)),
  adql,
  other: z.optional(z.array(z.object({ adql, tables })).check(z.maxLength(5))),
  tables,
  show: z.enum(['table', 'sky', 'graph']),
  entityColumn: z.optional(short),
  example: templateValues,
}
const sharing = { share: z.enum(['private', 'group', 'public']), shareGroup: z.optional(short) }

/** What a person saves. `version` = the version it replaces; needed for a change where no If-Match is sent. */
export const templateDraft = z.object({ ...definition, ...sharing, version: z.optional(z.number()) })
export type TemplateDraftBody = z.infer<typeof templateDraft>

/** A template as dax serves it. `owner` null = ships with the product; `mayChange` = by the one who asks. */
export const servedTemplate = z.object({
  ...definition,
  ...sharing,
  author: z.string(),
  version: z.number(),
  owner: z.nullable(z.string()),
  copiedFrom: z.optional(z.string()),
  mayChange: z.optional(z.boolean()),
})

/** Answer of /api/provenance/templates. */
export const templatesAnswer = z.object({ templates: z.array(servedTemplate) })

/** Body of …/{id}/copy: all may be left out. */
export const templateCopy = z.object({ id: z.optional(short), title: z.optional(short) })

/** Body of …/{id}/expand. */
export const expandRequest = z.object({ values: givenValues })

/** Body of …/{id}/run: `count` = how many rows it would give, instead of them; `format` as RESPONSEFORMAT of TAP. */
export const runRequest = z.object({
  values: givenValues,
  maxrec: z.optional(z.int().check(z.minimum(0))),
  format: z.optional(short),
  count: z.optional(z.boolean()),
})
export type RunBody = z.infer<typeof runRequest>

/** Body of …/{id}/lookup: the beginning of a value of one parameter. */
export const lookupRequest = z.object({ parameter: short, typed: short, format: z.optional(short) })
export type LookupBody = z.infer<typeof lookupRequest>

/** Answer of …/{id}/expand: the query, and what was bound where. */
export const expansionAnswer = z.object({
  query: z.string(),
  bound: z.array(
    z.object({ name: z.string(), given: z.string(), literal: z.string(), note: z.optional(z.string()), at: z.array(z.array(z.number())) }),
  ),
})
