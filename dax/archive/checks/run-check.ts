import type { CheckRun } from '../../contract/checks.ts'
import { Fault } from '../../fault.ts'
import type { Db, Sql } from '../db.ts'
import { checkDatabase } from './check-database.ts'
import { checkFiles, type CheckPorts, type Looked } from './check-files.ts'
import { checkPreviews } from './check-previews.ts'
import { leaseSql, watchRun } from './check-watch.ts'
import type { Finding } from './finding.ts'

export interface CheckOptions {
  /** Reads every byte of the store, makes every cell of the index anew, and draws every preview that is kept. */
  readonly deep: boolean
  readonly who: string | null
  readonly signal?: AbortSignal
}

/** Begins a run; its id is 32 hex digits. `alone`: refused with a conflict Fault where one runs already. */
export async function beginCheck(db: Db, options: Pick<CheckOptions, 'deep' | 'who'> & { readonly alone?: boolean }): Promise<string> {
  const id = crypto.randomUUID().replaceAll('-', '')
  return db.transaction(async (tx) => {
    await tx.exec('LOCK TABLE dax.check_run IN SHARE ROW EXCLUSIVE MODE')
    // runs of processes that died (also before the clock was set back), and what is too old to tell anything
    await tx.exec(`UPDATE dax.check_run SET state = 'failed', message = 'dax was stopped while it ran.', ended_at = now() WHERE state = 'running' AND lease_until NOT BETWEEN now() AND now() + 2 * ${leaseSql};
      DELETE FROM dax.check_run WHERE run_id IN (SELECT run_id FROM dax.check_run ORDER BY started_at DESC OFFSET 99)`)
    const [other] = options.alone === true ? await tx.rows("SELECT 1 FROM dax.check_run WHERE state = 'running'") : []
    if (other !== undefined) throw new Fault('conflict', 'A check runs already: wait for its end, or cancel it.', ['body'])
    await tx.query(
      `INSERT INTO dax.check_run (run_id, who, deep, state, started_at, lease_until) VALUES ($1, $2, $3, 'running', clock_timestamp(), clock_timestamp() + ${leaseSql})`,
      [id, options.who, options.deep],
    )
    return id
  })
}

/** Asks a run to stop, in whichever process it runs; false where it does not run. */
export async function stopCheck(sql: Sql, id: string): Promise<boolean> {
  const { count } = await sql.query(`UPDATE dax.check_run SET stop_wanted = true WHERE run_id = $1 AND state = 'running'`, [id])
  return count > 0
}

/** Does a run that was begun: writes what it finds as it finds it. Returns the number of findings; throws the AbortError of a run that was stopped. */
export async function runCheck(ports: CheckPorts, id: string, options: CheckOptions): Promise<number> {
  const looked: Looked = {}
  const { deep } = options
  const watch = watchRun(ports.db, id, options.signal)
  const damaged = new Set<string>()
  let count = 0
  try {
    const parts = [
      checkFiles(ports, deep, looked, watch),
      checkDatabase(ports.db, deep, looked, watch),
      ...(deep ? [checkPreviews(ports, looked, watch, damaged)] : []),
    ]
    for (const part of parts)
      for await (const finding of part) {
        watch.signal.throwIfAborted()
        await insertFinding(ports.db, id, finding)
        if (finding.kind === 'damaged-file') damaged.add(finding.subject)
        count += 1
      }
    await endCheck(ports.db, id, 'done', null, looked)
    return count
  } catch (error) {
    const [state, why] = watch.signal.aborted
      ? (['cancelled', 'It was stopped before its end: what it had found by then is listed.'] as const)
      : (['failed', 'Something failed; the log of dax says what.'] as const)
    await endCheck(ports.db, id, state, why, looked).catch(() => undefined)
    watch.signal.throwIfAborted()
    throw error
  } finally {
    watch.end()
  }
}

async function insertFinding(db: Sql, id: string, { kind, subject, message, repairs }: Finding): Promise<void> {
  await db.query('INSERT INTO dax.check_finding (run_id, kind, subject, message, repairs) VALUES ($1, $2, $3, $4, $5::text::jsonb)', [
    id,
    kind,
    subject,
    message,
    JSON.stringify(repairs),
  ])
}

async function endCheck(db: Sql, id: string, state: CheckRun['state'], message: string | null, looked: Looked): Promise<void> {
  await db.query(
    `UPDATE dax.check_run SET state = $2, message = $3, looked = $4::text::jsonb, ended_at = clock_timestamp() WHERE run_id = $1 AND state = 'running'`,
    [id, state, message, JSON.stringify(looked)],
  )
}
