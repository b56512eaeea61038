import { card } from '../../../vo/fits/card.ts'
import { headerOf } from '../../../vo/fits/header.ts'
import { mjdOfDate } from '../../../vo/time/mjd.ts'
import { scanFits } from '../../../vo/fits/scan.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Sql } from '../db.ts'
import { imageByDid, type StoredImage } from '../image.ts'
import { readProvenance } from '../prov/read-sidecar.ts'
import { writeIngestProvenance } from '../prov/write-ingest.ts'
import { butlerCards } from '../prov/butler-cards.ts'
import { butlerCardsIn, provenanceOf } from './describe.ts'
import { imageManifestName, manifestBytes, readManifest, rowToJson, type ImageManifest, type ManifestChange } from './manifest.ts'

type RestorePorts = Pick<DaxPorts, 'db' | 'store' | 'config' | 'clock'>

/** What the file and its sidecar tell of how it was made: the same each time. */
export async function toldBy(
  ports: Pick<DaxPorts, 'store'>,
  manifest: Pick<ImageManifest, 'sha256' | 'sidecar'>,
  did: string,
): Promise<ReturnType<typeof provenanceOf>> {
  return toldByCards(await butlerTexts(ports, manifest.sha256, did), manifest.sidecar, did)
}

/** The butler's cards of a stored file: keyword and text. */
export async function butlerTexts(ports: Pick<DaxPorts, 'store'>, sha256: string, did: string): Promise<[string, string][]> {
  const file = await scanFits(await ports.store.read(nameOfContent(sha256)), Number.MAX_SAFE_INTEGER)
  if (!file.ok) throw new Fault('conflict', `The file of ${did} cannot be read: ${file.error.message}.`)
  const cards = butlerCardsIn(file.value)
  const { text } = headerOf(cards)
  return cards.map(({ keyword }): [string, string] => [keyword, text(keyword) ?? ''])
}

/** What cards (keyword and text) and a sidecar tell of how an image was made. */
export function toldByCards(
  texts: readonly (readonly [keyword: string, text: string])[],
  sidecarText: string | null,
  did: string,
): ReturnType<typeof provenanceOf> {
  const sidecar = sidecarText === null ? null : readProvenance(new TextEncoder().encode(sidecarText), did)
  const cards = texts.map(([keyword, text]) => card(keyword, text))
  return provenanceOf(butlerCards(headerOf(cards), did), sidecar?.ok === true ? sidecar.value : null)
}

/** The manifest of an image as the database tells it; what only the manifest knew (sidecar, version, times of the ingest) is kept from the one that is there. */
export async function manifestFromDb(sql: Sql, ports: Pick<DaxPorts, 'store' | 'config'>, image: StoredImage): Promise<ImageManifest> {
  const { imageId, source: _source, sha256, owner, visibility, share_group: group, synthetic, ...row } = image
  if (sha256 === null) throw new Fault('conflict', `${row.obs_publisher_did} has no file.`)
  const before = await readManifest(ports.store, imageManifestName(sha256, imageId))
  const known = before !== null && before !== 'damaged' && before.kind === 'image' ? before : null
  const [facts] = await sql.rows<{
    name: string
    contentType: string
    size: bigint
    fileCreated: string
    created: string
    start: number | null
    end: number | null
  }>(
    `SELECT coalesce(f.original_name, f.name) AS name, f.content_type AS "contentType", f.size, to_json(f.created_at)#>>'{}' AS "fileCreated", to_json(i.created_at)#>>'{}' AS created,
       a.start_time AS start, a.end_time AS "end"
     FROM dax.image i JOIN dax.file f USING (sha256) LEFT JOIN dax.prov_activity a ON a.activity_id = i.obs_publisher_did || '#ingest' WHERE i.image_id = $1::bigint`,
    [imageId],
  )
  if (facts === undefined) throw new Fault('conflict', `The file of ${row.obs_publisher_did} is not recorded.`)
  const changes = await sql.rows<{ at: string; who: string | null; before: string; after: string }>(
    `SELECT to_json(at)#>>'{}' AS at, who, before::text AS before, after::text AS after FROM dax.image_change WHERE image_id = $1::bigint ORDER BY change_no`,
    [imageId],
  )
  return {
    skydax: 1,
    kind: 'image',
    imageId: String(imageId),
    sha256,
    size: Number(facts.size),
    name: facts.name,
    contentType: facts.contentType,
    fileCreated: facts.fileCreated,
    created: facts.created,
    owner,
    visibility,
    group: group ?? null,
    synthetic,
    row: rowToJson(row as Parameters<typeof rowToJson>[0]),
    dax: known?.dax ?? ports.config.version,
    start: facts.start ?? known?.start ?? 0,
    end: facts.end ?? known?.end ?? 0,
    sidecar: known?.sidecar ?? null,
    changes: changes.map((one): ManifestChange => ({ ...one, before: JSON.parse(one.before), after: JSON.parse(one.after) })),
  }
}

/** Writes the manifest of an image anew, from the database. */
export async function rewriteManifest(ports: RestorePorts, did: string): Promise<string> {
  const image = await imageByDid(ports.db, did)
  if (image?.sha256 == null) throw new Fault('notFound', `There is no image ${did} with a file any more.`)
  const manifest = await manifestFromDb(ports.db, ports, image)
  await ports.store.replace(imageManifestName(image.sha256, image.imageId), manifestBytes(manifest))
  return 'its manifest says what the database says'
}

/** Reads the provenance of an image from its file and manifest again. */
export async function regenerateProvenance(ports: RestorePorts, did: string): Promise<string> {
  const image = await imageByDid(ports.db, did)
  if (image?.sha256 == null) throw new Fault('notFound', `There is no image ${did} with a file any more.`)
  const manifest = await manifestFromDb(ports.db, ports, image)
  const told = await toldBy(ports, manifest, did)
  const now = mjdOfDate(ports.clock.now())
  await ports.db.transaction((tx) =>
    writeIngestProvenance(tx, [image.imageId], [did], {
      kind: 'ingest',
      what: manifest.name,
      comment: `${manifest.name}, ${manifest.size} bytes, sha256 ${manifest.sha256}; dax ${manifest.dax}`,
      activityId: `${did}#ingest`,
      authority: ports.config.authority,
      start: manifest.start === 0 ? now : manifest.start,
      end: manifest.end === 0 ? now : manifest.end,
      owner: image.owner,
      visibility: image.visibility,
      shareGroup: image.share_group ?? null,
      ...told,
    }),
  )
  return 'its provenance was read from the file and its manifest again'
}
