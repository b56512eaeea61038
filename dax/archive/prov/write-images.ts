import type { Sql } from '../db.ts'
import type { ToldDataset } from './record.ts'
import { described, excludedWins, writeNamesOf } from './write.ts'

const archiveWins = (column: string): string => `coalesce(p.${column}, excluded.${column})`

/**
 * Writes the entities of images that are in dax.image: id = publisher DID, owner and visibility those of the image. `uuid` = the dataset UUID, where the
 * file tells it: a placeholder of that UUID becomes this entity, with all that points at it. The image's own data id wins over the one told. `isPublic`:
 * anybody may know the names of its type and run.
 */
export async function writeImageEntities(tx: Sql, imageIds: readonly bigint[], isPublic: boolean, told: ToldDataset = {}): Promise<void> {
  const type = `coalesce($2::text, nullif(regexp_replace(coalesce(i.dataproduct_subtype, i.dataproduct_type), '^lsst\\.', ''), ''))`
  const types = await tx.rows<{ name: string }>(
    `SELECT DISTINCT ${type} AS name FROM dax.image i WHERE i.image_id = ANY ($1::int8[]) AND ${type} IS NOT NULL ORDER BY 1`,
    [imageIds, told.type ?? null],
    { kept: true },
  )
  await writeNamesOf(
    tx,
    'prov_entity_description',
    types.map(({ name }) => name),
    isPublic,
  )
  if (told.run !== undefined) await writeNamesOf(tx, 'prov_run', [told.run], isPublic)
  if (told.uuid !== undefined)
    await tx.query(
      `UPDATE dax.prov_entity p SET entity_id = i.obs_publisher_did FROM dax.image i
       WHERE i.image_id = ANY ($1::int8[]) AND p.dataset_uuid = $2::text AND p.kind = 'placeholder'
         AND NOT EXISTS (SELECT FROM dax.prov_entity x WHERE x.entity_id = i.obs_publisher_did)`,
      [imageIds, told.uuid],
    )
  await tx.query(
    `INSERT INTO dax.prov_entity AS p (entity_id, dataset_uuid, name, description_no, kind, run_no, visit, detector, band, day_obs, tract, patch, location, attributes, visibility, owner, share_group)
     SELECT i.obs_publisher_did, $3::text, coalesce(i.obs_title, i.obs_id), d.description_no, 'dataset', r.run_no, coalesce(i.lsst_visit, $5::int8),
       coalesce(i.lsst_detector, $6::int4), coalesce(i.lsst_band, $7::text), coalesce(i.lsst_day_obs, $8::int4), coalesce(i.lsst_tract, $9::int4),
       coalesce(i.lsst_patch, $10::int4), i.access_url, $11::text::jsonb, i.visibility, i.owner, i.share_group
     FROM dax.image i LEFT JOIN dax.prov_entity_description d ON d.name = ${type} LEFT JOIN dax.prov_run r ON r.name = $4::text
     WHERE i.image_id = ANY ($1::int8[]) ORDER BY i.obs_publisher_did
     ON CONFLICT (entity_id) DO UPDATE SET ${described
       .filter((column) => column !== 'generated_at' && column !== 'comment')
       .map((column) => `${column} = ${column === 'name' || column === 'description_no' ? excludedWins(column) : archiveWins(column)}`)
       .join(', ')},
       kind = CASE WHEN p.kind = 'placeholder' THEN 'dataset' ELSE p.kind END, location = excluded.location, visibility = excluded.visibility, owner = excluded.owner,
       share_group = excluded.share_group`,
    [
      imageIds,
      told.type ?? null,
      told.uuid ?? null,
      told.run ?? null,
      told.visit ?? null,
      told.detector ?? null,
      told.band ?? null,
      told.dayObs ?? null,
      told.tract ?? null,
      told.patch ?? null,
      told.attributes === undefined ? null : JSON.stringify(told.attributes),
    ],
    { kept: true },
  )
}

/** Says, once, that an activity (an ingest, an import) made images what they are in the archive, at that time (MJD, UTC). */
export async function writeImagesGenerated(tx: Sql, imageIds: readonly bigint[], activityId: string, at: number): Promise<void> {
  await tx.query(
    `WITH e AS (UPDATE dax.prov_entity p SET generated_at = coalesce(p.generated_at, $3::float8) FROM dax.image i
       WHERE i.image_id = ANY ($1::int8[]) AND p.entity_id = i.obs_publisher_did RETURNING p.entity_no)
     INSERT INTO dax.prov_generated (entity_no, activity_no, time) SELECT e.entity_no, a.activity_no, $3::float8 FROM e, dax.prov_activity a
     WHERE a.activity_id = $2::text AND NOT EXISTS (SELECT FROM dax.prov_generated g WHERE g.entity_no = e.entity_no AND g.activity_no = a.activity_no)`,
    [imageIds, activityId, at],
    { kept: true },
  )
}
