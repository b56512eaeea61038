import type { Db } from '../archive/db.ts'

/** Runs `make`, what the first start makes: of several processes that start at a time on one archive one runs it, and the others wait and then find it made. */
export async function firstStart(db: Db, make: () => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('dax first start'))")
    await make()
  })
}
