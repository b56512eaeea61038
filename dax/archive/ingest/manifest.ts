import * as z from 'zod/mini'
import type { ObscoreRow } from '../../../vo/obscore/row.ts'
import { nameOfContent, type Store } from '../../store/store.ts'

/** What was changed of an image since it came in. */
const change = z.object({
  at: z.string(),
  who: z.nullable(z.string()),
  before: z.record(z.string(), z.nullable(z.string())),
  after: z.record(z.string(), z.nullable(z.string())),
})
export type ManifestChange = z.infer<typeof change>

const file = {
  skydax: z.literal(1),
  sha256: z.string(),
  size: z.number(),
  /** Name that the file came with. */
  name: z.string(),
  contentType: z.string(),
  /** When the file's record was made: ISO, to the microsecond. */
  fileCreated: z.string(),
  owner: z.nullable(z.string()),
  visibility: z.string(),
  group: z.nullable(z.string()),
}

/**
 * What lies beside a stored file, so that the store alone can tell the database: all of an image that the file itself and this code do not tell. It is on disk before the
 * transaction that makes the image visible. `row` is the ObsCore row as it stands in the database.
 */
const imageManifest = z.object({
  ...file,
  kind: z.literal('image'),
  imageId: z.string(),
  created: z.string(),
  synthetic: z.boolean(),
  row: z.record(z.string(), z.unknown()),
  /** Version of dax that took it in, and when it began and ended: MJD, UTC. */
  dax: z.string(),
  start: z.number(),
  end: z.number(),
  /** The sidecar, as it came. */
  sidecar: z.nullable(z.string()),
  changes: z.array(change),
})
export type ImageManifest = z.infer<typeof imageManifest>

/** A file that is kept without being in the archive (store only). */
const keptManifest = z.object({ ...file, kind: z.literal('kept'), collection: z.nullable(z.string()), sidecar: z.nullable(z.string()) })
export type KeptManifest = z.infer<typeof keptManifest>

/**
 * What was known of an image when it was deleted, for what outlives it: its provenance and its history. `butler`: its file's cards of that name, keyword and text, as the file is
 * gone; `invalidated`: MJD, UTC.
 */
const buried = z.object({ image: imageManifest, butler: z.array(z.tuple([z.string(), z.string()])), invalidated: z.number() })
export type BuriedImage = z.infer<typeof buried>

/** An image that was deleted. `was` is absent where its manifest or its file was lost before. */
const tombstoneManifest = z.object({
  skydax: z.literal(1),
  kind: z.literal('tombstone'),
  imageId: z.string(),
  did: z.string(),
  sha256: z.nullable(z.string()),
  owner: z.nullable(z.string()),
  visibility: z.string(),
  deleted: z.string(),
  by: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  was: z.optional(buried),
})
export type TombstoneManifest = z.infer<typeof tombstoneManifest>

const manifest = z.discriminatedUnion('kind', [imageManifest, keptManifest, tombstoneManifest])
export type Manifest = z.infer<typeof manifest>

/** Where the manifest of an image lies: beside its file. Two images may have one content. */
export const imageManifestName = (sha256: string, imageId: bigint | string): string => `${nameOfContent(sha256)}-i${imageId}`
export const keptManifestName = (sha256: string): string => `${nameOfContent(sha256)}-kept`
/** Whether a name of the store is that of a manifest. */
export const isManifestName = (name: string): boolean => /-(?:i\d+|kept)$/u.test(name)

/** The name of a manifest. */
export function manifestName(one: Manifest): string {
  return one.kind === 'kept' ? keptManifestName(one.sha256) : imageManifestName(one.sha256 ?? '', one.imageId)
}

export function manifestBytes(one: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(one, null, 1)}\n`)
}

/** The manifest of that name; null where there is none, `damaged` where it is not one. */
export async function readManifest(store: Pick<Store, 'size' | 'read'>, name: string): Promise<Manifest | 'damaged' | null> {
  const size = await store.size(name)
  if (size === null) return null
  if (size > 64_000_000) return 'damaged'
  try {
    const read = z.safeParse(manifest, await new Response(await store.read(name)).json())
    return read.success ? read.data : 'damaged'
  } catch (error) {
    if (error instanceof SyntaxError) return 'damaged'
    throw error
  }
}

/** An ObsCore row as JSON holds it: 64-bit numbers as text. */
export function rowToJson(row: ObscoreRow): Record<string, unknown> {
  return { ...row, lsst_visit: row.lsst_visit === null ? null : String(row.lsst_visit) }
}

export function rowOfJson(json: Readonly<Record<string, unknown>>): ObscoreRow {
  const visit = json['lsst_visit']
  return { ...json, lsst_visit: typeof visit === 'string' ? BigInt(visit) : null } as unknown as ObscoreRow
}
