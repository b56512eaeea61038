import { footprintCells, shapeOf } from '../../vo/sky/footprint-index.ts'
import type { Region } from '../../vo/sky/region.ts'
import { formatStcs } from '../../vo/sky/region-text.ts'
import type { Db, Sql, SqlValue } from '../archive/db.ts'
import type { DemoSize } from './plan.ts'
import { loadProvenance, provTables } from './prov-load.ts'
import { apTables, loadProcessing } from './ap-load.ts'
import { demoCount, demoImages, demoObjects, objectColumns, objectRow, type DemoRow } from './survey.ts'
import type { SkyObject } from './sky.ts'
import { BrightStars } from './stars.ts'
import { demoWorld } from './world.ts'

/** How far the loading is: images done of all. */
export interface DemoProgress {
  readonly step: 'images' | 'index' | 'objects' | 'provenance' | 'done'
  readonly done: number
  readonly of: number
}

export interface DemoLoaded {
  readonly images: number
  readonly objects: number
  /** True where the survey was there already and nothing was done. */
  readonly present: boolean
}

export interface DemoOptions {
  /** Publisher DID prefix; ivo://skydax.local/archive? by default. */
  readonly authority?: string
  /** The packed stars of stars.ts. */
  readonly stars: Uint8Array
  readonly onProgress?: (progress: DemoProgress) => void
}

/**
 * Loads the demo survey into a migrated archive in one transaction: images, their index, and the object catalogue; all or nothing. Into an
 * archive that has it already it loads nothing. Indexes of an archive without images are dropped and built anew, which halves the time.
 */
export async function loadDemo(db: Db, size: DemoSize, options: DemoOptions): Promise<DemoLoaded> {
  const tell = options.onProgress ?? (() => {})
  const authority = options.authority ?? 'ivo://skydax.local/archive?'
  const { plan, sky } = demoWorld(options.stars)
  const stars = new BrightStars(options.stars)
  const loaded = await db.transaction(async (tx) => {
    const [there] = await tx.rows<{ demo: boolean; filled: boolean }>(
      `SELECT EXISTS (SELECT FROM dax.image WHERE obs_publisher_did = $1) AS demo, EXISTS (SELECT FROM dax.image) AS filled`,
      [`${authority}demo/${firstKey(plan.visits(size)[0]!.visit)}`],
    )
    if (there?.demo === true) return { images: 0, objects: 0, present: true }
    const indexes = there?.filled === true ? [] : await dropIndexes(tx)
    const references = await dropReferences(tx)
    const [next] = await tx.rows<{ id: bigint | number | string }>(`SELECT coalesce(max(image_id), 0) + 1 AS id FROM dax.image`)
    const first = Number(next?.id ?? 1)
    const of = demoCount(plan, size)
    const cells: CellList = { cell: [], image: [] }
    const images = await tx.copyIn(
      'dax.image',
      imageColumns,
      imageRows(demoImages(plan, size, authority), first, cells, (done) => tell({ step: 'images', done, of })),
    )
    await tx.rows(`SELECT setval(pg_get_serial_sequence('dax.image', 'image_id'), $1::bigint)`, [BigInt(first + images - 1)])
    tell({ step: 'index', done: images, of })
    await tx.copyIn('dax.image_cell', ['cell', 'image_id'], cellRows(cells))
    tell({ step: 'objects', done: images, of })
    const changing: SkyObject[] = []
    const objects = await tx.copyIn('cat.object', objectColumns, objectRows(demoObjects(plan, sky, stars, size), await objectsPresent(tx), changing))
    tell({ step: 'provenance', done: images, of })
    const { pairs, numbers, names } = await loadProvenance(tx, plan, size, { authority, firstImage: first, images })
    await loadProcessing(tx, size, { pairs, numbers, names, changing })
    tell({ step: 'index', done: images, of })
    for (const definition of references) await tx.exec(definition)
    for (const definition of indexes) await tx.exec(definition)
    return { images, objects, present: false }
  })
  if (!loaded.present) await db.exec('ANALYZE dax.image; ANALYZE dax.image_cell; ANALYZE cat.object;')
  if (!loaded.present) await analyse(db)
  tell({ step: 'done', done: loaded.images, of: loaded.images })
  return loaded
}

