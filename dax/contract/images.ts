import * as z from 'zod/mini'

/** Metadata that the owner of an image may change; null = not known. */
export const changeableColumns = [
  'obs_title',
  'obs_collection',
  'target_name',
  'obs_creator_name',
  'instrument_name',
  'facility_name',
  'proposal_id',
  'bib_reference',
  'data_rights',
  'dataproduct_subtype',
] as const
export type ChangeableColumn = (typeof changeableColumns)[number]
const text = z.nullable(z.string().check(z.maxLength(2000)))

/** One of one's own images, as /api/images/{id} and /api/images?mine=true give it. */
export const ownImage = z.object({
  imageId: z.string(),
  did: z.string(),
  name: z.nullable(z.string()),
  title: z.nullable(z.string()),
  collection: z.string(),
  target: z.nullable(z.string()),
  instrument: z.nullable(z.string()),
  /** ICRS degrees; null without a position. */
  ra: z.nullable(z.number()),
  dec: z.nullable(z.number()),
  band: z.nullable(z.string()),
  /** MJD, UTC. */
  tMin: z.nullable(z.number()),
  sizeBytes: z.nullable(z.number()),
  sha256: z.nullable(z.string()),
  owner: z.nullable(z.string()),
  visibility: z.string(),
  group: z.nullable(z.string()),
  created: z.string(),
})
export type OwnImage = z.infer<typeof ownImage>

/** An image with all that can be changed of it: answer of GET and PATCH /api/images/{id}. */
export const ownImageWhole = z.extend(ownImage, { metadata: z.record(z.string(), z.nullable(z.string())) })
export type OwnImageWhole = z.infer<typeof ownImageWhole>

/** Answer of /api/images?q=text&last=100&after=<imageId>: one's own images, newest first; q is looked for in name, title, target, collection and DID; &visibility=private|group|public: only those. */
export const ownImages = z.object({ images: z.array(ownImage), total: z.number(), more: z.boolean() })
export type OwnImages = z.infer<typeof ownImages>

/** Body of PATCH /api/images/{id}: only what changes. If-Match (the ETag that GET gave) guards against two editors. */
export const imagePatch = z.strictObject({
  visibility: z.optional(z.string()),
  group: z.optional(z.nullable(z.string())),
  obs_title: z.optional(text),
  obs_collection: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  target_name: z.optional(text),
  obs_creator_name: z.optional(text),
  instrument_name: z.optional(text),
  facility_name: z.optional(text),
  proposal_id: z.optional(text),
  bib_reference: z.optional(text),
  data_rights: z.optional(text),
  dataproduct_subtype: z.optional(text),
})
export type ImagePatch = z.infer<typeof imagePatch>

/** Answer of /api/images/{id}/history: what was changed when by whom, oldest first. */
export const imageHistory = z.object({
  changes: z.array(
    z.object({
      at: z.string(),
      who: z.nullable(z.string()),
      before: z.record(z.string(), z.nullable(z.string())),
      after: z.record(z.string(), z.nullable(z.string())),
    }),
  ),
})
export type ImageHistory = z.infer<typeof imageHistory>

/** What stays of an image that was deleted. Answer of /api/images/deleted: the newest 1,000 of one's own. */
export const deletedImages = z.object({
  deleted: z.array(z.object({ did: z.string(), at: z.string(), who: z.nullable(z.string()), reason: z.nullable(z.string()) })),
})
export type DeletedImages = z.infer<typeof deletedImages>

/** Body of DELETE /api/images/{id} (may be left out). A tombstone stays: the DID is never given again, and answers 410. */
export const imageRemoval = z.object({ reason: z.optional(z.string().check(z.maxLength(500))) })
