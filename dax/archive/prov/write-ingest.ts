import type { Sql } from '../db.ts'
import type { ProvOwner, ProvRecord, ToldDataset } from './record.ts'
import { writeImageEntities, writeImagesGenerated } from './write-images.ts'
import { lockProvenance, writeNames, writeRecord } from './write.ts'

/** An ingest or import, and what is known of how its images were made. */
export interface IngestProvenance extends ProvOwner {
  readonly kind: 'ingest' | 'import'
  /** 'm31.fits', 'eso_obscore.xml' */
  readonly what: string
  readonly comment: string
  /** Of the activity; made by the caller, never used before. */
  readonly activityId: string
  /** Prefix of the archive's own ids. */
  readonly authority: string
  /** MJD (UTC). */
  readonly start: number
  readonly end: number
  readonly dataset?: ToldDataset
  /** What the file's header and its sidecar tell; `made` = it tells what made the image. */
  readonly record?: ProvRecord
  readonly made?: boolean
}

/**
 * Writes the provenance of images in the transaction that writes the images: their entities, the ingest with its agents, and the record that came along.
 * Where that tells what made the image, the ingest used the image; else the ingest is what made it known.
 */
export async function writeIngestProvenance(tx: Sql, imageIds: readonly bigint[], dids: readonly string[], told: IngestProvenance): Promise<void> {
  const tellsOnlyItself = told.record === undefined && told.dataset === undefined && imageIds.length === 1
  await lockProvenance(tx, tellsOnlyItself)
  // runs with their software come before the images that name them
  if (told.record !== undefined) await writeNames(tx, told.record, told.visibility === 'public')
  await writeImageEntities(tx, imageIds, told.visibility === 'public', told.dataset)
  const software = `${told.authority}agent/dax`
  const person = told.owner === null ? null : `${told.authority}agent/${encodeURIComponent(told.owner)}`
  const own: ProvRecord = {
    entities: [],
    activities: [
      {
        id: told.activityId,
        name: `${told.kind} ${told.what}`,
        task: told.kind,
        kind: told.kind,
        start: told.start,
        end: told.end,
        comment: told.comment,
      },
    ],
    agents: [
      { id: software, name: 'Skydax dax', type: 'SoftwareAgent' },
      ...(person === null ? [] : [{ id: person, name: told.owner ?? '', type: 'Person' }]),
    ],
    runs: [],
    relations: [
      { kind: 'wasAssociatedWith', from: told.activityId, to: software, role: 'software' },
      ...(person === null ? [] : [{ kind: 'wasAssociatedWith' as const, from: told.activityId, to: person, role: 'operator' }]),
      ...(told.made === true ? dids.map((to) => ({ kind: 'used' as const, from: told.activityId, to, role: 'image', time: told.end })) : []),
    ],
  }
  await writeRecord(tx, told.record === undefined ? own : joined(own, told.record), told)
  if (told.made !== true) await writeImagesGenerated(tx, imageIds, told.activityId, told.end)
}

/** Two records as one. */
export function joined(a: ProvRecord, b: ProvRecord): ProvRecord {
  return {
    entities: [...a.entities, ...b.entities],
    activities: [...a.activities, ...b.activities],
    agents: [...a.agents, ...b.agents],
    runs: [...a.runs, ...b.runs],
    relations: [...a.relations, ...b.relations],
    further: [...(a.further ?? []), ...(b.further ?? [])],
    prefixes: { ...a.prefixes, ...b.prefixes },
  }
}
