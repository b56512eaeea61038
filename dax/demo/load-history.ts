import type { Db } from '../archive/db.ts'
import { isLoadDue, runLater } from '../archive/put-aside.ts'
import { loadProcessing } from './ap-load.ts'
import { firstDid, type DemoOptions } from './options.ts'
import type { DemoSize } from './plan.ts'
import { loadProvenance } from './prov-load.ts'
import type { SkyObject } from './sky.ts'
import { BrightStars } from './stars.ts'
import { demoCount, demoObjects } from './survey.ts'
import { demoWorld } from './world.ts'

/**
 * Loads what became of the images of the demo survey, which must be there: their provenance and the processing log, in one transaction; false where that
 * is not due. The archive may be served meanwhile: nobody waits for it who only reads. `changing` = the objects that vary, where they are known already.
 */
export async function loadDemoHistory(db: Db, size: DemoSize, options: DemoOptions, changing?: readonly SkyObject[]): Promise<boolean> {
  const { authority, stars, onProgress: tell = () => {} } = options
  const { plan, sky } = demoWorld(stars)
  const isLoaded = await db.transaction(async (tx) => {
    // a second process that would load it too waits, and finds it done
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('dax demo'))")
    const [image] = await tx.rows<{ first: bigint | number | string | null }>(
      'SELECT (SELECT image_id FROM dax.image WHERE obs_publisher_did = $1) AS first',
      [firstDid(plan, size, options)],
    )
    if (image?.first == null || !(await isLoadDue(tx))) return false
    const varying = changing ?? [...demoObjects(plan, sky, new BrightStars(stars), size)].filter(({ change }) => change !== null)
    tell(0.1, 'provenance')
    const provenance = await loadProvenance(tx, plan, size, { authority, firstImage: Number(image.first), images: demoCount(plan, size) })
    tell(0.4, 'processing log')
    await loadProcessing(tx, size, { ...provenance, changing: varying })
    tell(0.8, 'indexes')
    await runLater(tx)
    return true
  })
  if (isLoaded) await analyse(db)
  return isLoaded
}

/** Counts the rows of provenance and processing for the planner: small and empty tables too, which it takes for large ones and nobody else counts. */
async function analyse(db: Db): Promise<void> {
  const tables = await db.rows<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND (n.nspname = 'ap' OR n.nspname = 'dax' AND c.relname LIKE 'prov\\_%') ORDER BY 1`,
  )
  await db.exec(tables.map(({ name }) => `ANALYZE ${name};`).join(' '))
}
