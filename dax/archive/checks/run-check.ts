import type { CheckRun } from '../../contract/checks.ts'
import type { Sql } from '../db.ts'
import { checkDatabase } from './check-database.ts'
import { checkFiles, type CheckPorts, type Looked } from './check-files.ts'
import type { Finding } from './finding.ts'

export interface CheckOptions {
  /** Reads every byte of the store and makes every cell of the index anew. */
  readonly deep: boolean
  readonly who: string | null
  readonly signal?: AbortSignal
  readonly onFinding?: (finding: Finding, no: number) => void
}

/** Begins a run; its id is 32 hex digits. */
export async function beginCheck(db: Sql, options: Pick<CheckOptions, 'deep' | 'who'>): Promise<string> {
  const id = crypto.randomUUID().replaceAll('-', '')
  await db.query(
    `INSERT INTO dax.check_run (run_id, who, deep, state, lease_until) VALUES ($1, $2, $3, 'running', clock_timestamp() + interval '10 minutes')`,
    [id, options.who, options.deep],
  )
  // runs of processes that died (also before the clock was set back), and what is too old to tell anything
  await db.exec(`UPDATE dax.check_run SET state = 'failed', message = 'dax was stopped while it ran.', ended_at = now() WHERE state = 'running' AND lease_until NOT BETWEEN now() AND now() + interval '11 minutes';
    DELETE FROM dax.check_run WHERE run_id IN (SELECT run_id FROM dax.check_run ORDER BY started_at DESC OFFSET 100)`)
  return id
}

/** Does a run that was begun: writes what it finds as it finds it. Returns the number of findings. */
export async function runCheck(ports: CheckPorts, id: string, options: CheckOptions): Promise<number> {
  const looked: Looked = {}
  let count = 0
  try {
    for (const part of [checkFiles(ports, options.deep, looked, options.signal), checkDatabase(ports.db, options.deep, looked)])
      for await (const finding of part) {
        options.signal?.throwIfAborted()
        const no = await insertFinding(ports.db, id, finding)
        count += 1
        options.onFinding?.(finding, no)
      }
    await endCheck(ports.db, id, 'done', null, looked)
    return count
  } catch (error) {
    await endCheck(
      ports.db,
      id,
      'failed',
      options.signal?.aborted === true ? 'It was stopped.' : 'Something failed; the log of dax says what.',
      looked,
    ).catch(() => undefined)
    throw error
  }
}

async function insertFinding(db: Sql, id: string, { kind, subject, message, repairs }: Finding): Promise<number> {
  const [row] = await db.rows<{ no: bigint }>(
    'INSERT INTO dax.check_finding (run_id, kind, subject, message, repairs) VALUES ($1, $2, $3, $4, $5::text::jsonb) RETURNING finding_no AS no',
    [id, kind, subject, message, JSON.stringify(repairs)],
  )
  await db.query(`UPDATE dax.check_run SET lease_until = clock_timestamp() + interval '10 minutes' WHERE run_id = $1`, [id])
  return Number(row?.no ?? 0n)
}

async function endCheck(db: Sql, id: string, state: CheckRun['state'], message: string | null, looked: Looked): Promise<void> {
  await db.query(`UPDATE dax.check_run SET state = $2, message = $3, looked = $4::text::jsonb, ended_at = clock_timestamp() WHERE run_id = $1`, [
    id,
    state,
    message,
    JSON.stringify(looked),
  ])
}
