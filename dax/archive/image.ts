import type { ObscoreRow } from '../../vo/obscore/row.ts'
import { footprintCells, regionOf, shapeOf } from '../../vo/sky/footprint-index.ts'
import { formatStcs } from '../../vo/sky/region-text.ts'
import type { Sql, SqlValue } from './db.ts'

/** An image as the archive keeps it: its ObsCore row, and what only dax needs to know. */
export interface ImageRow extends ObscoreRow {
  /** 'store/<name>' = a file of the store; 'demo/<key>' = rendered on demand; null = metadata only. */
  readonly source: string | null
  /** Digest of the file in lower-case hex; null where there is none. */
  readonly sha256: string | null
  /** Who brought it; null = the archive itself. */
  readonly owner: string | null
  readonly visibility: 'public' | 'private' | 'group'
  /** The group that may see it, where visibility is 'group'; else null. */
  readonly share_group?: string | null
  readonly synthetic: boolean
}

/** An image row read back, with its number. */
export interface StoredImage extends ImageRow {
  readonly imageId: bigint
}

/** ObsCore columns of dax.image, in the order of the row's keys; s_region and s_shape are made from `region`. */
export const obscoreColumns = [
  'dataproduct_type',
  'dataproduct_subtype',
  'calib_level',
  'target_name',
  'target_class',
  'obs_id',
  'obs_title',
  'obs_collection',
  'obs_creation_date',
  'obs_creator_name',
  'obs_creator_did',
  'obs_release_date',
  'obs_publisher_did',
  'publisher_id',
  'bib_reference',
  'data_rights',
  'access_url',
  'access_format',
  'access_estsize',
  's_ra',
  's_dec',
  's_fov',
  's_xel1',
  's_xel2',
  's_ucd',
  's_unit',
  's_resolution',
  's_resolution_min',
  's_resolution_max',
  's_calib_status',
  's_stat_error',
  's_pixel_scale',
  't_min',
  't_max',
  't_exptime',
  't_resolution',
  't_xel',
  't_calib_status',
  't_stat_error',
  'em_min',
  'em_max',
  'em_res_power',
  'em_res_power_min',
  'em_res_power_max',
  'em_resolution',
  'em_xel',
  'em_ucd',
  'em_unit',
  'em_calib_status',
  'em_stat_error',
  'o_ucd',
  'o_unit',
  'o_calib_status',
  'o_stat_error',
  'pol_states',
  'pol_xel',
  'facility_name',
  'instrument_name',
  'proposal_id',
  'lsst_visit',
  'lsst_detector',
  'lsst_tract',
  'lsst_patch',
  'lsst_band',
  'lsst_filter',
  'lsst_day_obs',
] as const satisfies readonly Exclude<keyof ObscoreRow, 'region'>[]

const ownColumns = ['source', 'sha256', 'owner', 'visibility', 'share_group', 'synthetic'] as const

const columns = ['image_id', ...obscoreColumns, ...ownColumns, 's_region', 's_shape']

/** Columns that the database keeps as bigint and ObsCore rows as plain numbers: pixel counts and sizes. */
const counts: ReadonlySet<string> = new Set(['access_estsize', 's_xel1', 's_xel2', 't_xel', 'em_xel', 'pol_xel'])

const batchSize = 2000

/**
 * Writes images with the cells that index their footprints; returns their numbers, in order. Give a transaction: rows and cells belong together.
 * A publisher DID that is there already rejects with DbError kind 'unique', and nothing of the batch is written. `given` = numbers and times (ISO) that the images have
 * already, one for each.
 */
export async function insertImages(
  tx: Sql,
  images: Iterable<ImageRow> | AsyncIterable<ImageRow>,
  given?: readonly { readonly id: bigint; readonly created: string }[],
): Promise<bigint[]> {
  const ids: bigint[] = []
  let batch: ImageRow[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    const known = given?.slice(ids.length, ids.length + batch.length)
    const numbers = known?.map(({ id }) => id) ?? (await freshNumbers(tx, batch.length))
    await tx.copyIn(
      'dax.image',
      known === undefined ? columns : [...columns, 'created_at'],
      batch.map((image, i) => (known === undefined ? values(numbers[i]!, image) : [...values(numbers[i]!, image), known[i]!.created])),
    )
    await tx.copyIn('dax.image_cell', ['cell', 'image_id'], cells(numbers, batch))
    ids.push(...numbers)
    batch = []
  }
  for await (const image of images) {
    batch.push(image)
    if (batch.length === batchSize) await flush()
  }
  await flush()
  return ids
}

async function freshNumbers(tx: Sql, count: number): Promise<bigint[]> {
  const fresh = await tx.query("SELECT nextval('dax.image_image_id_seq') FROM generate_series(1, $1::int)", [count])
  return fresh.rows.map(([id]) => id as bigint)
}

function values(id: bigint, image: ImageRow): SqlValue[] {
  const row: SqlValue[] = [id]
  for (const name of obscoreColumns) {
    const value = image[name]
    row.push(typeof value === 'number' && counts.has(name) ? Math.round(value) : value)
  }
  for (const name of ownColumns) row.push(image[name] ?? null)
  row.push(image.region === null ? null : formatStcs(image.region), image.region === null ? null : shapeOf(image.region))
  return row
}

function* cells(ids: readonly bigint[], images: readonly ImageRow[]): Generator<readonly SqlValue[]> {
  for (const [i, { region }] of images.entries()) {
    if (region === null) continue
    for (const cell of footprintCells(region)) yield [cell, ids[i]!]
  }
}

/** The image with that publisher DID, of any visibility; null where there is none. */
export async function imageByDid(sql: Sql, did: string): Promise<StoredImage | null> {
  const [row] = await sql.rows<Record<string, SqlValue>>(`SELECT ${columns.join(', ')} FROM dax.image WHERE obs_publisher_did = $1`, [did])
  if (row === undefined) return null
  for (const name of counts) if (typeof row[name] === 'bigint') row[name] = Number(row[name])
  const { image_id: imageId, s_region: _text, s_shape: shape, ...rest } = row
  return { ...rest, imageId, region: shape === null ? null : regionOf(shape as readonly number[]) } as unknown as StoredImage
}