/** Counts the rows of provenance and processing for the planner: small and empty tables too, which it takes for large ones and nobody else counts. */
async function analyse(db: Db): Promise<void> {
  const tables = await db.rows<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND (n.nspname = 'ap' OR n.nspname = 'dax' AND c.relname LIKE 'prov\\_%') ORDER BY 1`,
  )
  await db.exec(tables.map(({ name }) => `ANALYZE ${name};`).join(' '))
}

function firstKey(visit: number): string {
  return `raw/${visit}/0`
}

/** Objects already in the catalogue, such as real stars of a smaller demo. */
async function objectsPresent(tx: Sql): Promise<ReadonlySet<number>> {
  const rows = await tx.rows<{ object_id: bigint | number | string }>('SELECT object_id FROM cat.object')
  return new Set(rows.map(({ object_id }) => Number(object_id)))
}

/** Drops all indexes of the tables being filled that no constraint stands on; returns the statements that make them again. */
async function dropIndexes(tx: Sql): Promise<string[]> {
  const found = await tx.rows<{ schema: string; name: string; definition: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, pg_get_indexdef(c.oid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE i.indrelid = ANY ($1::text[]::regclass[])
       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
     ORDER BY c.relname`,
    [['dax.image', 'dax.image_cell', 'cat.object', ...provTables, ...apTables]],
  )
  await tx.exec(`SET LOCAL maintenance_work_mem = '256MB';`)
  for (const { schema, name } of found) await tx.exec(`DROP INDEX "${schema}"."${name}"`)
  return found.map(({ definition }) => definition)
}

/** Drops the foreign keys of the tables that provenance fills, which would be looked up row by row; returns the statements that make and check them at once. */
async function dropReferences(tx: Sql): Promise<string[]> {
  const found = await tx.rows<{ relation: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS relation, conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1::text[]::regclass[]) ORDER BY conname`,
    [provTables],
  )
  for (const { relation, name } of found) await tx.exec(`ALTER TABLE ${relation} DROP CONSTRAINT "${name}"`)
  return found.map(({ relation, name, definition }) => `ALTER TABLE ${relation} ADD CONSTRAINT "${name}" ${definition}`)
}

interface CellList {
  readonly cell: number[]
  readonly image: number[]
}

const rowFields = [
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
  'obs_release_date',
  'obs_publisher_did',
  'publisher_id',
  'data_rights',
  'access_estsize',
  's_ra',
  's_dec',
  's_fov',
  's_resolution',
  's_xel1',
  's_xel2',
  's_ucd',
  's_unit',
  's_calib_status',
  's_stat_error',
  's_pixel_scale',
  't_min',
  't_max',
  't_exptime',
  't_resolution',
  't_xel',
  't_calib_status',
  'em_min',
  'em_max',
  'em_res_power',
  'em_xel',
  'em_ucd',
  'em_unit',
  'o_ucd',
  'o_unit',
  'o_calib_status',
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
] as const
const imageColumns: readonly string[] = ['image_id', ...rowFields, 's_region', 's_shape', 'source', 'synthetic']

function* imageRows(rows: Iterable<DemoRow>, first: number, cells: CellList, onRow: (done: number) => void): Generator<readonly SqlValue[]> {
  let id = first
  let region: Region | null = null
  let text = ''
  let shape: readonly number[] = []
  let keys: readonly number[] = []
  for (const { key, row } of rows) {
    // The three images of a detector share one region object: it is indexed once.
    if (row.region !== region && row.region !== null) {
      region = row.region
      text = formatStcs(region)
      shape = shapeOf(region)
      keys = footprintCells(region).map(Number)
    }
    for (const cell of keys) {
      cells.cell.push(cell)
      cells.image.push(id)
    }
    yield [id, ...rowFields.map((field) => row[field]), text, shape, `demo/${key}`, true]
    id++
    if ((id - first) % 2000 === 0) onRow(id - first)
  }
}

function* cellRows({ cell, image }: CellList): Generator<readonly SqlValue[]> {
  for (let k = 0; k < cell.length; k++) yield [cell[k]!, image[k]!]
}

/** Rows of the objects that are not there yet; keeps those that vary. */
function* objectRows(objects: Iterable<SkyObject>, present: ReadonlySet<number>, changing: SkyObject[]): Generator<readonly SqlValue[]> {
  for (const object of objects) {
    if (object.change !== null) changing.push(object)
    if (!present.has(object.id)) yield objectRow(object)
  }
}
