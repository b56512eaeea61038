import { footprintCells, shapeOf } from '../../vo/sky/footprint-index.ts'
import type { Region } from '../../vo/sky/region.ts'
import { formatStcs } from '../../vo/sky/region-text.ts'
import type { Db, Sql, SqlValue } from '../archive/db.ts'
import { obscoreColumns } from '../archive/image.ts'
import { indexesOf, keepForLater, putAside, referencesOf } from '../archive/put-aside.ts'
import { apTables } from './ap-load.ts'
import { firstDid, type DemoOptions, type DemoOrigin } from './options.ts'
import type { DemoSize } from './plan.ts'
import { provTables } from './prov-load.ts'
import type { SkyObject } from './sky.ts'
import { BrightStars } from './stars.ts'
import { demoCount, demoImages, demoObjects, objectColumns, objectRow, type DemoRow } from './survey.ts'
import { demoWorld } from './world.ts'

const grouped = (n: number): string => n.toLocaleString('en-US')
const imageTables = ['dax.image', 'dax.image_cell', 'cat.object']

/** What was loaded. */
export interface ImagesLoaded {
  readonly images: number
  readonly objects: number
  /** Objects of the catalogue that vary. */
  readonly changing: readonly SkyObject[]
}

/**
 * Loads images, their index and the catalogue of the demo survey into a migrated archive, in one transaction; null where they are there already. What
 * became of the images is loaded after it (load-history.ts): until then dax.load_later has rows. Indexes of an archive without images are made after
 * the rows, which halves the time.
 */
export async function loadDemoImages(db: Db, size: DemoSize, options: DemoOptions): Promise<ImagesLoaded | null> {
  const did = firstDid(demoWorld(options.stars).plan, size, options)
  const loaded = await db.transaction(async (tx) => {
    const [there] = await tx.rows<{ demo: boolean; filled: boolean }>(
      'SELECT EXISTS (SELECT FROM dax.image WHERE obs_publisher_did = $1) AS demo, EXISTS (SELECT FROM dax.image) AS filled',
      [did],
    )
    if (there?.demo === true) return null
    const isEmpty = there?.filled !== true
    const indexes = isEmpty ? await putAside(tx, await indexesOf(tx, imageTables)) : []
    if (isEmpty)
      await keepForLater(tx, await putAside(tx, [...(await referencesOf(tx, provTables)), ...(await indexesOf(tx, [...provTables, ...apTables]))]))
    await keepForLater(tx, ['ANALYZE ap.visit'])
    const filled = await fill(tx, size, options)
    for (const definition of indexes) await tx.exec(definition)
    return filled
  })
  if (loaded !== null) await db.exec(imageTables.map((table) => `ANALYZE ${table};`).join(' '))
  return loaded
}

async function fill(tx: Sql, size: DemoSize, options: DemoOptions): Promise<ImagesLoaded> {
  const { authority, stars, onProgress: tell = () => {} } = options
  const { plan, sky } = demoWorld(stars)
  const { first, created } = await originOf(tx, options)
  const of = demoCount(plan, size)
  const cells: CellList = { cell: [], image: [] }
  const rows = imageRows(demoImages(plan, size, authority), { first, created }, cells, (done) =>
    tell((0.6 * done) / of, `${grouped(done)} of ${grouped(of)} images`),
  )
  const images = await tx.copyIn('dax.image', imageColumns, rows)
  await tx.rows(`SELECT setval(pg_get_serial_sequence('dax.image', 'image_id'), $1::bigint)`, [BigInt(first + images - 1)])
  await tx.copyIn('dax.image_cell', ['cell', 'image_id'], cellRows(cells))
  tell(0.65, 'objects')
  const changing: SkyObject[] = []
  const all = demoObjects(plan, sky, new BrightStars(stars), size)
  const objects = await tx.copyIn('cat.object', objectColumns, objectRows(all, await objectsPresent(tx), changing))
  tell(0.9, 'indexes')
  return { images, objects, changing }
}

async function originOf(tx: Sql, { onOrigin = (free) => Promise.resolve(free) }: DemoOptions): Promise<DemoOrigin> {
  const [free] = await tx.rows<{ first: bigint | number | string; created: string }>(
    "SELECT coalesce(max(image_id), 0) + 1 AS first, to_json(now())#>>'{}' AS created FROM dax.image",
  )
  return onOrigin({ first: Number(free?.first ?? 1), created: free?.created ?? '' })
}

/** Objects already in the catalogue, such as real stars of a smaller demo. */
async function objectsPresent(tx: Sql): Promise<ReadonlySet<number>> {
  const rows = await tx.rows<{ object_id: bigint | number | string }>('SELECT object_id FROM cat.object')
  return new Set(rows.map(({ object_id }) => Number(object_id)))
}

interface CellList {
  readonly cell: number[]
  readonly image: number[]
}

/** Columns that nothing is known of in any image of the demo: left out, which a third of a million rows are the shorter for. */
const unknown: ReadonlySet<string> = new Set([
  'obs_creator_did',
  'bib_reference',
  'access_url',
  'access_format',
  's_resolution_min',
  's_resolution_max',
  't_stat_error',
  'em_res_power_min',
  'em_res_power_max',
  'em_resolution',
  'em_calib_status',
  'em_stat_error',
  'o_stat_error',
  'pol_states',
])
const rowFields = obscoreColumns.filter((name) => !unknown.has(name))
const imageColumns: readonly string[] = ['image_id', ...rowFields, 's_region', 's_shape', 'source', 'synthetic', 'created_at']

function* imageRows(
  rows: Iterable<DemoRow>,
  { first, created }: DemoOrigin,
  cells: CellList,
  onRow: (done: number) => void,
): Generator<readonly SqlValue[]> {
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
    yield [id, ...rowFields.map((field) => row[field]), text, shape, `demo/${key}`, true, created]
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
