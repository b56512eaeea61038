import type { DaxConfig } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Sql } from '../db.ts'
import { insertImages, type ImageRow } from '../image.ts'
import { writeIngestProvenance, type IngestProvenance } from '../prov/write-ingest.ts'
import { rowOfJson, type ImageManifest, type Manifest } from './manifest.ts'

type FileFacts = Pick<Manifest & { kind: 'image' | 'kept' }, 'sha256' | 'size' | 'name' | 'contentType' | 'fileCreated'>

/** Makes the record of a stored file, or waits for whoever is making it; one that is there stays as it is. */
export async function registerFile(tx: Sql, file: FileFacts): Promise<void> {
  await tx.query(
    `INSERT INTO dax.file (sha256, name, size, original_name, content_type, created_at) VALUES ($1, $2, $3::bigint, $4, $5, $6::timestamptz)
     ON CONFLICT (sha256) DO UPDATE SET sha256 = excluded.sha256`,
    [file.sha256, nameOfContent(file.sha256), BigInt(file.size), file.name, file.contentType, file.fileCreated],
    { kept: true },
  )
}

/** Writes image, index cells and provenance of a manifest whose file is recorded; the same manifest always gives the same rows. */
export async function registerImage(
  tx: Sql,
  manifest: ImageManifest,
  told: Pick<IngestProvenance, 'dataset' | 'record' | 'made'>,
  config: Pick<DaxConfig, 'authority'>,
): Promise<void> {
  const row = rowOfJson(manifest.row)
  const id = BigInt(manifest.imageId)
  const image: ImageRow = {
    ...row,
    source: `store/${nameOfContent(manifest.sha256)}`,
    sha256: manifest.sha256,
    owner: manifest.owner,
    visibility: manifest.visibility as ImageRow['visibility'],
    share_group: manifest.group,
    synthetic: manifest.synthetic,
  }
  await insertImages(tx, [image], [{ id, created: manifest.created }])
  await writeIngestProvenance(tx, [id], [row.obs_publisher_did], {
    kind: 'ingest',
    what: manifest.name,
    comment: `${manifest.name}, ${manifest.size} bytes, sha256 ${manifest.sha256}; dax ${manifest.dax}`,
    activityId: `${row.obs_publisher_did}#ingest`,
    authority: config.authority,
    start: manifest.start,
    end: manifest.end,
    owner: image.owner,
    visibility: image.visibility,
    shareGroup: manifest.group,
    ...told,
  })
}
