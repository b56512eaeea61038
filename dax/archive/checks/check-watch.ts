import type { CheckProgress } from '../../contract/checks.ts'
import type { Sql } from '../db.ts'

/** How often a run that has nothing to tell says that it lives, and hears whether it shall stop. */
const beatMs = 10_000
/** How often progress is written while there is some. */
const tellMs = 500
/** A run that was not heard of for this long is dead; its lease is never longer. */
export const leaseSql = `interval '2 minutes'`

/** How a run tells where it is, and hears that it shall stop. */
export interface CheckWatch {
  readonly signal: AbortSignal
  /** What is being looked at now. Throws once the run shall stop. `total` null = not known. */
  tell(step: CheckProgress['step'], done: number, total: number | null): Promise<void>
}

/** Keeps the record of a run alive until `end`: its lease, its progress; and stops it when another process has asked for it, or it was given up as dead. */
export function watchRun(sql: Sql, id: string, given: AbortSignal | undefined): CheckWatch & { readonly end: () => void } {
  const stop = new AbortController()
  const signal = given === undefined ? stop.signal : AbortSignal.any([given, stop.signal])
  let progress: CheckProgress | null = null
  let toldMs = -Infinity
  const beat = async (): Promise<void> => {
    toldMs = performance.now()
    const [row] = await sql.rows<{ stop: boolean }>(
      `UPDATE dax.check_run SET lease_until = clock_timestamp() + ${leaseSql}, progress = $2::text::jsonb WHERE run_id = $1 AND state = 'running' RETURNING stop_wanted AS stop`,
      [id, JSON.stringify(progress)],
    )
    if (row?.stop !== false) stop.abort(new DOMException('The check was stopped.', 'AbortError'))
  }
  // a beat that fails is told by the next statement of the run itself
  const timer = setInterval(() => void beat().catch(() => undefined), beatMs)
  ;(timer as unknown as { unref?: () => void }).unref?.()
  return {
    signal,
    async tell(step, done, total) {
      signal.throwIfAborted()
      const isNew = progress?.step !== step
      progress = { step, done, total }
      if (isNew || performance.now() - toldMs >= tellMs) await beat()
      signal.throwIfAborted()
    },
    end: () => clearInterval(timer),
  }
}
